// Log loss: how surprised a model is by what happened.
import { checkBinary, checkClasses, checkLengths, checkProbabilities, checkWeights } from '../shared/checks.ts'
import type { Rows } from '../scores/rows.ts'
import { weightedMean, type WeightOptions } from '../shared/weights.ts'
import { checkProbabilityRows, isRows } from './score-rows.ts'

/** The smallest probability that counts, and 1 minus the largest: the rounding of double precision. */
const CLIP = 2 ** -52

/** -ln of the probability that was given to what happened, clipped. */
export function surprise(p: number): number {
  return -Math.log(Math.min(1 - CLIP, Math.max(CLIP, p)))
}

/** The surprise of what happened, for each picture. */
export function surprises(yTrue: ArrayLike<number>, yScore: ArrayLike<number> | Rows): Float64Array {
  checkLengths({ yTrue, yScore })
  return ofTruth(yTrue, yScore).map(surprise)
}

function ofTruth(yTrue: ArrayLike<number>, yScore: ArrayLike<number> | Rows): Float64Array {
  if (isRows(yScore)) {
    const { values, classes } = checkProbabilityRows('yScore', yScore)
    checkClasses('yTrue', yTrue, classes)
    return Float64Array.from(yTrue, (y, i) => values[i * classes + y]!)
  }
  checkBinary('yTrue', yTrue)
  return checkProbabilities('yScore', yScore).map((p, i) => (yTrue[i] === 1 ? p : 1 - p))
}

/**
 * The mean of -ln(probability of the true class), in nats: 0 is perfect, ln(k) is what equal probabilities for k classes
 * score, and certainty in the wrong class costs 36, as probabilities are clipped to 2.22e-16..1 - 2.22e-16. Equal to
 * scikit-learn's `log_loss` on doubles. It differs in three ways: the classes are the columns of the rows and are never
 * inferred from `yTrue`; float32 scores are clipped like all others (there at 1.2e-7); and rows that miss a sum of 1 by
 * more than 0.01 are refused (there a warning).
 *
 * @param yTrue class indices; 1 for positive and 0 for negative where `yScore` is one probability for each picture
 * @param yScore probability of the positive class, or a row of probabilities for each picture
 * @throws RangeError for different lengths, nothing at all, unknown classes, weights below 0, or scores that are no
 *   probabilities
 * @example
 * logLoss([0, 1], [0.5, 0.5]) // 0.6931471805599453
 * logLoss([2, 0], [[0.2, 0.3, 0.5], [0.5, 0.25, 0.25]]) // 0.6931471805599453
 */
export function logLoss(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number> | Rows,
  { weights }: WeightOptions = {},
): number {
  checkLengths({ yTrue, yScore, ...(weights && { weights }) })
  if (weights) checkWeights('weights', weights)
  return weightedMean(surprises(yTrue, yScore), weights)
}
