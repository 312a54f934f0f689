// How often 95 % intervals hold the truth: the README's tables. Takes some minutes.
//
//   node --conditions=@convlens/source --import tsx scripts/coverage.ts
import { aucInterval } from '../src/intervals/auc-interval.ts'
import {
  coverage,
  rankingStudies,
  type RankingPlan,
  type RankingStudy,
} from '../src/intervals/coverage.test-support.ts'
import { bootstrapInterval } from '../src/intervals/bootstrap.ts'
import { clopperPearsonInterval, jeffreysInterval } from '../src/intervals/clopper-pearson.ts'
import { binomialCdf } from '../src/shared/beta.ts'
import type { Estimate } from '../src/shared/estimate.ts'
import { normalCdf } from '../src/shared/gamma.ts'
import { normalQuantile } from '../src/shared/normal-quantile.ts'
import { wilsonInterval } from '../src/intervals/wilson.ts'

const RESAMPLES = 500

function line(cells: (string | number)[]): string {
  const shown = cells.map((cell) => (typeof cell === 'number' ? `${(100 * cell).toFixed(1)} %` : cell))
  return `| ${shown.join(' | ')} |\n`
}

function print(title: string, head: string[], rows: (string | number)[][]): void {
  process.stdout.write(`\n${title}\n\n${line(head)}${line(head.map(() => '---'))}`)
  for (const row of rows) process.stdout.write(line(row))
}

/** Exactly: the probability of the successes whose interval holds p. */
function exactCoverage(interval: (k: number, n: number) => Estimate, p: number, n: number): number {
  let sum = 0
  for (let k = 0; k <= n; k++) {
    const { low, high } = interval(k, n)
    if (low <= p && p <= high) sum += binomialCdf(k, n, p) - binomialCdf(k - 1, n, p)
  }
  return sum
}

function proportions(): void {
  const intervals = [wilsonInterval, jeffreysInterval, clopperPearsonInterval]
  const many = Array.from({ length: 99 }, (_, i) => 0.5 + i / 200)
  const rows = [10, 25, 50, 100, 400].map((n) => {
    const row: (string | number)[] = [String(n)]
    for (const interval of intervals) {
      const all = many.map((p) => exactCoverage(interval, p, n))
      row.push(all.reduce((sum, x) => sum + x, 0) / all.length, Math.min(...all))
    }
    return row
  })
  const head = ['trials', 'Wilson', 'least', 'Jeffreys', 'least', 'Clopper-Pearson', 'least']
  print('Proportions from 0.5 to 0.99, mean and least, exact (no simulation)', head, rows)
}

function independentAucs(): void {
  const rows = [
    [0.8, 10, 10],
    [0.8, 50, 50],
    [0.8, 20, 200],
    [0.95, 10, 10],
    [0.95, 12, 100],
    [0.95, 50, 50],
    [0.95, 200, 200],
    [0.99, 12, 100],
    [0.99, 50, 50],
  ].map(([auc, positives, negatives]) => {
    const plan = { auc: auc!, positives: positives!, patients: positives! + negatives!, pictures: 1, correlation: 0 }
    const cover = (scale: 'logit' | 'plain'): number =>
      coverage(5000, rankingStudies({ ...plan, seed: 1 }), (s) => aucInterval(s.yTrue, s.yScore, { scale }), auc!)
    return [String(auc), `${positives}, ${negatives}`, cover('logit'), cover('plain')]
  })
  print('AUC of independent pictures, 5000 studies', ['true AUC', 'positives, negatives', 'logit', 'plain'], rows)
}

/** The AUC of drawn pictures without sorting them again. The scores of these studies have no ties. */
function fastAuc({ yTrue, yScore }: RankingStudy): (at: Int32Array) => number {
  const order = yScore.map((_, i) => i).sort((a, b) => yScore[b]! - yScore[a]!)
  const times = new Int32Array(yScore.length)
  return (at) => {
    times.fill(0)
    for (const i of at) times[i]! += 1
    let [positives, negatives, won] = [0, 0, 0]
    for (const i of order) {
      if (yTrue[i] === 1) positives += times[i]!
      else {
        negatives += times[i]!
        // A picture drawn twice ties with itself only within its class.
        won += times[i]! * positives
      }
    }
    return won / (positives * negatives)
  }
}

