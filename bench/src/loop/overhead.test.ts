import { expect, it } from 'vitest'
import { fewestPairs, overhead, quartiles, rankOfInterval } from './overhead.ts'

it('begins the interval of a median where the tables of order statistics do', () => {
  // By sums of binomial coefficients: of 9 tosses (1 + 9) / 512 = .0195 have fewer than 2 heads, (1 + 9 + 36) / 512 = .09 fewer than 3.
  expect([6, 8, 9, 10, 15, 20, 25].map(rankOfInterval)).toEqual([1, 1, 2, 2, 4, 6, 8])
})

it('has no interval below the fewest pairs, and one from there on', () => {
  expect(rankOfInterval(fewestPairs - 1)).toBe(0)
  expect(rankOfInterval(fewestPairs)).toBe(1)
})

it('still finds it for many pairs', () => {
  // 500 - 1.96 * sqrt(1000) / 2 = 469.01, by the normal approximation
  expect(rankOfInterval(1000)).toBe(469)
  // 5000 - 1.96 * sqrt(10000) / 2 = 4902; 2 ** -10000 is no number any more
  expect(rankOfInterval(10_000)).toBe(4902)
})

it('takes the median of the ratios of neighbours, not the ratio of the medians', () => {
  const plain = [100, 1, 1, 1, 100, 100, 100]
  const ours = plain.map((ms, i) => ms * [1.02, 1.03, 1.01, 1.02, 1.02, 1.04, 0.99][i]!)
  const { value, low, high } = overhead(ours, plain)
  expect(value).toBeCloseTo(0.02, 12)
  expect(low).toBeCloseTo(-0.01, 12)
  expect(high).toBeCloseTo(0.04, 12)
})

it('holds the true median in at least 95 of 100 measurements of noise', () => {
  let word = 7
  const next = (): number => (word = (Math.imul(word, 1664525) + 1013904223) >>> 0) / 2 ** 32
  let hits = 0
  for (let trial = 0; trial < 2000; trial++) {
    const plain = Array.from({ length: 20 }, () => 1)
    // The median of the noise is 0; it has a long tail on one side, as other programs make it.
    const ours = plain.map(() => 1.01 + (next() < 0.5 ? -0.01 * next() : 0.3 * next()))
    const { low, high } = overhead(ours, plain)
    if (low <= 0.01 && high >= 0.01) hits += 1
  }
  // 95.9 % exactly, for 20 pairs; 2,000 trials stay within 1.5
  expect(hits / 2000).toBeGreaterThan(0.944)
  expect(hits / 2000).toBeLessThan(0.974)
})

const doubled = (values: number[]): number[] => values.map((value) => 2 * value)

it('shows the same overhead on a machine twice as slow', () => {
  const a = [3.1, 2.9, 3.3, 3.2, 9, 3]
  const b = [3, 3, 3.1, 3.3, 8, 2]
  expect(overhead(doubled(a), doubled(b))).toEqual(overhead(a, b))
})

it('refuses what is not in pairs, or too little', () => {
  expect(() => overhead([1, 2], [1])).toThrow(new RangeError('expected pairs, got 2 and 1 blocks'))
  expect(() => overhead([1, 2], [1, 2])).toThrow(new RangeError('expected at least 6 pairs, got 2'))
})

it('interpolates quartiles as numpy does', () => {
  // np.quantile([1, 2, 3, 10], [.25, .5, .75])
  expect(quartiles([10, 1, 3, 2])).toEqual({ lower: 1.75, median: 2.5, upper: 4.75 })
  expect(quartiles([5])).toEqual({ lower: 5, median: 5, upper: 5 })
})
