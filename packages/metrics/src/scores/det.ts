// The detection error tradeoff: both kinds of error against each other.
import { atEndsOfRecall, keepSteps } from './curve-points.ts'
import type { CurveOptions } from './roc.ts'
import { scoreSteps, totals } from './score-steps.ts'

export interface DetCurve {
  /** Share of the negatives that count as positive, falling; NaN throughout without negatives. */
  fpr: number[]
  /** Share of the positives that do not, 1 - sensitivity, rising; NaN throughout without positives. */
  fnr: number[]
  /** Rising; a picture counts as positive when its score >= the threshold. The last may be +Infinity: nothing does. */
  thresholds: number[]
}

function withFirst(first: number, values: Float64Array): Float64Array {
  const all = new Float64Array(values.length + 1)
  all[0] = first
  all.set(values, 1)
  return all
}

/**
 * The detection error tradeoff curve (Martin et al., Eurospeech 1997), as scikit-learn's `det_curve`: from the highest
 * threshold that misses nothing to the lowest that takes no negative for a positive. On axes of `normalQuantile` normal
 * scores become a straight line. `dropIntermediate` leaves of the points with the same rate of misses the first and the
 * last. scikit-learn refuses a single class; here the rate that it lacks is NaN.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, or bad weights
 * @example
 * detCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // { fpr: [0.5, 0.5, 0], fnr: [0, 0.5, 0.5], thresholds: [0.35, 0.4, 0.8] }
 */
export function detCurve(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights, dropIntermediate = false }: CurveOptions = {},
): DetCurve {
  const found = scoreSteps(yTrue, yScore, { weights })
  const { positives, negatives } = totals(found)
  const all = {
    scores: withFirst(Infinity, found.scores),
    truePositives: withFirst(0, found.truePositives),
    falsePositives: withFirst(0, found.falsePositives),
  }
  const { scores, truePositives, falsePositives } = dropIntermediate ? keepSteps(all, atEndsOfRecall(all)) : all
  const first = falsePositives.lastIndexOf(0)
  const curve: DetCurve = { fpr: [], fnr: [], thresholds: [] }
  for (let i = truePositives.indexOf(positives); i >= first; i--) {
    curve.fpr.push(falsePositives[i]! / negatives)
    curve.fnr.push((positives - truePositives[i]!) / positives)
    curve.thresholds.push(scores[i]!)
  }
  return curve
}
