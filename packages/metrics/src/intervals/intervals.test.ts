// What intervals do at their edges and to wrong inputs, and what must hold for any data.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aucInterval } from './auc-interval.ts'
import { bootstrapInterval } from './bootstrap.ts'
import { clopperPearsonInterval, jeffreysInterval } from './clopper-pearson.ts'
import { kappaInterval } from './kappa-interval.ts'
import { likelihoodRatioIntervals } from './likelihood-ratios.ts'
import { metricInterval } from './metric-interval.ts'
import { newcombeDifference, pairedDifference } from './proportion-differences.ts'
import { rocAuc } from '../scores/roc.ts'
import { wilsonInterval } from './wilson.ts'

const counts = fc.integer({ min: 1, max: 400 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
const pictures = fc
  .array(fc.record({ y: fc.nat(1), s: fc.integer({ min: 0, max: 9 }), group: fc.nat(8) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((all) => new Set(all.map(({ y }) => y)).size === 2)

describe('proportions', () => {
  it('hold their value within 0..1, never have width 0, mirror, and grow with confidence', () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        for (const interval of [clopperPearsonInterval, jeffreysInterval]) {
          const { value, low, high } = interval(k, n)
          expect(0 <= low && low <= value && value <= high && high <= 1 && high - low > 1e-3 / n).toBe(true)
          const mirrored = interval(n - k, n)
          expect(mirrored.low).toBeCloseTo(1 - high, 12)
          expect(mirrored.high).toBeCloseTo(1 - low, 12)
          const wider = interval(k, n, 0.99)
          expect(wider.low <= low && wider.high >= high).toBe(true)
        }
        // The exact interval holds Jeffreys'.
        const [exact, jeffreys] = [clopperPearsonInterval(k, n), jeffreysInterval(k, n)]
        expect(exact.low <= jeffreys.low && exact.high >= jeffreys.high).toBe(true)
      }),
    )
  })

  it('without trials know nothing', () => {
    expect(clopperPearsonInterval(0, 0)).toEqual({ value: Number.NaN, low: 0, high: 1 })
    expect(jeffreysInterval(0, 0)).toEqual({ value: Number.NaN, low: 0, high: 1 })
    expect(newcombeDifference(0, 0, 1, 2)).toEqual({ value: Number.NaN, low: -1, high: 1 })
    expect(newcombeDifference(1, 2, 0, 0)).toEqual({ value: Number.NaN, low: -1, high: 1 })
    const none = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }
    expect(pairedDifference(none)).toEqual({ value: Number.NaN, low: -1, high: 1 })
  })

  // Of n successes in n trials the exact low end is (alpha / 2)^(1 / n).
  it('Clopper-Pearson at n of n by hand', () => {
    expect(clopperPearsonInterval(25, 25).low).toBeCloseTo(0.025 ** (1 / 25), 14)
    expect(clopperPearsonInterval(0, 25).high).toBeCloseTo(1 - 0.025 ** (1 / 25), 14)
  })

  it('differences mirror when the sides change', () => {
    fc.assert(
      fc.property(counts, counts, ([a, m], [b, n]) => {
        const [one, other] = [newcombeDifference(a, m, b, n), newcombeDifference(b, n, a, m)]
        expect(one.low).toBeCloseTo(-other.high, 12)
        expect(-1 <= one.low && one.low < one.high && one.high <= 1).toBe(true)
        expect(one.low <= one.value && one.value <= one.high).toBe(true)
      }),
    )
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30), (both, onlyFirst, onlySecond, neither) => {
        fc.pre(both + onlyFirst + onlySecond + neither > 0)
        const one = pairedDifference({ both, onlyFirst, onlySecond, neither })
        const other = pairedDifference({ both, onlyFirst: onlySecond, onlySecond: onlyFirst, neither })
        expect(one.low).toBeCloseTo(-other.high, 12)
        expect(one.low <= one.value && one.value <= one.high && one.high > one.low).toBe(true)
      }),
    )
  })
})

describe('likelihood ratios', () => {
  it('hold their value and never have width 0', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20), (tp, fn, fp, tn) => {
        const cells = { truePositives: tp, falseNegatives: fn, falsePositives: fp, trueNegatives: tn }
        for (const { value, low, high } of Object.values(likelihoodRatioIntervals(cells))) {
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeGreaterThan(low)
          if (!Number.isNaN(value)) expect(low <= value && value <= high).toBe(true)
          else expect([low, high]).toEqual([0, Infinity])
        }
      }),
    )
  })
})

