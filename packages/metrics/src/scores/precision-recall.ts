// The precision-recall curve.
import { atEndsOfRecall, keepSteps } from './curve-points.ts'
import type { CurveOptions } from './roc.ts'
import { scoreSteps, totals } from './score-steps.ts'

export interface PrecisionRecallCurve {
  /** Of the pictures with a score of at least the threshold: the share of positives. The last is 1, without threshold. */
  precision: number[]
  /** Sensitivity, falling from 1 to 0; NaN throughout without positives. The last is 0, without threshold. */
  recall: number[]
  /** Rising; one fewer than points. A picture counts as positive when its score >= the threshold. */
  thresholds: number[]
}

/**
 * The precision-recall curve in scikit-learn's order: from the lowest threshold, where everything counts as positive, to
 * the highest, and then its end (recall 0, precision 1), which belongs to no threshold. `dropIntermediate` leaves of the
 * points with the same recall the first and the last.
 *
 * The area below is {@link averagePrecision}, a step sum; straight lines between the points flatter. Unlike in
 * scikit-learn's `precision_recall_curve`, recall without positives is NaN, not 1.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, or bad weights
 * @example
 * precisionRecallCurve([0, 1, 1], [0.1, 0.4, 0.8])
 * // { precision: [0.666..., 1, 1, 1], recall: [1, 1, 0.5, 0], thresholds: [0.1, 0.4, 0.8] }
 */
export function precisionRecallCurve(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights, dropIntermediate = false }: CurveOptions = {},
): PrecisionRecallCurve {
  const all = scoreSteps(yTrue, yScore, { weights })
  const { positives } = totals(all)
  const { scores, truePositives, falsePositives } = dropIntermediate ? keepSteps(all, atEndsOfRecall(all)) : all
  const curve: PrecisionRecallCurve = { precision: [], recall: [], thresholds: [] }
  for (let i = scores.length - 1; i >= 0; i--) {
    curve.precision.push(truePositives[i]! / (truePositives[i]! + falsePositives[i]!))
    curve.recall.push(truePositives[i]! / positives)
    curve.thresholds.push(scores[i]!)
  }
  curve.precision.push(1)
  curve.recall.push(positives > 0 ? 0 : Number.NaN)
  return curve
}
