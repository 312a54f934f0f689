import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from './random.ts'
import { ranks, similarity } from './similarity.ts'

const of = (...values: number[]): Float64Array => Float64Array.from(values)

it('gives equal values the mean of their ranks', () => {
  expect([...ranks(of(3, 1, 3, 0, 3))]).toEqual([3, 1, 3, 0, 3])
  expect([...ranks(of(2, 2))]).toEqual([0.5, 0.5])
})

it('gives the correlations of scipy', () => {
  // scipy 1.17.1: spearmanr([1, 2, 2, 4, 7], [3, 1, 4, 4, 9]), pearsonr of the same
  const { spearman, pearson } = similarity(of(1, 2, 2, 4, 7), of(3, 1, 4, 4, 9))
  expect(spearman).toBeCloseTo(0.7631578947368421, 12)
  expect(pearson).toBeCloseTo(0.8804296005407636, 12)
})

it('is 1 for the same order, -1 for the opposite, and 0 beside a constant map', () => {
  expect(similarity(of(1, 2, 3), of(1, 4, 90)).spearman).toBeCloseTo(1, 12)
  expect(similarity(of(1, 2, 3), of(3, 2, 1)).spearman).toBeCloseTo(-1, 12)
  expect(similarity(of(1, 2, 3), of(5, 5, 5))).toEqual({ spearman: 0, pearson: 0 })
})

it('does not depend on scale, shift or order of the cells', () => {
  const cells = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 2 })
  fc.assert(
    fc.property(cells, (pairs) => {
      const [a, b] = [of(...pairs.map(([x]) => x)), of(...pairs.map(([, y]) => y))]
      const { spearman, pearson } = similarity(a, b)
      const changed = similarity(b.map((value) => 3 * value - 7).reverse(), a.toReversed())
      expect(changed.spearman).toBeCloseTo(spearman, 9)
      expect(changed.pearson).toBeCloseTo(pearson, 9)
      expect(Math.abs(spearman)).toBeLessThanOrEqual(1 + 1e-12)
    }),
  )
})

it('is 0 on average for unrelated maps', () => {
  const random = createRandom(1)
  let sum = 0
  for (let i = 0; i < 2000; i++)
    sum += similarity(
      of(...Array.from({ length: 20 }, random.next)),
      of(...Array.from({ length: 20 }, random.next)),
    ).spearman
  // Standard error: 1 / sqrt(19 * 2000) = .005.
  expect(Math.abs(sum / 2000)).toBeLessThan(0.02)
})
