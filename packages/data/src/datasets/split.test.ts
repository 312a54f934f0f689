import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createDataset } from '../dataset.ts'
import type { Dataset, Sample } from '../dataset.ts'
import { bySplit } from './by-split.ts'
import { findLeaks } from './find-leaks.ts'
import { split } from './split.ts'

const load = () => Promise.reject(new Error('not needed'))
/** Pictures of patients: every number is one patient's number of pictures, with label a or b in turn. */
function patients(sizes: readonly number[]): Dataset {
  const samples = sizes.flatMap((size, patient): Sample[] =>
    Array.from({ length: size }, (_, i) => ({
      id: `${patient}/${i}`,
      label: patient % 2 === 0 ? 'a' : 'b',
      group: `p${patient}`,
      load,
    })),
  )
  return createDataset(samples)
}
const ids = (dataset: Dataset) => dataset.samples.map((sample) => sample.id)

const trained = (of: Dataset, seed: number) => ids(split(of, { ratios: [0.5, 0.25, 0.25], seed }).train).sort()

describe('split', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 8, maxLength: 60 })

  it('puts every sample on one side, and no patient on two, near the ratios', () => {
    fc.assert(
      fc.property(sizes, fc.integer(), (numbers, seed) => {
        const dataset = patients(numbers)
        const parts = split(dataset, { ratios: [0.6, 0.2, 0.2], seed })
        expect(Object.values(parts).flatMap(ids).sort()).toEqual(ids(dataset).sort())
        expect(findLeaks(parts)).toEqual([])
        for (const [part, ratio] of [
          [parts.train, 0.6],
          [parts.val, 0.2],
          [parts.test, 0.2],
        ] as const)
          for (const label of ['a', 'b']) {
            const count = (of: Dataset) => of.samples.filter((sample) => sample.label === label).length
            expect(count(part)).toBeGreaterThan(0)
            // Patients have at most 6 pictures: a class in a part is off by at most one large patient and the repair of another.
            expect(Math.abs(count(part) - ratio * count(dataset))).toBeLessThanOrEqual(9)
          }
      }),
    )
  })

  it('meets the ratios to one picture without groups', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 200 }), fc.integer(), (n, seed) => {
        const { train, val, test } = split(patients(Array.from({ length: n }, () => 1)), {
          by: 'sample',
          ratios: [0.7, 0.15, 0.15],
          seed,
        })
        for (const [part, ratio] of [[train, 0.7] as const, [val, 0.15] as const, [test, 0.15] as const])
          expect(Math.abs(part.samples.length - ratio * n)).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('depends on the seed, not on the order', () => {
    const dataset = patients(Array.from({ length: 40 }, (_, i) => 1 + (i % 3)))
    const turned = createDataset([...dataset.samples].reverse())
    expect(trained(dataset, 1)).toEqual(trained(turned, 1))
    expect(trained(dataset, 1)).not.toEqual(trained(dataset, 2))
  })

  it('leaves a part with ratio 0 empty', () => {
    const { train, val, test } = split(patients([1, 1, 1, 1]), { ratios: [0.5, 0.5, 0], seed: 1 })
    expect([train, val, test].map((part) => part.samples.length)).toEqual([2, 2, 0])
    expect(test.labels).toEqual(['a', 'b'])
  })

  it('refuses a class that cannot be on every side, and ratios that are no shares', () => {
    expect(() => split(patients([1, 5]), { ratios: [0.8, 0.2, 0], seed: 1 })).toThrow(
      "dataset: 'a' has 1 pictures of 1 groups, expected at least 2, one for each part with a ratio above 0",
    )
    expect(() => split(patients([1, 1]), { ratios: [0.8, 0.1, 0], seed: 1 })).toThrow(
      'ratios: [0.8, 0.1, 0] given, expected three shares',
    )
  })
})

const sample = (id: string, part?: string, group?: string): Sample => ({
  id,
  label: 'a',
  load,
  ...(part === undefined ? {} : { split: part }),
  ...(group === undefined ? {} : { group }),
})

describe('bySplit and findLeaks', () => {
  it('names the patient, the splits and the pictures', () => {
    const dataset = createDataset([
      sample('1', 'train', 'p'),
      sample('2', 'val', 'q'),
      sample('3', 'val', 'p'),
      sample('4', 'val'),
    ])
    const parts = bySplit(dataset)
    expect([...parts.keys()]).toEqual(['train', 'val'])
    expect(findLeaks(parts)).toEqual([{ kind: 'group', group: 'p', splits: ['train', 'val'], ids: ['1', '3'] }])
  })

  it('counts the same picture twice as a leak, too', () => {
    const one = createDataset([sample('1')])
    expect(findLeaks({ train: one, test: one })).toEqual([
      { kind: 'sample', group: '1', splits: ['train', 'test'], ids: ['1'] },
    ])
  })

  it('is empty without splits and refuses half of them', () => {
    expect(bySplit(createDataset([sample('1')])).size).toBe(0)
    expect(() => bySplit(createDataset([sample('1'), sample('2', 'val')]))).toThrow(
      "1 of 2 samples have no split ('1' is the first)",
    )
  })
})
