// AUC and average precision of several findings, any of which a picture may have.
import { checkLengths, checkWeights } from '../shared/checks.ts'
import { averagePrecision } from './average-precision.ts'
import { averageOverClasses, checkAverage, type ClassAverage } from './class-average.ts'
import { rocAuc } from './roc.ts'
import { checkLabelRows, checkSameShape, checkScoreRows, type Rows } from './rows.ts'
import type { WeightOptions } from '../shared/weights.ts'

export interface MultilabelOptions extends WeightOptions {
  /** How the labels' numbers become one. 'macro' by default. */
  average?: ClassAverage | undefined
}

export interface MultilabelAucOptions extends MultilabelOptions {
  /** The area up to this rate of false positives only, as of `rocAuc`. */
  maxFpr?: number | undefined
}

const AVERAGES: readonly ClassAverage[] = ['macro', 'weighted', 'micro', 'samples', 'none']

function checkMultilabel(yTrue: Rows, yScore: Rows, average: string, weights: ArrayLike<number> | undefined): void {
  checkAverage(average, AVERAGES)
  checkSameShape(yTrue, yScore)
  if (weights) {
    checkLengths({ yTrue, weights })
    checkWeights('weights', weights)
  }
  checkLabelRows(yTrue)
  checkScoreRows(yScore)
}

/**
 * The AUC of each label, and their mean: scikit-learn's `roc_auc_score` of rows of 0 and 1. 0..1. A label that no picture
 * has, or every one, is NaN, and 'macro' with it, as there; with 'weighted' one that no picture has does not count, and
 * where no label counts it is NaN (there 0).
 *
 * @param yTrue a row for each picture: for each label 1 where the picture has it, else 0
 * @param yScore a row for each picture: a score for each label, finite; need not be a probability
 * @throws RangeError for different shapes, nothing at all, other labels, scores that are not finite, or bad options
 * @example
 * multilabelRocAuc([[1, 0], [0, 1], [1, 1], [0, 0]], [[0.9, 0.2], [0.4, 0.7], [0.3, 0.6], [0.1, 0.5]]) // 0.875
 */
export function multilabelRocAuc(
  yTrue: Rows,
  yScore: Rows,
  options: MultilabelAucOptions & { average: 'none' },
): number[]
export function multilabelRocAuc(
  yTrue: Rows,
  yScore: Rows,
  options?: MultilabelAucOptions & { average?: Exclude<ClassAverage, 'none'> | undefined },
): number
export function multilabelRocAuc(
  yTrue: Rows,
  yScore: Rows,
  { average = 'macro', weights, maxFpr }: MultilabelAucOptions = {},
): number | number[] {
  checkMultilabel(yTrue, yScore, average, weights)
  return averageOverClasses((y, s, options) => rocAuc(y, s, { ...options, maxFpr }), yTrue, yScore, average, weights)
}

/**
 * The average precision of each label, and their mean: scikit-learn's `average_precision_score` of rows of 0 and 1. 0..1.
 * A label that no picture has is NaN (there 0); see {@link multilabelRocAuc}.
 *
 * @param yTrue a row for each picture: for each label 1 where the picture has it, else 0
 * @param yScore a row for each picture: a score for each label, finite; need not be a probability
 * @throws RangeError for different shapes, nothing at all, other labels, scores that are not finite, or bad options
 * @example
 * multilabelAveragePrecision([[1, 0], [0, 1], [1, 1]], [[0.9, 0.2], [0.4, 0.7], [0.3, 0.6]]) // 0.916...
 */
export function multilabelAveragePrecision(
  yTrue: Rows,
  yScore: Rows,
  options: MultilabelOptions & { average: 'none' },
): number[]
export function multilabelAveragePrecision(
  yTrue: Rows,
  yScore: Rows,
  options?: MultilabelOptions & { average?: Exclude<ClassAverage, 'none'> | undefined },
): number
export function multilabelAveragePrecision(
  yTrue: Rows,
  yScore: Rows,
  { average = 'macro', weights }: MultilabelOptions = {},
): number | number[] {
  checkMultilabel(yTrue, yScore, average, weights)
  return averageOverClasses(averagePrecision, yTrue, yScore, average, weights)
}
