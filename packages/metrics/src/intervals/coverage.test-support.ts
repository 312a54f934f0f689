// Studies whose truth is known: how often does an interval hold it? Used by the test and by scripts/coverage.ts.
import { mulberry32, normals } from './golden-intervals.test-support.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'

/** Successes of `n` trials. */
export function binomialStudies(p: number, n: number, seed: number): () => number {
  const draw = mulberry32(seed)
  return () => {
    let successes = 0
    for (let i = 0; i < n; i++) successes += Number(draw(2 ** 32) < p * 2 ** 32)
    return successes
  }
}

export interface RankingStudy {
  yTrue: number[]
  yScore: number[]
  groups: number[]
}

export interface RankingPlan {
  auc: number
  patients: number
  /** Pictures of each patient; 1 makes the pictures independent. */
  pictures: number
  /** Share of a score's variance that a patient's pictures have in common. */
  correlation: number
  /** The ill among the patients; the positives among each patient's pictures where `mixed`. */
  positives: number
  /** Every patient has positive and negative pictures, such as two lungs. */
  mixed?: boolean
  seed: number
}

/** Normal scores, positives shifted so that the AUC between pictures of different patients is `auc`. */
export function rankingStudies(plan: RankingPlan): () => RankingStudy {
  const { auc, patients, pictures, correlation, positives, mixed = false, seed } = plan
  const next = normals(seed)
  const shift = Math.SQRT2 * normalQuantile(auc)
  const [common, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)]
  return () => {
    const study: RankingStudy = { yTrue: [], yScore: [], groups: [] }
    for (let patient = 0; patient < patients; patient++) {
      const shared = common * next()
      for (let picture = 0; picture < pictures; picture++) {
        const label = Number((mixed ? picture : patient) < positives)
        study.yTrue.push(label)
        study.yScore.push(label * shift + shared + own * next())
        study.groups.push(patient)
      }
    }
    return study
  }
}

/** The share of `studies` whose interval holds `truth`. */
export function coverage<Study>(
  studies: number,
  next: () => Study,
  interval: (study: Study, i: number) => { low: number; high: number },
  truth: number,
): number {
  let held = 0
  for (let i = 0; i < studies; i++) {
    const { low, high } = interval(next(), i)
    if (low <= truth && truth <= high) held++
  }
  return held / studies
}
