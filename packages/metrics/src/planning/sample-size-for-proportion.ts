// How many patients for a sensitivity of .95 plus or minus .03?
import { binomialCdf } from '../shared/beta.ts'
import { checkConfidence } from '../shared/checks.ts'
import { checkShare, smallest } from './check-share.ts'
import { clopperPearsonEnds } from '../intervals/clopper-pearson.ts'
import type { Estimate } from '../shared/estimate.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'
import { wilsonAround } from '../intervals/wilson.ts'

export interface ProportionPlan {
  /** The sensitivity (specificity, accuracy ...) expected, between 0 and 1. */
  proportion: number
  /** Half the width that the interval may have. */
  halfWidth: number
  confidence?: number
  /** The interval that will be reported; default Wilson's. */
  method?: 'wilson' | 'clopper-pearson' | 'normal'
  /** The share of the class among all patients: the ill for a sensitivity, the healthy for a specificity. Default 1. */
  prevalence?: number
  /**
   * How sure to be that a random sample holds enough of the class, such as 0.9. Without it `total` holds enough on
   * average, that is in about every second sample.
   */
  assurance?: number
}

export interface ProportionSampleSize {
  /** Patients of the class, each with one picture. */
  n: number
  /** Patients in all, at the prevalence given. */
  total: number
  /** The interval to expect. Wilson's and Clopper-Pearson's are not symmetric: look at both ends. */
  expected: Estimate
}

function intervalOf(p: number, n: number, confidence: number, method: ProportionPlan['method']): Estimate {
  if (method === 'wilson') return wilsonAround(p, n, confidence)
  if (method === 'clopper-pearson') {
    const [low, high] = clopperPearsonEnds(p * n, n, confidence)
    return { value: p, low, high }
  }
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt((p * (1 - p)) / n)
  return { value: p, low: p - half, high: p + half }
}

/**
 * The smallest number of patients whose interval of a proportion has at most the half width asked for, when the
 * proportion comes out as expected; and how many to recruit when only some of them belong to the class.
 *
 * `'normal'` is the textbook's z^2 p (1 - p) / h^2 (statsmodels' `samplesize_confint_proportion`, rounded up); `total` by
 * default n / prevalence (Buderer, Academic Emergency Medicine 3 (1996) 895-900), with `assurance` the smallest number in
 * which at least n of the class are found with that probability. Several pictures of a patient add less than as many
 * patients: count patients.
 *
 * @throws RangeError for numbers outside of their ranges, or a plan of more than 2^40 pictures
 * @example
 * sampleSizeForProportion({ proportion: 0.95, halfWidth: 0.03, prevalence: 0.2 })
 * // { n: 215, total: 1075, expected: { value: 0.95, low: 0.9121..., high: 0.9720... } }
 */
export function sampleSizeForProportion({
  proportion,
  halfWidth,
  confidence = 0.95,
  method = 'wilson',
  prevalence = 1,
  assurance,
}: ProportionPlan): ProportionSampleSize {
  checkConfidence(confidence)
  checkShare('proportion', proportion)
  checkShare('halfWidth', halfWidth)
  checkShare('prevalence', prevalence, true)
  if (assurance !== undefined) checkShare('assurance', assurance)
  if (method !== 'wilson' && method !== 'clopper-pearson' && method !== 'normal') {
    throw new RangeError(`method: is '${String(method)}', expected 'wilson', 'clopper-pearson' or 'normal'`)
  }
  const n = smallest((size) => {
    const { low, high } = intervalOf(proportion, size, confidence, method)
    return (high - low) / 2 <= halfWidth
  })
  const total =
    assurance === undefined || prevalence === 1
      ? Math.ceil(n / prevalence - 1e-9)
      : smallest((size) => size >= n && 1 - binomialCdf(n - 1, size, prevalence) >= assurance)
  return { n, total, expected: intervalOf(proportion, n, confidence, method) }
}
