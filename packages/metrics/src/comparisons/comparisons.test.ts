// What tests of two models do at their edges, by patient, and to wrong inputs.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accuracy } from '../labels/label-metrics.ts'
import { aucInterval } from '../intervals/auc-interval.ts'
import { compareAucs, compareIndependentAucs } from './compare-aucs.ts'
import { differenceInterval } from './difference-interval.ts'
import { mcNemarTest } from './mcnemar.ts'
import { mulberry32, normals } from '../intervals/golden-intervals.test-support.ts'
import { permutationTest } from './permutation-test.ts'
import { rocAuc } from '../scores/roc.ts'

const pictures = fc
  .array(fc.record({ y: fc.nat(1), a: fc.nat(9), b: fc.nat(9), group: fc.nat(6) }), { minLength: 4, maxLength: 30 })
  .filter((all) => new Set(all.map(({ y }) => y)).size === 2)

describe('compareAucs', () => {
  it('turns around with its models, and does not care about their scales', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [y, a, b, groups] = (['y', 'a', 'b', 'group'] as const).map((key) => all.map((each) => each[key]))
        for (const options of [{}, { groups: groups! }]) {
          const one = compareAucs(y!, a!, b!, options)
          const other = compareAucs(
            y!,
            b!,
            a!.map((score) => Math.exp(score) - 7),
            options,
          )
          expect(other.difference.value).toBeCloseTo(-one.difference.value, 12)
          expect(other.difference.low).toBeCloseTo(-one.difference.high, 9)
          expect(other.method).toBe(one.method)
          if (Number.isNaN(one.p)) expect(other.p).toBeNaN()
          else expect(other.p).toBeCloseTo(one.p, 9)
          const { low, value, high } = one.difference
          expect(-1 <= low && low <= value && value <= high && high <= 1 && low < high).toBe(true)
          expect(one.first).toBeCloseTo(rocAuc(y!, a!), 14)
          // z beyond 1.96 and the interval beyond 0 are the same thing.
          if (one.method === 'delong') expect(one.p < 0.05).toBe(low > 0 || high < 0)
        }
      }),
    )
  })

  it('never claims certainty', () => {
    const y = [0, 0, 0, 1, 1, 1]
    const perfect = compareAucs(y, [1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 1, 1])
    // Each AUC of 1 is above 0.0125^(1/3) with 97.5 %.
    expect(perfect).toMatchObject({ first: 1, second: 1, p: 1, method: 'distribution-free', standardError: 0 })
    expect(perfect.difference.value).toBe(0)
    expect(perfect.difference.high).toBeCloseTo(1 - 0.0125 ** (1 / 3), 12)
    const opposite = compareAucs(y, [1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1])
    expect(opposite).toMatchObject({ p: Number.NaN, z: Number.NaN, method: 'distribution-free' })
    expect(opposite.difference.value).toBe(1)
    expect(opposite.difference.low).toBeLessThan(0.5)
    const one = compareAucs([0, 0, 1], [1, 2, 3], [1, 2, 1])
    expect(one).toMatchObject({ standardError: Number.NaN, p: Number.NaN, method: 'distribution-free' })
    const none = compareAucs([1, 1], [1, 2], [1, 2])
    expect(none).toMatchObject({ first: Number.NaN, p: Number.NaN, method: 'none' })
    expect(none.difference).toEqual({ value: Number.NaN, low: -1, high: 1 })
  })

  it('on different patients adds the variances', () => {
    const [here, there] = [
      { yTrue: [0, 0, 1, 1, 0, 1], yScore: [1, 3, 2, 5, 4, 6] },
      { yTrue: [0, 1, 0, 1], yScore: [2, 1, 3, 4], groups: ['a', 'b', 'c', 'd'] },
    ]
    const { difference, standardError, z } = compareIndependentAucs(here, there)
    const [a, b] = [aucInterval(here.yTrue, here.yScore), aucInterval(there.yTrue, there.yScore)]
    expect(difference.value).toBeCloseTo(a.value - b.value, 14)
    expect(standardError).toBeCloseTo(Math.hypot(a.standardError, b.standardError), 12)
    expect(z).toBeCloseTo(difference.value / standardError, 12)
  })
})

function mean(_: number[], all: number[]): number {
  return all.reduce((sum, x) => sum + x, 0) / all.length
}

/** NaN as soon as anything is swapped. */
function fragile(_: number[], all: number[]): number {
  return new Set(all).size === 1 ? all[0]! : Number.NaN
}

