// Numbers about hard decisions, with scikit-learn's conventions.
import { balancedAccuracyOf, marginsOf } from './agreement.ts'
import { binaryCounts } from './binary-counts.ts'
import type { WeightOptions } from '../shared/weights.ts'
import { classTable } from './class-table.ts'
import {
  diagnosticOddsRatioOf,
  fBetaOf,
  jaccardOf,
  negativeLikelihoodRatioOf,
  negativePredictiveValueOf,
  positiveLikelihoodRatioOf,
  precisionOf,
  sensitivityOf,
  specificityOf,
  youdenIndexOf,
} from './count-rates.ts'
import { checkClasses, checkLengths, checkWeights } from '../shared/checks.ts'
import type { ZeroDivisionOptions } from '../shared/ratio.ts'

/** What every binary metric takes: what 0 / 0 is, and how much each picture counts. */
export interface BinaryMetricOptions extends ZeroDivisionOptions, WeightOptions {}

export interface BalancedAccuracyOptions extends WeightOptions {
  /** Rescaled so that chance is 0 and 1 stays 1; scikit-learn's `adjusted`. Default false. */
  adjusted?: boolean
}

/**
 * The hard decision behind a score: 1 when score >= `threshold`, else 0. torchmetrics and tfjs use the strict `>`,
 * which `comparison` offers; a score exactly on the threshold then counts as negative.
 *
 * @throws RangeError for a score or threshold that is not a finite number
 * @example
 * predictedLabels([0.2, 0.5, 0.9], 0.5) // [0, 1, 1]
 */
export function predictedLabels(
  yScore: ArrayLike<number>,
  threshold = 0.5,
  { comparison = '>=' }: { comparison?: '>=' | '>' } = {},
): number[] {
  if (!Number.isFinite(threshold)) throw new RangeError(`threshold: is ${threshold}, expected a finite number`)
  if (comparison !== '>=' && comparison !== '>') {
    throw new RangeError(`comparison: is '${String(comparison)}', expected '>=' or '>'`)
  }
  return Array.from(yScore, (score, i) => {
    if (!Number.isFinite(score)) throw new RangeError(`yScore[${i}]: is ${score}, expected a finite number`)
    return Number(comparison === '>' ? score > threshold : score >= threshold)
  })
}

/** The share of pictures whose predicted class is the true one, 0..1; any number of classes. */
export function accuracy(yTrue: ArrayLike<number>, yPred: ArrayLike<number>, { weights }: WeightOptions = {}): number {
  const n = checkLengths({ yTrue, yPred, ...(weights && { weights }) })
  checkClasses('yTrue', yTrue, Infinity)
  checkClasses('yPred', yPred, Infinity)
  if (weights) checkWeights('weights', weights)
  let right = 0
  let all = 0
  for (let i = 0; i < n; i++) {
    const weight = weights ? weights[i]! : 1
    all += weight
    if (yTrue[i] === yPred[i]) right += weight
  }
  return right / all
}

/**
 * The mean recall over the classes that occur in `yTrue`, 0..1: what a lopsided test set cannot flatter. `adjusted`
 * subtracts chance and rescales, to 1 / (1 - k)..1 for k classes; with one class it is NaN (scikit-learn: -infinity, or
 * NaN where all are right).
 *
 * @example
 * balancedAccuracy([1, 1, 1, 0], [1, 1, 1, 1]) // 0.5
 * balancedAccuracy([1, 1, 1, 0], [1, 1, 1, 1], { adjusted: true }) // 0
 */
export function balancedAccuracy(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { adjusted = false, weights }: BalancedAccuracyOptions = {},
): number {
  const { counts } = classTable(yTrue, yPred, weights)
  return balancedAccuracyOf(counts, marginsOf(counts), adjusted)
}

/** TP / (TP + FN): the share of the ill that are found, 0..1. Also called recall. */
export function sensitivity(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: BinaryMetricOptions = {},
): number {
  return sensitivityOf(binaryCounts(yTrue, yPred, options), options)
}

/** TN / (TN + FP): the share of the healthy that are left alone, 0..1. */
export function specificity(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: BinaryMetricOptions = {},
): number {
  return specificityOf(binaryCounts(yTrue, yPred, options), options)
}

