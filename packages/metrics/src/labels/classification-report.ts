// The classification report: precision, recall and F1 of every class, and their means.
import { precisionRecallFScore, predictedOf, supportOf, type PrecisionRecallFScore } from './average-rates.ts'
import type { BinaryCounts } from './binary-counts.ts'
import { confusionMatrix } from './confusion-matrix.ts'
import { multiclassCounts, ratesOfMatrix } from './matrix-rates.ts'
import { checkLengths } from '../shared/checks.ts'
import type { ZeroDivision, ZeroDivisionOptions } from '../shared/ratio.ts'

export interface ClassScores {
  precision: number
  recall: number
  f1: number
  /** How many pictures the scores rest on. */
  support: number
}

export interface ClassificationReport {
  /** One entry for each label, in the order given. */
  classes: ({ label: string } & ClassScores)[]
  accuracy: number
  /** Plain mean over the classes. */
  macroAverage: ClassScores
  /** Mean over the classes, weighted by support. */
  weightedAverage: ClassScores
  /** What could not be measured, and what stands in its place. */
  warnings: string[]
}

export interface ClassificationReportOptions extends ZeroDivisionOptions {
  /** The name of each class; class indices point into it. */
  labels: readonly string[]
}

/** The scores of a row. */
export function classScores({ precision, recall, fScore, support }: PrecisionRecallFScore): ClassScores {
  return { precision, recall, f1: fScore, support }
}

/** The row of each label. */
export function classRows(
  labels: readonly string[],
  counts: readonly BinaryCounts[],
  zeroDivision: ZeroDivision,
): ({ label: string } & ClassScores)[] {
  const scores = precisionRecallFScore(counts, { average: 'none', zeroDivision })
  return labels.map((label, k) => Object.assign({ label }, classScores(scores[k]!)))
}

/** What 0 / 0 concerns in the row of one label. */
export function undefinedScores(label: string, counts: BinaryCounts, zeroDivision: ZeroDivision): string[] {
  const warnings = []
  const [predicted, support] = [predictedOf(counts), supportOf(counts)]
  if (predicted === 0) warnings.push(`precision of '${label}' is undefined (never predicted), set to ${zeroDivision}`)
  if (support === 0) warnings.push(`recall of '${label}' is undefined (no true picture), set to ${zeroDivision}`)
  if (predicted + support === 0) warnings.push(`F1 of '${label}' is undefined, set to ${zeroDivision}`)
  return warnings
}

/**
 * Precision, recall, F1 and support of every class, with accuracy, macro and weighted means; equal to scikit-learn's
 * `classification_report(output_dict=True)`. Every class in `labels` has a row and counts in the means, also one that
 * never occurs.
 *
 * @param yTrue class index of each picture
 * @param yPred predicted class index of each picture
 * @throws RangeError for different lengths, nothing at all, or a class index outside `labels`
 * @example
 * const report = classificationReport([0, 0, 1], [0, 1, 1], { labels: ['covid', 'normal'] })
 * report.classes[0] // { label: 'covid', precision: 1, recall: 0.5, f1: 0.6666666666666666, support: 2 }
 */
export function classificationReport(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { labels, zeroDivision = 0 }: ClassificationReportOptions,
): ClassificationReport {
  checkLengths({ yTrue, yPred })
  const matrix = confusionMatrix(yTrue, yPred, { labels })
  const counts = multiclassCounts(matrix)
  return {
    classes: classRows(labels, counts, zeroDivision),
    accuracy: ratesOfMatrix(matrix).accuracy,
    macroAverage: classScores(precisionRecallFScore(counts, { average: 'macro', zeroDivision })),
    weightedAverage: classScores(precisionRecallFScore(counts, { average: 'weighted', zeroDivision })),
    warnings: labels.flatMap((label, k) => undefinedScores(label, counts[k]!, zeroDivision)),
  }
}
