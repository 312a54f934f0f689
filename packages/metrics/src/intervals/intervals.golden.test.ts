// Intervals against statsmodels, SciPy and definitions in NumPy: golden/intervals.py wrote golden/intervals.json.
import { describe, expect, it } from 'vitest'
import {
  aucs,
  bootstraps,
  expectClose,
  kappas,
  mulberry32,
  ovarian,
  proportions,
  twoByTwo,
} from './golden-intervals.test-support.ts'
import { aucInterval } from './auc-interval.ts'
import { bootstrapInterval } from './bootstrap.ts'
import { clopperPearsonInterval, jeffreysInterval } from './clopper-pearson.ts'
import { compareAucs, compareIndependentAucs } from '../comparisons/compare-aucs.ts'
import { kappaInterval } from './kappa-interval.ts'
import { likelihoodRatioIntervals } from './likelihood-ratios.ts'
import { newcombeDifference, pairedDifference } from './proportion-differences.ts'

it('Clopper-Pearson and Jeffreys as in statsmodels, on 10 edges and 200 random counts', () => {
  expect(proportions.length).toBe(210)
  for (const [k, n, confidence, low, high, jeffreysLow, jeffreysHigh] of proportions) {
    const exact = clopperPearsonInterval(k, n, confidence)
    const jeffreys = jeffreysInterval(k, n, confidence)
    expect([exact.value, jeffreys.value]).toEqual([k / n, k / n])
    expectClose(exact.low, low, `Clopper-Pearson low ${k} of ${n}`)
    expectClose(exact.high, high, `Clopper-Pearson high ${k} of ${n}`)
    expectClose(jeffreys.low, jeffreysLow, `Jeffreys low ${k} of ${n}`)
    expectClose(jeffreys.high, jeffreysHigh, `Jeffreys high ${k} of ${n}`)
  }
})

it('differences and likelihood ratios as in statsmodels, on 16 edges and 200 random tables', () => {
  expect(twoByTwo.length).toBeGreaterThan(210)
  for (const { counts, paired, newcombe, positive, negative } of twoByTwo) {
    const [a, b, c, d] = counts as [number, number, number, number]
    const same = pairedDifference({ both: a, onlyFirst: b, onlySecond: c, neither: d })
    expectClose(same.low, paired[0]!, `paired low ${counts}`)
    expectClose(same.high, paired[1]!, `paired high ${counts}`)
    expectClose(same.value, (b - c) / (a + b + c + d), `paired ${counts}`)
    if (newcombe) {
      const other = newcombeDifference(a, a + b, c, c + d, 0.9)
      expectClose(other.low, newcombe[0]!, `Newcombe low ${counts}`)
      expectClose(other.high, newcombe[1]!, `Newcombe high ${counts}`)
      expectClose(other.value, a / (a + b) - c / (c + d), `Newcombe ${counts}`)
    }
    const cells = { truePositives: a, falseNegatives: b, falsePositives: c, trueNegatives: d }
    const ratios = likelihoodRatioIntervals(cells)
    expectClose(ratios.positive.low, positive[0]!, `LR+ low ${counts}`)
    expectClose(ratios.positive.high, positive[1]!, `LR+ high ${counts}`)
    expectClose(ratios.negative.low, negative[0]!, `LR- low ${counts}`)
    expectClose(ratios.negative.high, negative[1]!, `LR- high ${counts}`)
  }
})

// Newcombe 1998, table III; Fagerland, Lydersen, Laake, Statistics in Medicine 33 (2014) 2850-2875, airways before and after.
it('the paired difference of two published examples', () => {
  const newcombe = pairedDifference({ both: 36, onlyFirst: 12, onlySecond: 2, neither: 0 })
  expect([newcombe.low.toFixed(4), newcombe.high.toFixed(4)]).toEqual(['0.0569', '0.3404'])
  const airways = pairedDifference({ both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 })
  expect([airways.low.toFixed(3), airways.high.toFixed(3)]).toEqual(['-0.507', '-0.026'])
})

