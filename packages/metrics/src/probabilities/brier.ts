// The Brier score: how far probabilities are from what happened.
import { checkBinary, checkLengths, checkProbabilities } from '../shared/checks.ts'

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
 * @throws RangeError for different lengths, nothing at all, other labels, or a score that is no probability
 * @example
 * brierScore([0, 1], [0.1, 0.6]) // 0.085
 */
export function brierScore(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): number {
  const errors = squaredErrors(yTrue, yScore)
  return errors.reduce((sum, error) => sum + error, 0) / errors.length
}