describe('permutationTest', () => {
  it('swaps all pictures of a patient together', () => {
    const y = [1, 1, 1, 1]
    const [first, second] = [
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ]
    // Two patients: 4 swaps, of which 2 are as extreme; without patients 2 of 16.
    expect(permutationTest(accuracy, y, first, second, { groups: ['a', 'a', 'b', 'b'] })).toMatchObject({
      p: 0.5,
      permutations: 4,
    })
    expect(permutationTest(accuracy, y, first, second)).toMatchObject({ p: 0.125, permutations: 16, exact: true })
  })

  it('where random, is near to the exact p and never 0', () => {
    const draw = mulberry32(4)
    const values = Array.from({ length: 10 }, () => draw(20) + 4)
    const others = Array.from({ length: 10 }, () => draw(20))
    const exact = permutationTest(mean, values, values, others)
    const random = permutationTest(mean, values, values, others, { resamples: 1000, seed: 3 })
    expect([exact.exact, random.exact, random.permutations]).toEqual([true, false, 1000])
    expect(Math.abs(random.p - exact.p)).toBeLessThan(0.04)
    const far = permutationTest(
      mean,
      values,
      values.map((x) => x + 100),
      values,
      { resamples: 99 },
    )
    expect(far.p).toBeGreaterThanOrEqual(0.01)
    expect(permutationTest(mean, values, values, others, { resamples: 1000, seed: 3 })).toEqual(random)
  })

  it('of a model with itself is 1, and NaN counts against a difference', () => {
    expect(permutationTest(rocAuc, [0, 1, 1], [1, 2, 3], [1, 2, 3]).p).toBe(1)
    expect(permutationTest(fragile, [1, 1, 1], [2, 2, 2], [1, 1, 1], { alternative: 'greater' })).toMatchObject({
      p: 7 / 8,
      undefinedPermutations: 6,
    })
    expect(permutationTest(() => Number.NaN, [1], [1], [1]).p).toBeNaN()
  })

  it('rejects a true null as often as it says', () => {
    const next = normals(8)
    let rejected = 0
    for (let study = 0; study < 200; study++) {
      const y = Array.from({ length: 24 }, (_, i) => i % 2)
      const [a, b] = [y.map((label) => label + next()), y.map((label) => label + next())]
      if (permutationTest(rocAuc, y, a, b, { resamples: 59, seed: study }).p <= 0.1) rejected++
    }
    // 200 studies at 10 %: standard error 2.1 %.
    expect(rejected / 200).toBeGreaterThan(0.04)
    expect(rejected / 200).toBeLessThan(0.17)
  })
})

describe('differenceInterval', () => {
  it('draws the same pictures for both models', () => {
    const y = Array.from({ length: 30 }, (_, i) => i % 2)
    const scores = y.map((label, i) => label * 3 + ((i * 7) % 11))
    expect(differenceInterval(rocAuc, y, scores, scores, { resamples: 50 })).toMatchObject({
      value: 0,
      low: 0,
      high: 0,
    })
    const worse = scores.map((score, i) => score + ((i * 5) % 13))
    const { value, low, high } = differenceInterval(rocAuc, y, scores, worse, { strata: y, method: 'bca', seed: 2 })
    expect(value).toBeCloseTo(rocAuc(y, scores) - rocAuc(y, worse), 14)
    expect(low < value && value < high).toBe(true)
    // It agrees with DeLong's roughly.
    const deLong = compareAucs(y, scores, worse).difference
    expect(Math.abs(high - low) / (deLong.high - deLong.low)).toBeGreaterThan(0.75)
    expect(Math.abs(high - low) / (deLong.high - deLong.low)).toBeLessThan(1.33)
  })
})

describe('mcNemarTest', () => {
  it('turns around with its models', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [y, a, b] = [
          all.map(({ y: label }) => label),
          all.map((each) => each.a % 2),
          all.map((each) => each.b % 2),
        ]
        for (const method of ['exact', 'mid-p', 'chi-square'] as const) {
          const [one, other] = [mcNemarTest(y, a, b, { method }), mcNemarTest(y, b, a, { method })]
          expect(one.p).toBe(other.p)
          expect(one.p > 0 && one.p <= 1).toBe(true)
        }
        expect(mcNemarTest(y, a, b, { method: 'mid-p' }).p).toBeLessThanOrEqual(mcNemarTest(y, a, b).p)
      }),
    )
  })

  it('takes any number of classes, and many pictures', () => {
    expect(mcNemarTest([2, 5, 3], [2, 5, 0], [2, 1, 3]).counts).toEqual({
      both: 1,
      onlyFirst: 1,
      onlySecond: 1,
      neither: 0,
    })
    const y = Array.from({ length: 100_000 }, () => 1)
    const right = y.map((_, i) => Number(i % 2 === 0))
    expect(
      mcNemarTest(
        y,
        right,
        right.map((x) => 1 - x),
      ).p,
    ).toBe(1)
  })
})

describe('refuses', () => {
  it.each<[string, () => unknown, string]>([
    ['different lengths', () => compareAucs([0, 1], [1, 2], [1]), 'second: has 1 entries, expected 2'],
    ['a NaN score', () => compareAucs([0, 1], [1, 2], [NaN, 1]), 'second[0]: is NaN, expected a finite number'],
    ['an infinite score', () => compareAucs([0, 1], [Infinity, 2], [1, 2]), 'first[0]: is Infinity'],
    ['another label', () => compareAucs([0, 2], [1, 2], [1, 2]), 'yTrue[1]: is 2'],
    ['nothing', () => compareAucs([], [], []), 'yTrue: is empty'],
    ['95 percent', () => compareAucs([0, 1], [1, 2], [1, 2], { confidence: 95 }), 'confidence: is 95'],
    ['too few patients', () => compareAucs([0, 1], [1, 2], [1, 2], { groups: [1] }), 'groups: has 1 entries'],
    [
      'an empty sample',
      () => compareIndependentAucs({ yTrue: [], yScore: [] }, { yTrue: [1], yScore: [1] }),
      'yTrue: is empty',
    ],
    ['half a class', () => mcNemarTest([1], [0.5], [1]), 'first[0]: is 0.5, expected a class index'],
    ['another method', () => mcNemarTest([1], [1], [1], { method: 'z' as 'exact' }), "method: is 'z'"],
    ['no swaps', () => permutationTest(accuracy, [1], [1], [1], { resamples: 0 }), 'resamples: is 0'],
    [
      'another alternative',
      () => permutationTest(accuracy, [1], [1], [1], { alternative: 'more' as 'less' }),
      "alternative: is 'more'",
    ],
    ['half a seed', () => permutationTest(accuracy, [1], [1], [1], { seed: 0.5 }), 'seed: is 0.5'],
    ['an unequal pair', () => differenceInterval(accuracy, [1], [1], [1, 0]), 'second: has 2 entries, expected 1'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(RangeError)
    expect(call).toThrow(message)
  })
})