it('kappa as in statsmodels, plain and weighted', () => {
  expect(kappas.length).toBeGreaterThan(110)
  for (const { table, ...golden } of kappas) {
    for (const weights of [undefined, 'linear', 'quadratic'] as const) {
      const [value, low, high, standardError] = golden[weights ?? 'plain']
      const actual = kappaInterval(table, weights ? { weights } : {})
      expectClose(actual.value, value!, `kappa ${weights}`)
      // Where the variance is 0 statsmodels claims certainty, or has the root of a rounding error.
      if (Number.isNaN(Number(value)) || Number(standardError) < 1e-7) continue
      expectClose(actual.standardError, standardError!, `kappa's error ${weights}`)
      expectClose(actual.low, low!, `kappa low ${weights}`)
      expectClose(actual.high, high!, `kappa high ${weights}`)
    }
  }
})

/** The random case of golden/intervals.py. */
function aucCase(seed: number): { y: number[]; a: number[]; b: number[]; groups: number[] } {
  const draw = mulberry32(seed)
  const n = 4 + draw(57)
  const levels = [4, 20, 1000][draw(3)]!
  const people = 2 + draw(n)
  const each = <T>(make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))
  const y = each(() => draw(2))
  const a = each((i) => draw(levels) + y[i]! * draw(levels))
  const b = each((i) => (draw(3) === 0 ? a[i]! : draw(levels)) + y[i]! * draw(levels))
  return { y, a, b, groups: each(() => draw(people)) }
}

function expectError(actual: number, variance: string | number, what: string): void {
  // A negative variance counts as 0.
  const wanted = Number.isNaN(Number(variance)) ? Number.NaN : Math.sqrt(Math.max(0, Number(variance)))
  expectClose(actual < 1e-8 ? 0 : actual, wanted < 1e-8 ? 0 : wanted, what)
}

it('AUC, its DeLong and Obuchowski errors, and those of differences: by definition, on 200 random cases', () => {
  let compared = 0
  aucs.forEach((row, i) => {
    if (row === null) return
    compared++
    const { y, a, b, groups } = aucCase(i + 1)
    const one = aucInterval(y, a)
    const two = compareAucs(y, a, b)
    const oneByPatient = aucInterval(y, a, { groups })
    const twoByPatient = compareAucs(y, a, b, { groups })
    expectClose(one.value, row[0]!, `AUC ${i}`)
    expectError(one.standardError, row[1]!, `DeLong ${i}`)
    expectClose(two.difference.value, row[2]!, `difference ${i}`)
    expectError(two.standardError, row[3]!, `DeLong of the difference ${i}`)
    expectError(oneByPatient.standardError, row[5]!, `Obuchowski ${i}`)
    expectError(twoByPatient.standardError, row[7]!, `Obuchowski of the difference ${i}`)
    const apart = compareIndependentAucs({ yTrue: y, yScore: a }, { yTrue: y, yScore: b })
    const other = aucInterval(y, b)
    expectClose(apart.difference.value, two.difference.value, `independent ${i}`)
    expectClose(apart.standardError, Math.hypot(one.standardError, other.standardError), `independent ${i}`)
  })
  expect(compared).toBeGreaterThan(190)
})

