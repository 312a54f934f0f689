import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'

import { createDataset, filter } from '../dataset.ts'
import type { Sample } from '../dataset.ts'
import { assertNoLeaks } from '../datasets/find-leaks.ts'
import { split } from '../datasets/split.ts'
import { DecodeError } from '../decode/decode-error.ts'
import { phantoms } from '../phantom/phantoms.ts'
import type { Raster } from '../raster.ts'
import { formatInspection } from './format-inspection.ts'
import { inspect } from './inspect.ts'
import { chest, cropped } from './pictures.test-support.ts'

function png(of: Raster): Uint8Array {
  const file = new PNG({ width: of.width, height: of.height })
  of.data.forEach((value, i) => file.data.set([value, value, value, 255], 4 * i))
  return PNG.sync.write(file, { colorType: 0 })
}

/** A file of the picture, and what it is decoded to. */
function sample(id: string, raster: Raster | Error, more: Partial<Sample> = {}): Sample {
  return {
    id,
    label: 'a',
    read: () => Promise.resolve(raster instanceof Error ? new Uint8Array() : png(raster)),
    load: () => (raster instanceof Error ? Promise.reject(raster) : Promise.resolve(raster)),
    ...more,
  }
}
const clean = Array.from({ length: 12 }, (_, i) =>
  sample(`p${i}.png`, chest(i), {
    label: i % 2 === 0 ? 'a' : 'b',
    split: i < 8 ? 'train' : 'val',
    group: `g${i}`,
    source: i % 4 < 2 ? 'here' : 'there',
  }),
)

