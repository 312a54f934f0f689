// The interval of an AUC: DeLong's, and what takes its place where its variance says nothing.
import { aucComponents, clusteredVariance } from './auc-components.ts'
import { checkConfidence, checkLengths } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'
import { sigmoid } from '../probabilities/logit.ts'
import { deLongVariance } from '../scores/delong.ts'
import { numberUnits, type Groups } from '../shared/units.ts'
import { areaUnderRoc } from '../scores/roc.ts'
import { scoreSteps, totals } from '../scores/score-steps.ts'

export interface AucInterval extends Estimate {
  /** DeLong's (with groups Obuchowski's) standard error; NaN where a class has fewer than two pictures (patients). */
  standardError: number
  /** Which interval it is; see {@link aucInterval}. 'none' when only one class is there. */
  method: 'delong-logit' | 'delong' | 'exact' | 'hoeffding' | 'none'
}

export interface AucIntervalOptions {
  confidence?: number
  /** Build the interval on the logit of the AUC (the default: never leaves 0..1), or on the AUC and clip it. */
  scale?: 'logit' | 'plain'
  /** The patient of each picture: several pictures of one then count as resembling each other, in closed form. */
  groups?: Groups
}

/** DeLong's variance, or Obuchowski's by patient, and the disjoint pairs that a distribution-free bound can count on. */
function varianceOf(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  groups: Groups,
  auc: number,
): { variance: number; pairs: number } {
  const { shares } = aucComponents(yTrue, yScore)
  return clusteredVariance(
    yTrue,
    shares.map((share) => share - auc),
    numberUnits(yTrue.length, groups),
  )
}

/**
 * The interval of an AUC that any distribution of scores allows, from `pairs` disjoint (positive, negative) pairs:
 * exact at 0 and 1, else Hoeffding's inequality. Used where a variance of 0 would claim certainty.
 */
export function distributionFreeAuc(auc: number, pairs: number, confidence: number): Estimate {
  const alpha = 1 - confidence
  const bound = (alpha / 2) ** (1 / pairs)
  if (auc === 1) return { value: 1, low: bound, high: 1 }
  if (auc === 0) return { value: 0, low: 0, high: 1 - bound }
  const half = Math.sqrt(Math.log(2 / alpha) / (2 * pairs))
  return { value: auc, low: Math.max(0, auc - half), high: Math.min(1, auc + half) }
}

/**
 * The area under the ROC curve with its confidence interval.
 *
 * DeLong's variance (DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988) 837-845; var = var1(row means) / m +
 * var1(column means) / n, psi = (p > n) + (p == n) / 2, in O(k log k) by midranks after Sun and Xu, IEEE SPL 21 (2014)),
 * by default on the logit scale, where the interval cannot leave 0..1 (pROC's default is `scale: 'plain'`, clipped).
 *
 * That variance is 0 for perfect ranking, which would give [1, 1]. Instead (`method`):
 *
 * - `'exact'`, AUC = 1: k = min(m, n) disjoint (positive, negative) pairs are each in order with probability at most A,
 *   so all are with at most A^k; hence low = (alpha / 2)^(1/k), as Clopper and Pearson's bound for k of k. Some
 *   distribution attains A^k, so no bound for all of them is tighter. Mirrored for AUC = 0.
 * - `'hoeffding'`, a variance of 0 all the same (all scores equal) or a class with a single picture (patient): AUC +-
 *   sqrt(ln(2 / alpha) / 2k), clipped
 *   (Hoeffding, JASA 58 (1963) 13-30, section 5: two-sample U-statistics).
 * - `'none'`, one class only: value NaN, interval [0, 1].
 *
 * Every picture counts as independent, unless `groups` says which belong to one patient. The variance is then that of
 * Obuchowski (Biometrics 53 (1997) 567-578), which lets each patient's positives and negatives resemble each other, and k
 * counts pairs of patients. With one picture a patient it is DeLong's.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, a bad confidence
 * @example
 * aucInterval([0, 0, 1, 1], [0.1, 0.2, 0.7, 0.8]) // { value: 1, low: 0.158..., high: 1, standardError: 0, method: 'exact' }
 */
export function aucInterval(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { confidence = 0.95, scale = 'logit', groups }: AucIntervalOptions = {},
): AucInterval {
  checkConfidence(confidence)
  if (scale !== 'logit' && scale !== 'plain') {
    throw new RangeError(`scale: is '${String(scale)}', expected 'logit' or 'plain'`)
  }
  if (groups) checkLengths({ yTrue, groups })
  const steps = scoreSteps(yTrue, yScore)
  const { positives: m, negatives: n } = totals(steps)
  if (m === 0 || n === 0) return { value: Number.NaN, low: 0, high: 1, standardError: Number.NaN, method: 'none' }

  const auc = areaUnderRoc(steps)
  const { variance, pairs } = groups
    ? varianceOf(yTrue, yScore, groups, auc)
    : { variance: deLongVariance(steps, auc), pairs: Math.min(m, n) }
  // Negative only with groups, and a variance of rounding errors is none.
  const standardError = variance < 1e-24 ? 0 : Math.sqrt(variance)
  if (auc === 0 || auc === 1) {
    return { ...distributionFreeAuc(auc, pairs, confidence), standardError, method: 'exact' }
  }
  if (!(standardError > 0)) {
    return { ...distributionFreeAuc(auc, pairs, confidence), standardError, method: 'hoeffding' }
  }
  const z = normalQuantile((1 + confidence) / 2)
  if (scale === 'plain') {
    const half = z * standardError
    return { value: auc, low: Math.max(0, auc - half), high: Math.min(1, auc + half), standardError, method: 'delong' }
  }
  const logit = Math.log(auc / (1 - auc))
  const half = (z * standardError) / (auc * (1 - auc))
  return { value: auc, low: sigmoid(logit - half), high: sigmoid(logit + half), standardError, method: 'delong-logit' }
}
