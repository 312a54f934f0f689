// The classification report: precision, recall and F1 of every class, and their means.
import { checkLengths } from '../shared/checks.ts'
import { confusionMatrix } from './confusion-matrix.ts'
import { ratio, type ZeroDivision, type ZeroDivisionOptions } from '../shared/ratio.ts'

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

/** A mean that leaves NaN out, as scikit-learn's does; all weights 0 count as equal. */
function meanOf(values: readonly number[], weights: readonly number[]): number {
  const known = values.flatMap((value, i) => (Number.isNaN(value) ? [] : [{ value, weight: weights[i]! }]))
  const total = known.reduce((sum, { weight }) => sum + weight, 0)
  if (known.length === 0) return Number.NaN
  if (total === 0) return known.reduce((sum, { value }) => sum + value, 0) / known.length
  return known.reduce((sum, { value, weight }) => sum + value * weight, 0) / total
}

function undefinedScores(label: string, predicted: number, support: number, zeroDivision: ZeroDivision): string[] {
  const warnings = []
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
  const n = checkLengths({ yTrue, yPred })
  const { counts } = confusionMatrix(yTrue, yPred, { labels })
  const warnings: string[] = []
  const classes = labels.map((label, k) => {
    const right = counts[k]![k]!
    const support = counts[k]!.reduce((sum, count) => sum + count, 0)
    const predicted = counts.reduce((sum, row) => sum + row[k]!, 0)
    warnings.push(...undefinedScores(label, predicted, support, zeroDivision))
    return {
      label,
      precision: ratio(right, predicted, zeroDivision),
      recall: ratio(right, support, zeroDivision),
      f1: ratio(2 * right, predicted + support, zeroDivision),
      support,
    }
  })
  const average = (weights: number[]): ClassScores => ({
    precision: meanOf(
      classes.map((scores) => scores.precision),
      weights,
    ),
    recall: meanOf(
      classes.map((scores) => scores.recall),
      weights,
    ),
    f1: meanOf(
      classes.map((scores) => scores.f1),
      weights,
    ),
    support: n,
  })
  return {
    classes,
    accuracy: counts.reduce((sum, row, k) => sum + row[k]!, 0) / n,
    macroAverage: average(classes.map(() => 1)),
    weightedAverage: average(classes.map(({ support }) => support)),
    warnings,
  }
}
