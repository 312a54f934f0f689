// Agreement beyond chance of any number of classes: Matthews correlation and Cohen's kappa of two lists of classes.
import { cohenKappaOf, marginsOf, matthewsCorrelationOf, type KappaWeights } from './agreement.ts'
import type { WeightOptions } from '../shared/weights.ts'
import { classTable } from './class-table.ts'

export interface CohenKappaOptions {
  /** How wrong it is to be far off: `'none'` (the default; every error counts the same), `'linear'`, `'quadratic'`. */
  weights?: KappaWeights
}

/**
 * The Matthews correlation of truth and prediction, -1..1, 0 for guessing; any number of classes (R_K of Gorodkin,
 * Computational Biology and Chemistry 28 (2004) 367-374). Equal to scikit-learn's `matthews_corrcoef`: 0 where the truth
 * or the prediction knows one class alone. torchmetrics says 1 or -1 there, when all are right or all are wrong.
 *
 * @param yTrue class index of each picture
 * @param yPred predicted class index of each picture
 * @throws RangeError for different lengths, nothing at all, entries that are no class index, or wrong weights
 * @example
 * matthewsCorrelation([1, 1, 1, 0], [1, 0, 1, 1]) // -0.333...
 * matthewsCorrelation([0, 1, 2], [0, 1, 2]) // 1
 */
export function matthewsCorrelation(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { weights }: WeightOptions = {},
): number {
  return matthewsCorrelationOf(marginsOf(classTable(yTrue, yPred, weights).counts))
}

/**
 * Cohen's kappa of two readers, or of truth and prediction: 1 for full agreement, 0 for what chance gives, down to -1;
 * any number of classes. NaN where chance alone agrees everywhere (both know one and the same class), as in scikit-learn
 * and statsmodels. With `weights`, an error counts by the distance of the two class indices (Cohen, Psychological
 * Bulletin 70 (1968) 213-220): for grades.
 *
 * Equal to scikit-learn's `cohen_kappa_score(labels=range(k))` and torchmetrics. Without `labels`, scikit-learn closes the
 * gap of a grade that never occurs (of grades 0, 1, 3 the last two are then one step apart); here they stay two apart.
 * `weights` is scikit-learn's; for pictures that count differently, pass a weighted matrix to {@link ratesOfMatrix}.
 *
 * @throws RangeError for different lengths, nothing at all, entries that are no class index, or other weights
 * @example
 * cohenKappa([0, 0, 1, 1], [0, 0, 1, 0]) // 0.5
 * cohenKappa([0, 1, 2, 3], [0, 1, 2, 2], { weights: 'quadratic' }) // 0.875
 */
export function cohenKappa(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { weights = 'none' }: CohenKappaOptions = {},
): number {
  const { classes, counts } = classTable(yTrue, yPred)
  return cohenKappaOf(counts, marginsOf(counts), weights, classes)
}
