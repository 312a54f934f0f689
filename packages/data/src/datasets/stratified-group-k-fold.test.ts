import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

// scikit-learn's folds of the same labels and groups: golden/folds.py.
import golden from '../../golden/folds.json' with { type: 'json' }
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { findLeaks } from './find-leaks.ts'
import { stratifiedGroupKFold } from './stratified-group-k-fold.ts'

const load = () => Promise.reject(new Error('not needed'))
const dataset = (labels: readonly string[], groups?: readonly string[]): Dataset =>
  createDataset(
    labels.map((label, i) => ({ id: `s${i}`, label, ...(groups === undefined ? {} : { group: groups[i]! }), load })),
  )
const ids = ({ samples }: Dataset) => samples.map(({ id }) => id)

describe('stratifiedGroupKFold', () => {
  for (const { folds, labels, groups, foldOf } of golden.cases)
    it(`deals ${labels.length} pictures into ${folds} folds as scikit-learn does`, () => {
      const parts = stratifiedGroupKFold(dataset(labels, groups), { folds })
      expect(parts.map(({ test }) => ids(test))).toEqual(
        [...Array(folds).keys()].map((fold) => labels.flatMap((_, i) => (foldOf[i] === fold ? [`s${i}`] : []))),
      )
    })

  it('gives every sample one test, and no group two sides, whatever the order of the samples', () => {
    const picture = fc.record({ label: fc.constantFrom('a', 'b', 'c'), group: fc.integer({ min: 0, max: 15 }) })
    fc.assert(
      fc.property(fc.array(picture, { minLength: 30, maxLength: 80 }), fc.integer(), (pictures, seed) => {
        const of = dataset(
          pictures.map(({ label }) => label),
          pictures.map(({ group }) => `p${group}`),
        )
        fc.pre(new Set(pictures.map(({ group }) => group)).size >= 3)
        const parts = stratifiedGroupKFold(of, { folds: 3, seed })
        expect(parts.flatMap(({ test }) => ids(test)).sort()).toEqual(ids(of).sort())
        for (const { train, test } of parts) {
          expect(findLeaks({ train, test })).toEqual([])
          expect(train.samples.length + test.samples.length).toBe(of.samples.length)
          expect(train.labels).toEqual(of.labels)
        }
        const turned = stratifiedGroupKFold(createDataset([...of.samples].reverse()), { folds: 3, seed })
        expect(turned.map(({ test }) => ids(test).sort())).toEqual(parts.map(({ test }) => ids(test).sort()))
      }),
    )
  })

  it('cuts pictures without groups evenly, in another way with another seed', () => {
    const of = dataset(Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 'a' : 'b')))
    const one = stratifiedGroupKFold(of, { seed: 1 })
    for (const { test } of one)
      expect(['a', 'b'].map((label) => test.samples.filter((sample) => sample.label === label).length)).toEqual([2, 6])
    expect(stratifiedGroupKFold(of, { seed: 1 }).map(({ test }) => ids(test))).toEqual(one.map(({ test }) => ids(test)))
    expect(ids(stratifiedGroupKFold(of, { seed: 2 })[0]!.test)).not.toEqual(ids(one[0]!.test))
  })

  it('refuses more folds than there is to fill them', () => {
    const few = dataset(['a', 'a', 'b', 'b'], ['p', 'p', 'q', 'r'])
    expect(() => stratifiedGroupKFold(few, { folds: 1 })).toThrow(
      'folds: 1 given, expected a whole number of at least 2',
    )
    expect(() => stratifiedGroupKFold(few, { folds: 4 })).toThrow(
      'folds: 4 given, expected at most 3, the number of groups',
    )
    expect(() => stratifiedGroupKFold(few, { folds: 3 })).toThrow(
      'expected at most 2, the pictures of the largest class',
    )
    expect(() => stratifiedGroupKFold(few, { folds: 2, seed: Number.NaN })).toThrow('seed: NaN given')
  })
})