function byPatient(
  title: string,
  truth: (patients: number) => number,
  plans: Omit<RankingPlan, 'seed'>[],
  studies: number,
): void {
  const rows = plans.map((plan) => {
    const cover = (interval: (s: RankingStudy, i: number) => Estimate): number =>
      coverage(studies, rankingStudies({ ...plan, seed: 4 }), interval, truth(plan.patients))
    const bootstrap = (method: 'percentile' | 'bca'): number =>
      cover((s, i) => bootstrapInterval(fastAuc(s), { groups: s.groups, resamples: RESAMPLES, seed: i + 1, method }))
    return [
      String(plan.patients),
      cover((s) => aucInterval(s.yTrue, s.yScore, { groups: s.groups })),
      cover((s) => aucInterval(s.yTrue, s.yScore, { groups: s.groups, scale: 'plain' })),
      bootstrap('percentile'),
      bootstrap('bca'),
      cover((s) => aucInterval(s.yTrue, s.yScore)),
    ]
  })
  const head = ['patients', 'DeLong by patient, logit', 'plain', 'bootstrap, percentile', 'BCa', 'without groups']
  print(`${title}, ${studies} studies`, head, rows)
}

function accuracies(): void {
  const studies = 1000
  const rows = [20, 40, 100].map((patients) => {
    // Right where the score is on the side of its class: the truth is Phi(shift / 2) for every picture.
    const plan = { auc: 0.9, patients, pictures: 3, correlation: 0.7, positives: patients / 2, seed: 6 }
    const shift = Math.SQRT2 * normalQuantile(plan.auc)
    const right = ({ yTrue, yScore }: RankingStudy): number[] =>
      yTrue.map((label, i) => Number(yScore[i]! >= shift / 2 === (label === 1)))
    const cover = (interval: (hits: number[], groups: number[], i: number) => Estimate): number =>
      coverage(studies, rankingStudies(plan), (s, i) => interval(right(s), s.groups, i), normalCdf(shift / 2))
    const bootstrap = (method: 'percentile' | 'bca'): number =>
      cover((hits, groups, i) => {
        const statistic = (at: Int32Array): number => at.reduce((all, k) => all + hits[k]!, 0) / at.length
        return bootstrapInterval(statistic, { groups, resamples: RESAMPLES, seed: i + 1, method })
      })
    const wilson = cover((hits) => wilsonInterval(hits.filter((hit) => hit === 1).length, hits.length))
    return [String(patients), bootstrap('percentile'), bootstrap('bca'), wilson]
  })
  const head = ['patients', 'bootstrap, percentile', 'BCa', 'Wilson, without groups']
  print(`Accuracy 0.82, three alike pictures of each patient (correlation 0.7), ${studies} studies`, head, rows)
}

/** The mean of many studies' AUCs: pairs within a patient are easier than others, which moves the truth a little. */
function meanAuc(plan: Omit<RankingPlan, 'seed'>): number {
  const next = rankingStudies({ ...plan, seed: 99 })
  let sum = 0
  for (let i = 0; i < 4000; i++) {
    const { yTrue, yScore } = next()
    sum += aucInterval(yTrue, yScore).value
  }
  return sum / 4000
}

const started = performance.now()
proportions()
independentAucs()
const apart = [20, 40, 100].map((patients) => ({
  auc: 0.8,
  patients,
  pictures: 3,
  correlation: 0.7,
  positives: patients / 2,
}))
byPatient(
  'AUC 0.8, three alike pictures of each patient (correlation 0.7), half of the patients ill',
  () => 0.8,
  apart,
  1000,
)
const alike = { pictures: 3, correlation: 0.7 }
const few = [40, 100].map((patients) => Object.assign({ auc: 0.95, patients, positives: patients / 4 }, alike))
byPatient('AUC 0.95, likewise, a quarter of the patients ill', () => 0.95, few, 1000)
const lungs = { auc: 0.8, pictures: 4, correlation: 0.7, positives: 2, mixed: true }
const mixed = [20, 40, 100].map((patients) => Object.assign({ patients }, lungs))
const truths = new Map(mixed.map((plan) => [plan.patients, meanAuc(plan)]))
byPatient('AUC 0.8, two ill and two healthy pictures of each patient', (patients) => truths.get(patients)!, mixed, 1000)
accuracies()
process.stdout.write(`\n${((performance.now() - started) / 1000).toFixed(0)} s\n`)