/** TP / (TP + FP): how often an alarm is right, 0..1, at the prevalence of these pictures. Positive predictive value. */
export function precision(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: BinaryMetricOptions = {},
): number {
  return precisionOf(binaryCounts(yTrue, yPred, options), options)
}

/** TN / (TN + FN): how often an all-clear is right, 0..1, at the prevalence of these pictures. */
export function negativePredictiveValue(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: BinaryMetricOptions = {},
): number {
  return negativePredictiveValueOf(binaryCounts(yTrue, yPred, options), options)
}

/** 2 TP / (2 TP + FP + FN): the harmonic mean of precision and sensitivity, 0..1. */
export function f1(yTrue: ArrayLike<number>, yPred: ArrayLike<number>, options: BinaryMetricOptions = {}): number {
  return fBetaOf(binaryCounts(yTrue, yPred, options), { beta: 1, ...options })
}

/**
 * (1 + beta^2) TP / ((1 + beta^2) TP + beta^2 FN + FP), 0..1: the weighted harmonic mean of precision and sensitivity,
 * with sensitivity beta times as important (van Rijsbergen, Information Retrieval, 1979). Beta 0 is the precision,
 * Infinity the sensitivity.
 *
 * @throws RangeError for a `beta` below 0 or NaN, and as {@link binaryCounts}
 * @example
 * fBeta([1, 1, 1, 0], [1, 0, 0, 0], { beta: 2 }) // 0.384..., near the sensitivity of 1/3
 */
export function fBeta(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: { beta: number } & BinaryMetricOptions,
): number {
  return fBetaOf(binaryCounts(yTrue, yPred, options), options)
}

/**
 * TP / (TP + FP + FN), 0..1: of all that are ill or called ill, the share that are both. Never above F1.
 *
 * @example
 * jaccard([1, 1, 0], [1, 0, 1]) // 0.333...
 */
export function jaccard(yTrue: ArrayLike<number>, yPred: ArrayLike<number>, options: BinaryMetricOptions = {}): number {
  return jaccardOf(binaryCounts(yTrue, yPred, options), options)
}

/**
 * Sensitivity + specificity - 1, -1..1, 0 for guessing (Youden, Cancer 3 (1950) 32-35); also called informedness. NaN
 * where a class is absent. With both it is scikit-learn's `balanced_accuracy_score(adjusted=True)`.
 *
 * @example
 * youdenIndex([1, 1, 0, 0], [1, 0, 0, 0]) // 0.5
 */
export function youdenIndex(yTrue: ArrayLike<number>, yPred: ArrayLike<number>, options: WeightOptions = {}): number {
  return youdenIndexOf(binaryCounts(yTrue, yPred, options))
}

/**
 * LR+ = sensitivity / (1 - specificity), 0..infinity: by how much an alarm multiplies the odds of being ill, 1 where it
 * says nothing. As scikit-learn's `class_likelihood_ratios`: NaN without any false alarm, even where the ratio tends to
 * infinity, and NaN without an ill picture.
 *
 * @example
 * positiveLikelihoodRatio([1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0]) // 4
 */
export function positiveLikelihoodRatio(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: WeightOptions = {},
): number {
  return positiveLikelihoodRatioOf(binaryCounts(yTrue, yPred, options))
}

/**
 * LR- = (1 - sensitivity) / specificity, 0..infinity: by how much an all-clear multiplies the odds of being ill, 1 where
 * it says nothing, 0 at best. As scikit-learn's `class_likelihood_ratios`: NaN without any true negative, and NaN
 * without an ill picture.
 *
 * @example
 * negativeLikelihoodRatio([1, 1, 0, 0], [1, 0, 0, 0]) // 0.5
 */
export function negativeLikelihoodRatio(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: WeightOptions = {},
): number {
  return negativeLikelihoodRatioOf(binaryCounts(yTrue, yPred, options))
}

/**
 * TP TN / (FP FN), 0..infinity: the odds of an alarm among the ill over those among the healthy; LR+ / LR-. 1 where the
 * decision says nothing. Infinite without a false alarm or without a miss, NaN where a row or column of the table is
 * empty, as SciPy's `odds_ratio(kind='sample')` (scikit-learn has none).
 *
 * @example
 * diagnosticOddsRatio([1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 0]) // 4
 */
export function diagnosticOddsRatio(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: WeightOptions = {},
): number {
  return diagnosticOddsRatioOf(binaryCounts(yTrue, yPred, options))
}
