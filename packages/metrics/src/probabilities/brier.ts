// The Brier score: how far probabilities are from what happened.
import { checkBinary, checkClasses, checkLengths, checkProbabilities, checkWeights } from '../shared/checks.ts'
import type { Rows } from '../scores/rows.ts'
import { weightedMean, type WeightOptions } from '../shared/weights.ts'
import { checkPrevalence } from './prevalence.ts'
import { checkProbabilityRows } from './score-rows.ts'

/** (p - y)^2 of each picture. */
export function squaredErrors(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): Float64Array {
  checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  return checkProbabilities('yScore', yScore).map((p, i) => (p - yTrue[i]!) ** 2)
}

/**
 * The mean of (p - y)^2, on the binary scale: 0 is perfect, 0.25 is what p = 0.5 for everything scores, 1 is the worst.
 * Equal to scikit-learn's `brier_score_loss`.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore probability of the positive class, 0..1
 * @throws RangeError for different lengths, nothing at all, other labels, weights below 0, or a score that is no
 *   probability
 * @example
 * brierScore([0, 1], [0.1, 0.6]) // 0.085
 */
export function brierScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights }: WeightOptions = {},
): number {
  const errors = squaredErrors(yTrue, yScore)
  if (weights) {
    checkLengths({ yTrue, weights })
    checkWeights('weights', weights)
  }
  return weightedMean(errors, weights)
}

/**
 * The sum over the classes of (p - y)^2, of each picture.
 *
 * @param values row by row, `classes` a picture
 */
export function squaredDistances(yTrue: ArrayLike<number>, values: Float64Array, classes: number): Float64Array {
  return Float64Array.from(yTrue, (y, i) => {
    let sum = 0
    for (let k = 0; k < classes; k++) sum += (values[i * classes + k]! - Number(k === y)) ** 2
    return sum
  })
}

export interface MulticlassBrierOptions extends WeightOptions {
  /** Half of it, so that the worst is 1. Default `'auto'`: with two classes only, as scikit-learn does. */
  scaleByHalf?: boolean | 'auto'
}

/**
 * The mean over the pictures of the sum over the classes of (p - y)^2, y being 1 for the true class and 0 for the
 * others: 0 is perfect, 2 the worst; with two classes half of that, so that it equals {@link brierScore}. Brier, Monthly
 * Weather Review 78 (1950). Equal to scikit-learn's `brier_score_loss` on rows with all `labels` given; rows that miss a
 * sum of 1 by more than 0.01 are refused (there a warning).
 *
 * @param yTrue class indices
 * @param yScore a row of probabilities for each picture
 * @throws RangeError for different lengths, nothing at all, unknown classes, weights below 0, or rows that are no
 *   probabilities
 * @example
 * multiclassBrierScore([0, 2], [[0.5, 0.25, 0.25], [0, 0, 1]]) // 0.1875
 */
export function multiclassBrierScore(
  yTrue: ArrayLike<number>,
  yScore: Rows,
  { weights, scaleByHalf = 'auto' }: MulticlassBrierOptions = {},
): number {
  checkLengths({ yTrue, yScore, ...(weights && { weights }) })
  const { values, classes } = checkProbabilityRows('yScore', yScore)
  checkClasses('yTrue', yTrue, classes)
  if (weights) checkWeights('weights', weights)
  const errors = squaredDistances(yTrue, values, classes)
  const half = scaleByHalf === 'auto' ? classes < 3 : scaleByHalf
  return weightedMean(errors, weights) * (half ? 0.5 : 1)
}

export interface BrierSkillOptions extends WeightOptions {
  /** What the reference says of every picture, 0..1. Default: the share of positives in `yTrue`. */
  prevalence?: number
}

/**
 * 1 - Brier / Brier of a reference that gives every picture the prevalence: 1 is perfect, 0 no better than knowing the
 * prevalence alone, below 0 worse. Unlike the Brier score itself it does not look good merely because positives are rare.
 * NaN where the reference is never wrong, as with one class and its own prevalence. With weights they count for the
 * prevalence too.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore probability of the positive class, 0..1
 * @throws RangeError as {@link brierScore}, or for a prevalence outside 0..1
 * @example
 * brierSkillScore([0, 1], [0.25, 0.75]) // 0.75
 */
export function brierSkillScore(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights, prevalence }: BrierSkillOptions = {},
): number {
  const score = brierScore(yTrue, yScore, weights && { weights })
  if (prevalence !== undefined) checkPrevalence(prevalence)
  const always = prevalence ?? weightedMean(yTrue, weights)
  const errors = Float64Array.from(yTrue, (y) => (always - y) ** 2)
  const reference = weightedMean(errors, weights)
  return reference === 0 ? Number.NaN : 1 - score / reference
}
