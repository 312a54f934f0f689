// What a confusion matrix of any number of classes says: its rates, and the four cells of every class against the rest.
import {
  balancedAccuracyOf,
  cohenKappaOf,
  marginsOf,
  matthewsCorrelationOf,
  type KappaWeights,
  type Margins,
} from './agreement.ts'
import type { BinaryCounts } from './binary-counts.ts'
import type { ConfusionMatrix } from './confusion-matrix.ts'

export interface MatrixRates {
  /** Pictures, or the sum of their weights. */
  n: number
  accuracy: number
  balancedAccuracy: number
  /** Balanced accuracy rescaled so that chance is 0. */
  adjustedBalancedAccuracy: number
  matthewsCorrelation: number
  cohenKappa: number
}

export interface MatrixRatesOptions {
  /** The weights of Cohen's kappa, by the distance of two classes in the order of the matrix. Default `'none'`. */
  kappaWeights?: KappaWeights
}

/** The margins of a matrix that came from outside. @throws RangeError unless it is square with counts of at least 0. */
function checkedMargins({ counts }: Pick<ConfusionMatrix, 'counts'>): Margins {
  counts.forEach((row, t) => {
    if (row.length !== counts.length) {
      throw new RangeError(`counts[${t}]: has ${row.length} entries, expected ${counts.length}, one for each class`)
    }
    row.forEach((count, p) => {
      if (!Number.isFinite(count) || count < 0) {
        throw new RangeError(`counts[${t}][${p}]: is ${String(count)}, expected a finite number of at least 0`)
      }
    })
  })
  return marginsOf(counts)
}

/**
 * Accuracy, balanced accuracy, Matthews correlation and Cohen's kappa of a confusion matrix: for matrices that were
 * merged, streamed, weighted or read from a paper. Each is the number that {@link accuracy}, {@link balancedAccuracy},
 * {@link matthewsCorrelation} and {@link cohenKappa} give for the labels. A matrix of zeros has NaN and a Matthews
 * correlation of 0.
 *
 * @throws RangeError unless the matrix is square with finite counts of at least 0, and for other weights
 * @example
 * const { accuracy, cohenKappa } = ratesOfMatrix({ counts: [[20, 5], [10, 15]] }) // 0.7 and 0.4
 */
export function ratesOfMatrix(
  matrix: Pick<ConfusionMatrix, 'counts'>,
  { kappaWeights = 'none' }: MatrixRatesOptions = {},
): MatrixRates {
  const { counts } = matrix
  const margins = checkedMargins(matrix)
  return {
    n: margins.total,
    accuracy: margins.diagonal / margins.total,
    balancedAccuracy: balancedAccuracyOf(counts, margins),
    adjustedBalancedAccuracy: balancedAccuracyOf(counts, margins, true),
    matthewsCorrelation: matthewsCorrelationOf(margins),
    cohenKappa: cohenKappaOf(counts, margins, kappaWeights),
  }
}

/**
 * The four cells of every class against all others, in the order of the matrix; the same numbers as scikit-learn's
 * `multilabel_confusion_matrix` of multiclass labels. {@link ratesOfCounts} gives the rates of one class, its specificity
 * too; {@link averageRate} and {@link precisionRecallFScore} give their means.
 *
 * @throws RangeError unless the matrix is square with finite counts of at least 0
 * @example
 * multiclassCounts({ counts: [[5, 1], [2, 4]] })[0]
 * // { truePositives: 5, falsePositives: 2, trueNegatives: 4, falseNegatives: 1 }
 */
export function multiclassCounts(matrix: Pick<ConfusionMatrix, 'counts'>): BinaryCounts[] {
  const { rows, columns } = checkedMargins(matrix)
  const { counts } = matrix
  // Differences of a margin and one of its own cells: exactly 0 where the rest is, and never below, with weights too.
  return counts.map((row, k) => ({
    truePositives: row[k]!,
    falsePositives: columns[k]! - row[k]!,
    trueNegatives: counts.reduce((sum, other, t) => (t === k ? sum : sum + (rows[t]! - other[k]!)), 0),
    falseNegatives: rows[k]! - row[k]!,
  }))
}