describe('inspect', () => {
  it('finds nothing where there is nothing', async () => {
    const found = await inspect(createDataset(clean))
    expect(found).toMatchObject({
      total: 12,
      classCounts: [6, 6],
      leaks: [],
      warnings: [],
      unreadable: [],
      misnamed: [],
    })
    expect(found.groups).toEqual({ count: 12, without: 0, largest: 1, mixed: [] })
    expect(found.tables.find(({ attribute }) => attribute === 'mode')!.rows).toEqual([
      { value: '8-bit grey', counts: [6, 6] },
    ])
    expect(found.tables.find(({ attribute }) => attribute === 'format')!.rows).toEqual([
      { value: 'png', counts: [6, 6] },
    ])
    expect(formatInspection(found)).toContain('Nothing suspicious found.')
  })

  it('finds and names a patient, a file and a near-duplicate planted across splits', async () => {
    const patient = sample('patient.png', chest(50), { split: 'val', group: 'g1' })
    const file = sample('file.png', chest(2), { split: 'val', group: 'other' })
    const version = sample('version.png', cropped(chest(3), 0.04, 'v'), { split: 'val', group: 'another', label: 'b' })
    const { leaks, exactDuplicates, nearDuplicates, warnings } = await inspect(
      createDataset([...clean, patient, file, version]),
    )
    expect(leaks).toEqual([
      { kind: 'group', group: 'g1', splits: ['train', 'val'], ids: ['p1.png', 'patient.png'] },
      { kind: 'file', group: 'p2.png', splits: ['train', 'val'], ids: ['p2.png', 'file.png'] },
      { kind: 'picture', group: 'p3.png', splits: ['train', 'val'], ids: ['p3.png', 'version.png'] },
    ])
    expect(exactDuplicates).toMatchObject([{ ids: ['p2.png', 'file.png'], labels: ['a'] }])
    expect(nearDuplicates).toMatchObject([{ ids: ['p3.png', 'version.png'], labels: ['b'] }])
    expect(warnings.slice(0, 4)).toEqual([
      '1 group is in more than one split: g1 (train, val). Scores on such a split are too high.',
      '1 file is in more than one split: p2.png = file.png.',
      '1 picture is, in several versions, in more than one split: p3.png = version.png.',
      '1 group has pictures of several classes: g1.',
    ])
    expect(() => assertNoLeaks(leaks)).toThrow(
      'splits: 3 leaks given, expected nothing on two sides:\n' +
        '- the group g1 is in train and val: p1.png, patient.png\n' +
        '- copies of one file are in train and val: p2.png, file.png\n' +
        '- near-duplicates of one picture are in train and val: p3.png, version.png',
    )
  })

  it('takes copies of a near-duplicate along, and labels that contradict', async () => {
    const version = cropped(chest(3), 0.04, 'v')
    const { leaks, warnings } = await inspect(
      createDataset([...clean, sample('v1.png', version), sample('v2.png', version, { split: 'val' })]),
    )
    // v1 has no split: only those that have one are compared.
    expect(leaks).toEqual([{ kind: 'picture', group: 'p3.png', splits: ['train', 'val'], ids: ['p3.png', 'v2.png'] }])
    expect(warnings).toContain('1 picture has contradicting labels: p3.png = v1.png (a, b).')
  })

  it('says what tells the class', async () => {
    const { tables, warnings } = await inspect(
      createDataset(
        Array.from({ length: 24 }, (_, i) =>
          sample(`${i}.png`, chest(i, i % 2 === 0 ? 64 : 80), {
            label: i % 2 === 0 ? 'a' : 'b',
            source: i % 2 === 0 ? 'x' : 'y',
          }),
        ),
      ),
      { nearDuplicates: false },
    )
    expect(tables.filter(({ suspicious }) => suspicious).map(({ attribute }) => attribute)).toEqual(
      expect.arrayContaining(['source', 'size', 'area']),
    )
    expect(tables.find(({ attribute }) => attribute === 'source')).toMatchObject({
      rows: [
        { value: 'x', counts: [12, 0] },
        { value: 'y', counts: [0, 12] },
      ],
      cramersV: 1,
      guess: 1,
      chance: 0.5,
    })
    expect(warnings[0]).toBe(
      "The source tells the class: 100 % of a class are guessed right by it, 50 % without (Cramer's V 1.00). " +
        'A model can score by it without looking at what the labels mean. x is a only (12); y is b only (12).',
    )
  })

  it('reports what cannot be read and what is called otherwise, and goes on', async () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' })
    const { unreadable, misnamed, total, classCounts } = await inspect(
      createDataset([
        sample('1.png', new DecodeError('empty', 'the file is empty (0 bytes)')),
        sample('2.jpg', chest(1)),
        sample('3.png', missing),
        sample('4.png', new Error('broken')),
      ]),
    )
    expect(unreadable).toEqual([
      { id: '1.png', code: 'empty', message: 'the file is empty (0 bytes)' },
      { id: '3.png', code: 'missing', message: 'no such file' },
      { id: '4.png', code: 'unreadable', message: 'broken' },
    ])
    expect(misnamed).toEqual([{ id: '2.jpg', format: 'png' }])
    expect([total, classCounts]).toEqual([4, [4]])
  })

  it('takes splits, and pictures without files', async () => {
    const parts = split(phantoms({ count: 24, size: 32, seed: 1 }), { ratios: [0.5, 0.25, 0.25], seed: 1 })
    const found = await inspect(parts)
    expect(found).toMatchObject({ total: 24, labels: ['covid', 'normal'], leaks: [] })
    expect(found.tables[0]!.rows.map(({ value }) => value).sort()).toEqual(['test', 'train', 'val'])
    const { leaks } = await inspect({ ...parts, again: filter(parts.val, (_, i) => i === 0) })
    const { group } = parts.val.samples[0]!
    expect(leaks.filter(({ splits }) => splits.includes('again'))).toMatchObject([
      { kind: 'group', group, splits: ['val', 'again'] },
    ])
  })

  it('keeps few pictures in memory, tells its progress and ends with its signal', async () => {
    let open = 0
    let most = 0
    const controller = new AbortController()
    const many = createDataset(
      Array.from({ length: 40 }, (_, i) =>
        sample(`${i}`, chest(0), {
          read: async () => {
            most = Math.max(most, ++open)
            await new Promise((resolve) => setTimeout(resolve, 1))
            return Uint8Array.of(i)
          },
          load: async () => {
            open--
            return chest(i, 16)
          },
        }),
      ),
    )
    const seen: string[] = []
    await inspect(many, {
      concurrency: 3,
      onProgress: ({ stage, done, total }) => seen.push(`${stage} ${done}/${total}`),
    })
    expect(most).toBe(3)
    expect(seen).toContain('read 40/40')
    expect(seen.at(-1)).toBe('compare 780/780')
    const run = inspect(many, {
      signal: controller.signal,
      onProgress: ({ done }) => done === 5 && controller.abort(new Error('enough')),
    })
    await expect(run).rejects.toThrow('enough')
    await expect(inspect(many, { concurrency: 0 })).rejects.toThrow('concurrency: 0 given')
  })

  it('is the same however many pictures are read at a time, and survives JSON', async () => {
    const dataset = createDataset(clean)
    const one = await inspect(dataset, { concurrency: 1 })
    expect(await inspect(dataset, { concurrency: 9 })).toEqual(one)
    expect(JSON.parse(JSON.stringify(one))).toEqual(one)
  })
})