describe('kappa', () => {
  it('of full agreement is 1, without certainty', () => {
    const { value, low, high, standardError } = kappaInterval([
      [10, 0],
      [0, 10],
    ])
    // Wilson's 20 of 20, carried over by (p - 1/2) / (1 - 1/2).
    expect(low).toBeCloseTo(2 * wilsonInterval(20, 20).low - 1, 12)
    expect([value, high, standardError]).toEqual([1, 1, 0])
  })

  it('of one class is NaN', () => {
    expect(
      kappaInterval([
        [7, 0],
        [0, 0],
      ]),
    ).toEqual({ value: NaN, low: -1, high: 1, standardError: NaN })
    expect(kappaInterval([[7]]).value).toBeNaN()
  })

  it('does not care about the order of classes, nor about which side is which', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 9, maxLength: 9 }), (cells) => {
        fc.pre(cells.some((cell) => cell > 0))
        const table = [0, 3, 6].map((at) => cells.slice(at, at + 3))
        const turned = [2, 0, 1].map((i) => [2, 0, 1].map((j) => table[i]![j]!))
        const flipped = [0, 1, 2].map((i) => [0, 1, 2].map((j) => table[j]![i]!))
        const base = kappaInterval(table)
        for (const other of [kappaInterval(turned), kappaInterval(flipped)]) {
          expect(other.low).toBeCloseTo(base.low, 9)
          expect(other.high).toBeCloseTo(base.high, 9)
        }
        expect(base.high).toBeGreaterThan(base.low)
        expect(kappaInterval(flipped, { weights: 'linear' }).low).toBeCloseTo(
          kappaInterval(table, { weights: 'linear' }).low,
          9,
        )
      }),
    )
  })
})

describe('the AUC by patient', () => {
  it('is DeLong where every patient has one picture', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [y, s] = [all.map((each) => each.y), all.map((each) => each.s)]
        const [plain, grouped] = [aucInterval(y, s), aucInterval(y, s, { groups: y.map((_, i) => i) })]
        expect(grouped.method).toBe(plain.method)
        if (Number.isNaN(plain.standardError)) expect(grouped.standardError).toBeNaN()
        else expect(grouped.standardError).toBeCloseTo(plain.standardError, 12)
        // With everything tied or perfect, k counts patients: the same here, unless a class has more than half of them.
        if (plain.method === 'delong-logit') expect(grouped.low).toBeCloseTo(plain.low, 12)
      }),
    )
  })

  it('does not care about the names and the order of patients, nor the scale of scores', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const base = aucInterval(
          all.map(({ y }) => y),
          all.map(({ s }) => s),
          { groups: all.map(({ group }) => group) },
        )
        const turned = [...all].reverse()
        const other = aucInterval(
          turned.map(({ y }) => y),
          turned.map(({ s }) => Math.exp(s)),
          { groups: turned.map(({ group }) => `patient ${group}`) },
        )
        expect(other.method).toBe(base.method)
        expect(other.low).toBeCloseTo(base.low, 9)
        expect(other.high).toBeCloseTo(base.high, 9)
        expect(base.high).toBeGreaterThan(base.low)
      }),
    )
  })

  it('counts doubled pictures of the same patients once', () => {
    const [y, s] = [
      [0, 0, 0, 1, 1, 1, 0, 1],
      [1, 2, 4, 3, 5, 6, 5, 5],
    ]
    const patients = y.map((_, i) => i)
    const doubled = aucInterval([...y, ...y], [...s, ...s], { groups: [...patients, ...patients] })
    expect(doubled.standardError).toBeCloseTo(aucInterval(y, s).standardError, 12)
    expect(aucInterval([...y, ...y], [...s, ...s]).standardError).toBeLessThan(doubled.standardError * 0.75)
  })

  it('says what it may where a class has one patient', () => {
    const one = aucInterval([1, 1, 0, 0], [3, 4, 3, 1], { groups: ['a', 'a', 'b', 'c'] })
    expect(one).toMatchObject({ method: 'hoeffding', standardError: Number.NaN })
    const perfect = aucInterval([1, 1, 1, 0, 0, 0], [4, 5, 6, 1, 2, 3], { groups: ['a', 'a', 'b', 'c', 'd', 'd'] })
    // Two pairs of patients: 0.025^(1/2).
    expect(perfect).toMatchObject({ value: 1, high: 1, method: 'exact' })
    expect(perfect.low).toBeCloseTo(Math.sqrt(0.025), 12)
  })
})

