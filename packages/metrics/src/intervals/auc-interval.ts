// The interval of an AUC: DeLong's, and what takes its place where its variance says nothing.
import { checkConfidence } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'
import { twicePairsWon } from '../scores/roc.ts'
import { scoreSteps, totals, type ScoreStep } from '../scores/score-steps.ts'

export interface AucInterval extends Estimate {
  /** DeLong's standard error; NaN where it is undefined (a class with fewer than two pictures). */
  standardError: number
  /** Which interval it is; see {@link aucInterval}. 'none' when only one class is there. */
  method: 'delong-logit' | 'delong' | 'exact' | 'hoeffding' | 'none'
}

export interface AucIntervalOptions {
  confidence?: number
  /** Build the interval on the logit of the AUC (the default: never leaves 0..1), or on the AUC and clip it. */
  scale?: 'logit' | 'plain'
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/**
 * DeLong's variance of the AUC: var(row means) / m + var(column means) / n of psi, ddof 1. Pictures of one score share
 * their mean (its midrank), so one pass over the distinct scores is enough.
 */
function deLongVariance(steps: readonly ScoreStep[], m: number, n: number, auc: number): number {
  let [above, below, rows, columns] = [0, n, 0, 0]
  for (const { positives, negatives } of steps) {
    below -= negatives
    rows += positives * ((below + negatives / 2) / n - auc) ** 2
    columns += negatives * ((above + positives / 2) / m - auc) ** 2
    above += positives
  }
  return rows / (m - 1) / m + columns / (n - 1) / n
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
 * - `'hoeffding'`, all scores equal or a class with a single picture: AUC +- sqrt(ln(2 / alpha) / 2k), clipped
 *   (Hoeffding, JASA 58 (1963) 13-30, section 5: two-sample U-statistics).
 * - `'none'`, one class only: value NaN, interval [0, 1].
 *
 * Every picture counts as independent; with several pictures of a patient use {@link bootstrapInterval} by group.
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
  { confidence = 0.95, scale = 'logit' }: AucIntervalOptions = {},
): AucInterval {
  checkConfidence(confidence)
  if (scale !== 'logit' && scale !== 'plain') {
    throw new RangeError(`scale: is '${String(scale)}', expected 'logit' or 'plain'`)
  }
  const steps = scoreSteps(yTrue, yScore)
  const { positives: m, negatives: n } = totals(steps)
  if (m === 0 || n === 0) return { value: Number.NaN, low: 0, high: 1, standardError: Number.NaN, method: 'none' }

  const auc = twicePairsWon(steps, n) / (2 * m * n)
  const standardError = m > 1 && n > 1 ? Math.sqrt(deLongVariance(steps, m, n, auc)) : Number.NaN
  if (auc === 0 || auc === 1) {
    return { ...distributionFreeAuc(auc, Math.min(m, n), confidence), standardError, method: 'exact' }
  }
  if (steps.length === 1 || Number.isNaN(standardError)) {
    return { ...distributionFreeAuc(auc, Math.min(m, n), confidence), standardError, method: 'hoeffding' }
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
