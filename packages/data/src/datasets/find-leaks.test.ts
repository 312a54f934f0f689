import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { assertNoLeaks, describeLeak, findLeaks } from './find-leaks.ts'
import type { Leak } from './find-leaks.ts'
import { makeSample } from './make-sample.ts'

const load = () => Promise.reject(new Error('not needed'))
/** Datasets of pictures by id, `id@group` where there is one. */
const part = (...names: string[]): Dataset =>
  createDataset(
    names.map((name) => {
      const [id, group] = name.split('@') as [string, string?]
      return makeSample({ id, label: 'a', load }, { group })
    }),
  )

describe('findLeaks with same pictures', () => {
  const splits = { train: part('1', '2@p', '3', '4'), val: part('5', '6@p', '7'), test: part('8', '9') }

  it('joins chains of near-duplicates and their copies, and leaves alone what stays on one side', () => {
    const leaks = findLeaks(splits, {
      exactDuplicates: [{ ids: ['1', '5'] }, { ids: ['3', '4'] }, { ids: ['7', 'elsewhere'] }],
      nearDuplicates: [{ ids: ['5', '8'] }, { ids: ['9', '7'] }, { ids: ['4', '1'] }],
    })
    expect(leaks).toEqual([
      { kind: 'group', group: 'p', splits: ['train', 'val'], ids: ['2', '6'] },
      { kind: 'file', group: '1', splits: ['train', 'val'], ids: ['1', '5'] },
      { kind: 'picture', group: '1', splits: ['train', 'val', 'test'], ids: ['1', '3', '4', '5', '8'] },
      { kind: 'picture', group: '7', splits: ['val', 'test'], ids: ['7', '9'] },
    ])
  })

  it('finds every pair across splits that chains connect', () => {
    const ids = Array.from({ length: 12 }, (_, i) => `${i}`)
    const all = { train: part(...ids.slice(0, 6)), val: part(...ids.slice(6)) }
    const pair = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 10 }), (pairs) => {
        const leaks = findLeaks(all, { nearDuplicates: pairs.map((both) => ({ ids: both })) })
        // Reachability by repeated passes, against the union of sets.
        const reach = ids.map((id) => new Set([id]))
        for (let pass = 0; pass < 12; pass++)
          for (const [one, two] of pairs)
            for (const set of reach) if (set.has(one) || set.has(two)) set.add(one).add(two)
        ids.forEach((id, i) => {
          const members = [...reach[i]!].sort()
          const leaky = members.some((other) => Number(other) < 6) && members.some((other) => Number(other) >= 6)
          expect(leaks.some((leak) => leak.ids.includes(id))).toBe(leaky)
          if (leaky) expect([...leaks.find((leak) => leak.ids.includes(id))!.ids].sort()).toEqual(members)
        })
      }),
    )
  })
})

describe('assertNoLeaks', () => {
  const leak: Leak = { kind: 'sample', group: 'x', splits: ['train', 'val'], ids: ['x'] }

  it('is silent where there is none, and names files otherwise', () => {
    expect(() => assertNoLeaks([])).not.toThrow()
    try {
      assertNoLeaks([leak])
      expect.unreachable()
    } catch (error) {
      expect(ConvlensDataError.isInstance(error)).toBe(true)
      expect(error).toMatchObject({
        parameter: 'splits',
        received: [leak],
        message: 'splits: 1 leak given, expected nothing on two sides:\n- the sample x is in train and val',
      })
    }
  })

  it('shows twenty of many, and eight pictures of one', () => {
    const many = Array.from({ length: 25 }, () => leak)
    expect(() => assertNoLeaks(many)).toThrow(/25 leaks[^]*- and 5 more$/)
    const ids = Array.from({ length: 10 }, (_, i) => `${i}`)
    expect(describeLeak({ kind: 'file', group: '0', splits: ['a', 'b'], ids })).toBe(
      'copies of one file are in a and b: 0, 1, 2, 3, 4, 5, 6, 7 and 2 more',
    )
  })
})