// DeLong, DeLong, Clarke-Pearson 1988: the 43 patients with all three tests, whose data the example "Comparing Receiver
// Operating Characteristic Curves" of SAS/STAT's PROC LOGISTIC prints. The numbers follow from the definition, in NumPy.
describe("DeLong's ovarian cancer patients", () => {
  const { yTrue } = ovarian

  it.each([
    ['albumin', '0.7366', '0.0927', '0.5549', '0.9182'],
    ['kgScore', '0.7258', '0.1028', '0.5243', '0.9273'],
    ['totalProtein', '0.6478', '0.1000', '0.4518', '0.8439'],
  ] as const)('%s', (name, ...printed) => {
    const { value, standardError, low, high } = aucInterval(yTrue, ovarian[name], { scale: 'plain' })
    expect([value, standardError, low, high].map((x) => x.toFixed(4))).toEqual(printed)
    expectClose(value, ovarian.auc[name][0]!, 'AUC')
    expectClose(standardError, ovarian.auc[name][1]!, 'error')
  })

  it.each([
    ['albumin', '0.0108', '0.0953', '-0.1761', '0.1976', '0.9102'],
    ['totalProtein', '-0.0780', '0.1046', '-0.2830', '0.1271', '0.4561'],
  ] as const)('%s against the K-G score', (name, ...printed) => {
    const { difference, standardError, z, p } = compareAucs(yTrue, ovarian[name], ovarian.kgScore)
    const { value, low, high } = difference
    expect([value, standardError, low, high, p].map((x) => x.toFixed(4))).toEqual(printed)
    const golden = ovarian.differences[name]
    ;[value, standardError, low, high, z, p].forEach((x, i) => expectClose(x, golden[i]!, `${name} ${i}`))
  })
})

/** Each rating, from 1, as often as it was given. */
function rated(counts: number[]): number[] {
  return counts.flatMap((count, i) => Array.from({ length: count }, () => i + 1))
}

// Hanley and McNeil, Radiology 143 (1982) 29-36, table 1: 109 CT pictures rated 1 to 5; DeLong's error and interval as
// printed in Stata's manual, [R] roctab.
it("DeLong on Hanley and McNeil's ratings", () => {
  const ratings = { normal: [33, 6, 6, 11, 2], abnormal: [3, 2, 2, 11, 33] }
  const [normal, abnormal] = [rated(ratings.normal), rated(ratings.abnormal)]
  const yTrue = [...normal.map(() => 0), ...abnormal.map(() => 1)]
  const { value, standardError, low, high } = aucInterval(yTrue, [...normal, ...abnormal], { scale: 'plain' })
  expect([value.toFixed(4), standardError.toFixed(4)]).toEqual(['0.8932', '0.0307'])
  expect([low.toFixed(5), high.toFixed(5)]).toEqual(['0.83295', '0.95339'])
})

it('bootstrap intervals are those of SciPy on the same resamples', () => {
  let compared = 0
  bootstraps.forEach((golden, i) => {
    const draw = mulberry32(1001 + i)
    const n = 6 + draw(30)
    const values = Array.from({ length: n }, () => draw(100) ** 2 / 100)
    const people = 3 + draw(n)
    const groups = Array.from({ length: n }, () => draw(people))
    const strata = Array.from({ length: n }, () => draw(2))
    const statistic = (at: Int32Array): number => {
      const mean = at.reduce((sum, k) => sum + values[k]!, 0) / at.length
      return Math.sqrt(at.reduce((sum, k) => sum + (values[k]! - mean) ** 2, 0) / at.length) + mean
    }
    const options = {
      ...(golden.kind === 'groups' ? { groups } : { n }),
      ...(golden.kind === 'strata' && { strata }),
      resamples: 199,
      seed: i + 1,
      confidence: 0.9,
    }
    for (const method of ['percentile', 'basic', 'bca'] as const) {
      const expected = golden[method === 'bca' ? 'BCa' : method]
      if (expected === undefined) continue
      const actual = bootstrapInterval(statistic, { ...options, method })
      expect(actual.method).toBe(method)
      expectClose(actual.value, golden.value, `value ${i}`)
      expectClose(actual.low, expected[0]!, `${method} low ${i}, ${golden.kind}`)
      expectClose(actual.high, expected[1]!, `${method} high ${i}, ${golden.kind}`)
      compared++
    }
  })
  expect(compared).toBeGreaterThan(100)
})
