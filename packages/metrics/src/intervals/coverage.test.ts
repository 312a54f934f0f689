// Do 95 % intervals hold the truth in about 95 % of simulated studies? All tables: scripts/coverage.ts.
import { expect, it } from 'vitest'
import { aucInterval } from './auc-interval.ts'
import { binomialStudies, coverage, rankingStudies, type RankingStudy } from './coverage.test-support.ts'
import { bootstrapInterval } from './bootstrap.ts'
import type { Estimate } from '../shared/estimate.ts'
import { clopperPearsonInterval, jeffreysInterval } from './clopper-pearson.ts'
import { compareAucs } from '../comparisons/compare-aucs.ts'
import { normals } from './golden-intervals.test-support.ts'
import { wilsonInterval } from './wilson.ts'

const STUDIES = 2000
/** Three standard errors of a share near 95 % in 2000 studies. */
const SLACK = 0.0146

it.each([
  ['Wilson', wilsonInterval, 0.95 - SLACK, 0.95 + SLACK],
  ['Jeffreys', jeffreysInterval, 0.95 - SLACK, 0.95 + SLACK],
  ['Clopper-Pearson', clopperPearsonInterval, 0.95, 0.985],
] as const)('%s', (_, interval, least, most) => {
  // Coverage swings with p: the mean of three.
  const intervals = Array.from({ length: 51 }, (__, k) => interval(k, 50))
  const found = [0.7, 0.8, 0.9].map((p) => coverage(STUDIES, binomialStudies(p, 50, 1), (k) => intervals[k]!, p))
  const mean = (found[0]! + found[1]! + found[2]!) / 3
  expect(mean).toBeGreaterThan(least)
  expect(mean).toBeLessThan(most)
})

it('DeLong', () => {
  const next = rankingStudies({ auc: 0.8, patients: 100, pictures: 1, correlation: 0, positives: 50, seed: 2 })
  const found = coverage(STUDIES, next, ({ yTrue, yScore }) => aucInterval(yTrue, yScore), 0.8)
  expect(found).toBeGreaterThan(0.95 - SLACK)
  expect(found).toBeLessThan(0.95 + SLACK)
})

it.each([
  ['an ill or a healthy patient', { pictures: 3, positives: 30, mixed: false }, 0.8, [0, 0.9]],
  // Positives and negatives of one patient are alike, which helps: without groups the interval would be too wide.
  ['ill and healthy pictures of each', { pictures: 4, positives: 2, mixed: true }, 0.8, [0.965, 1]],
] as const)('DeLong by patient: %s', (_, plan, auc, [least, most]) => {
  const studies = (): (() => RankingStudy) => rankingStudies({ auc, patients: 60, correlation: 0.7, seed: 3, ...plan })
  // Pairs within a mixed patient differ more clearly, so the AUC of all pairs is taken from the studies themselves.
  const next = studies()
  const mean = Array.from({ length: 600 }, next).reduce((sum, s) => sum + aucInterval(s.yTrue, s.yScore).value, 0) / 600
  const grouped = coverage(600, studies(), (s) => aucInterval(s.yTrue, s.yScore, { groups: s.groups }), mean)
  const plain = coverage(600, studies(), (s) => aucInterval(s.yTrue, s.yScore), mean)
  // 600 studies: standard error 0.9 %.
  expect(grouped).toBeGreaterThan(0.925)
  expect(grouped).toBeLessThan(0.975)
  expect(plain).toBeGreaterThan(least)
  expect(plain).toBeLessThan(most)
})

it('the paired difference of two AUCs', () => {
  const next = normals(5)
  const y = Array.from({ length: 80 }, (_, i) => i % 2)
  const study = (): { a: number[]; b: number[] } => {
    const a = y.map((label) => label + next())
    return { a, b: a.map((score) => score + 0.7 * next()) }
  }
  const truth = 0.76024993890652 - 0.718801370714
  const found = coverage(1000, study, ({ a, b }) => compareAucs(y, a, b).difference, truth)
  expect(found).toBeGreaterThan(0.95 - 2 * SLACK)
  expect(found).toBeLessThan(0.95 + SLACK)
})

/** 40 patients of skewed values, three pictures each. */
const GROUPS = Array.from({ length: 120 }, (_, i) => Math.floor(i / 3))

function meanAt(values: Float64Array, at: Int32Array): number {
  let sum = 0
  for (let k = 0; k < at.length; k++) sum += values[at[k]!]!
  return sum / at.length
}

it.each(['percentile', 'bca'] as const)('the bootstrap by patient, %s', (method) => {
  const next = normals(7)
  const study = (): Float64Array => {
    const patients = Array.from({ length: 40 }, () => Math.exp(0.5 * next()))
    return Float64Array.from(GROUPS, (patient) => patients[patient]! + 0.2 * next())
  }
  const options = { groups: GROUPS, resamples: 150, method }
  const interval = (values: Float64Array, seed: number): Estimate =>
    bootstrapInterval((at) => meanAt(values, at), { ...options, seed })
  const found = coverage(400, study, interval, Math.exp(0.125))
  // 400 studies: standard error 1.2 %; skewed values and few patients cost two more.
  expect(found).toBeGreaterThan(0.895)
  expect(found).toBeLessThan(0.98)
})
