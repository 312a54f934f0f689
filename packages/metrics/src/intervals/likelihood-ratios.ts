// Likelihood ratios with their intervals: how much a result moves the odds of disease.
import { checkConfidence, checkCount } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import type { BinaryCounts } from '../labels/binary-counts.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'

export interface LikelihoodRatioIntervals {
  /** sensitivity / (1 - specificity): by how much a positive result multiplies the odds; 0..Infinity. */
  positive: Estimate
  /** (1 - sensitivity) / specificity: by how much a negative result multiplies the odds; 0..Infinity. */
  negative: Estimate
}

/** (a / m) / (b / n), its logarithm taken as normal. */
function ratioOfProportions(a: number, m: number, b: number, n: number, z: number): Estimate {
  const value = a / m / (b / n)
  if (Number.isNaN(value)) return { value, low: 0, high: Infinity }
  const empty = a === 0 || b === 0 || a === m || b === n
  const half = empty ? 0.5 : 0
  const [a1, m1, b1, n1] = [a + half, m + 2 * half, b + half, n + 2 * half]
  const centre = Math.log(a1 / m1 / (b1 / n1))
  const width = z * Math.sqrt(1 / a1 - 1 / m1 + 1 / b1 - 1 / n1)
  return {
    value,
    low: a === 0 ? 0 : Math.min(value, Math.exp(centre - width)),
    high: b === 0 ? Infinity : Math.max(value, Math.exp(centre + width)),
  }
}

/**
 * Both likelihood ratios with their intervals, by the logarithm (Simel, Samsa, Matchar, Journal of Clinical Epidemiology
 * 44 (1991) 763-770):
 *
 *     ln LR+ +- z sqrt(1/TP - 1/(TP + FN) + 1/FP - 1/(FP + TN)),   LR- likewise with FN and TN
 *
 * Equal to statsmodels' `confint_proportions_2indep(compare='ratio', method='log')` where no cell is empty. Where one is,
 * 1/2 is added to all four for the interval, which then also holds the value: 0 / x is 0 and x / 0 is Infinity. 0 / 0,
 * and a class without pictures, are NaN within [0, Infinity].
 *
 * @param counts as from {@link binaryCounts}
 * @throws RangeError for counts that are no counts, or a confidence outside 0..1
 * @example
 * const counts = { truePositives: 90, falseNegatives: 10, falsePositives: 20, trueNegatives: 80 }
 * likelihoodRatioIntervals(counts).positive // { value: 4.5, low: 3.0242..., high: 6.6957... }
 */
export function likelihoodRatioIntervals(counts: BinaryCounts, confidence = 0.95): LikelihoodRatioIntervals {
  checkConfidence(confidence)
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts
  const named = { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn }
  for (const [name, count] of Object.entries(named)) checkCount(name, count, 0)
  const z = normalQuantile((1 + confidence) / 2)
  return {
    positive: ratioOfProportions(tp, tp + fn, fp, fp + tn, z),
    negative: ratioOfProportions(fn, tp + fn, tn, fp + tn, z),
  }
}
