import { join } from 'node:path'

import { describeIf, realData } from '@convlens/testing'
import { expect, it } from 'vitest'

import { inspect } from '../audit/inspect.ts'
import { formatInspection } from '../audit/format-inspection.ts'
import { bySplit } from '../datasets/by-split.ts'
import { split } from '../datasets/split.ts'
import { fromManifest } from './from-manifest.ts'

const open = (name: string) => fromManifest(join(realData.folder, name))
const named = (...names: string[]) => names.map((name) => `covid-cxr/train/covid/ieee_${name}.jpg`)

describeIf('data', realData.missing, 'inspect on real X-rays', () => {
  it('reports the leak of the original split with its patients and pictures', async () => {
    const dataset = await open('seed.csv')
    const found = await inspect(dataset)
    const groups = found.leaks.filter(({ kind }) => kind === 'group')
    expect(groups.map(({ group }) => group).sort()).toEqual([
      'ieee8023:192+196',
      'ieee8023:2',
      'ieee8023:37',
      'ieee8023:95',
    ])
    // The data's own description: five of the covid pictures of val.
    const val = new Set(
      bySplit(dataset)
        .get('val')!
        .samples.map(({ id }) => id),
    )
    expect(groups.flatMap(({ ids }) => ids.filter((id) => val.has(id))).length).toBe(5)
    const [picture, ...more] = found.leaks.filter(({ kind }) => kind === 'picture')
    expect(more).toEqual([])
    expect([...picture!.ids].sort()).toEqual(named('4-x-day1', 'AR-1', 'AR-2', 'extubation-1'))
    expect(found.tables.filter(({ suspicious }) => suspicious).map(({ attribute }) => attribute)).toEqual([
      'source',
      'shape',
      'compression',
    ])
    expect(formatInspection(found)).toContain('Leaks (5)')
  })

  it('finds every near-duplicate that the manifest marks, and one more', async () => {
    const { nearDuplicates, leaks } = await inspect(await open('covid-cxr.csv'))
    expect(leaks).toEqual([])
    const pairs = nearDuplicates.map(({ ids }) => [...ids].sort().join(' '))
    // `dup_group` of the manifest: four versions of one film and two of another.
    const film = named('4-x-day1', 'AR-1', 'AR-2', 'extubation-1')
    const marked = film.flatMap((one, i) => film.slice(i + 1).map((two) => `${one} ${two}`))
    marked.push(named('E63574A7-4188-4C8D-8D17-9D67A18A1AFA', 'F4341CE7-73C9-45C6-99C8-8567A5484B63').join(' '))
    // By eye one film, listed as two patients; and two days of one patient, which are no duplicates.
    const unmarked = [
      named('2-chest-filmc', '7-fatal-covid19').join(' '),
      named('nejmoa2001191_f4', 'nejmoa2001191_f5-PA').join(' '),
    ]
    expect(pairs.sort()).toEqual([...marked, ...unmarked].sort())
  })

  it('finds each leak planted in a clean split', async () => {
    const dataset = await open('covid-cxr.csv')
    const parts = split(dataset, { ratios: [0.7, 0.3, 0], seed: 7 })
    const taken = parts.train.samples[3]!
    const copy = { ...taken, id: 'copy.jpg', group: 'somebody' }
    const { leaks } = await inspect(
      { train: parts.train, val: { ...parts.val, samples: [...parts.val.samples, copy] } },
      { nearDuplicates: false },
    )
    expect(leaks).toEqual([{ kind: 'file', group: taken.id, splits: ['train', 'val'], ids: [taken.id, 'copy.jpg'] }])
  })

  it('goes through odd and broken files', async () => {
    const { unreadable, misnamed, nearDuplicates } = await inspect(await open('wild.csv'))
    expect(unreadable.map(({ id, code }) => `${id}: ${code}`)).toEqual([
      'wild/broken-empty.jpg: empty',
      'wild/png-bomb-12000x12000.png: too-large',
    ])
    expect(misnamed).toEqual([
      { id: 'wild/png-named-jpg.jpg', format: 'png' },
      { id: 'wild/jpeg-named-png.png', format: 'jpeg' },
    ])
    expect(nearDuplicates).toContainEqual(
      expect.objectContaining({ ids: ['wild/jpeg-gray-original.jpeg', 'wild/jpeg-inverted.jpg'], inverted: true }),
    )
  })
})