describe('the bootstrap', () => {
  const values = Array.from({ length: 40 }, (_, i) => (i * 7) % 40)
  const mean = (at: Int32Array): number => at.reduce((sum, i) => sum + values[i]!, 0) / at.length

  it('keeps the number of each stratum, and of patients of each kind', () => {
    const strata = values.map((_, i) => (i < 10 ? 'ill' : 'healthy'))
    bootstrapInterval(
      (at) => {
        expect(at.filter((i) => i < 10).length).toBe(10)
        expect(at.length).toBe(40)
        return 0
      },
      { n: 40, strata, resamples: 50 },
    )
    // Patients a and b are ill, c is healthy, d is both.
    const groups = ['a', 'a', 'b', 'c', 'd', 'd']
    bootstrapInterval(
      (at) => {
        expect(at.filter((i) => groups[i] === 'c').length).toBe(1)
        expect(at.filter((i) => groups[i] === 'd').length).toBe(2)
        expect(at.filter((i) => groups[i] === 'a').length / 2 + at.filter((i) => groups[i] === 'b').length).toBe(2)
        return 0
      },
      { groups, strata: [1, 1, 1, 0, 0, 1], resamples: 50 },
    )
  })

  it('mirrors with basic and says when BCa cannot be had', () => {
    const percentile = bootstrapInterval(mean, { n: 40, resamples: 300 })
    const basic = bootstrapInterval(mean, { n: 40, resamples: 300, method: 'basic' })
    expect(basic.low).toBeCloseTo(2 * percentile.value - percentile.high, 12)
    expect(basic.high).toBeCloseTo(2 * percentile.value - percentile.low, 12)
    // No resample reaches as many different pictures as there are: all lie on one side.
    const distinct = bootstrapInterval((at) => new Set(at).size, { n: 40, resamples: 100, method: 'bca' })
    expect(distinct.method).toBe('percentile')
    expect(bootstrapInterval(() => Number.NaN, { n: 3, resamples: 9, method: 'bca' }).method).toBe('percentile')
    expect(bootstrapInterval(() => 1, { n: 3, resamples: 9, method: 'bca' })).toMatchObject({ low: 1, high: 1 })
  })

  it('is nearly the same by all methods where nothing is skewed', () => {
    const [percentile, bca] = (['percentile', 'bca'] as const).map((method) =>
      bootstrapInterval(mean, { n: 40, resamples: 4000, method }),
    )
    expect(Math.abs(bca!.low - percentile!.low)).toBeLessThan(0.3)
    expect(Math.abs(bca!.high - percentile!.high)).toBeLessThan(0.3)
    expect(bca!.method).toBe('bca')
  })

  it('takes any metric', () => {
    const y = values.map((value) => Number(value > 20))
    const s = values.map((value, i) => value + ((i * 13) % 23))
    const options = { groups: values.map((_, i) => i % 17), resamples: 200, method: 'bca', strata: y } as const
    const found = metricInterval(rocAuc, y, s, options)
    expect(found).toMatchObject({ value: rocAuc(y, s), units: 17, resamples: 200, method: 'bca' })
    expect(found.low < found.value && found.value < found.high).toBe(true)
    // A resample is made of both arrays alike.
    expect(metricInterval(rocAuc, y, y, { resamples: 50 })).toMatchObject({ low: 1, high: 1 })
  })
})

describe('refuses', () => {
  const cells = { truePositives: 1, falseNegatives: 1, falsePositives: 1, trueNegatives: 1 }
  it.each<[string, () => unknown, string]>([
    [
      'more successes than trials',
      () => clopperPearsonInterval(3, 2),
      'successes: is 3, expected a whole number from 0 to n = 2',
    ],
    ['part of a success', () => jeffreysInterval(0.5, 2), 'successes: is 0.5'],
    ['NaN trials', () => clopperPearsonInterval(0, NaN), 'n: is NaN'],
    ['95 percent', () => clopperPearsonInterval(1, 2, 95), 'confidence: is 95'],
    [
      'a wrong second count',
      () => newcombeDifference(1, 2, 3, 2),
      'successesSecond: is 3, expected a whole number from 0 to nSecond = 2',
    ],
    ['negative pairs', () => pairedDifference({ both: -1, onlyFirst: 1, onlySecond: 0, neither: 0 }), 'both: is -1'],
    ['part of a cell', () => likelihoodRatioIntervals({ ...cells, falsePositives: 0.5 }), 'falsePositives: is 0.5'],
    ['no table', () => kappaInterval([]), 'counts: is empty'],
    ['a ragged table', () => kappaInterval([[1, 2], [3]]), 'counts[1]: has 1 entries, expected 2'],
    [
      'an empty table',
      () =>
        kappaInterval([
          [0, 0],
          [0, 0],
        ]),
      'counts: are all 0',
    ],
    [
      'a NaN in a table',
      () =>
        kappaInterval([
          [NaN, 0],
          [0, 1],
        ]),
      'counts[0][0]: is NaN',
    ],
    ['other weights', () => kappaInterval([[1]], { weights: 'cubic' as 'linear' }), "weights: is 'cubic'"],
    [
      'patients of other pictures',
      () => aucInterval([0, 1], [1, 2], { groups: ['a'] }),
      'groups: has 1 entries, expected 2',
    ],
    ['a NaN score', () => aucInterval([0, 1], [1, NaN], { groups: [1, 2] }), 'yScore[1]: is NaN'],
    ['another method', () => bootstrapInterval(() => 0, { n: 1, method: 'bc' as 'bca' }), "method: is 'bc'"],
    [
      'strata of other pictures',
      () => bootstrapInterval(() => 0, { n: 2, strata: [1] }),
      'strata: has 1 entries, expected 2',
    ],
    ['no pictures', () => metricInterval(rocAuc, [], []), 'yTrue: is empty'],
    ['different lengths', () => metricInterval(rocAuc, [1, 0], [1]), 'predictions: has 1 entries, expected 2'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(RangeError)
    expect(call).toThrow(message)
  })
})
