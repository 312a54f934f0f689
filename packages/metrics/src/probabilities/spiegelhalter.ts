// A test of calibration that needs no bins.
import { checkBinary, checkLengths, checkProbabilities } from '../shared/checks.ts'
import { normalCdf } from '../shared/gamma.ts'

export interface SpiegelhalterTest {
  /** Standard normal where the probabilities are right; above 0 the Brier score is worse than they promise. */
  z: number
  /** Two-sided, 0..1. */
  pValue: number
}

/**
 * Spiegelhalter's z test: is the Brier score what it would be if every probability were right? z = sum of (y - p)(1 - 2p)
 * over the square root of the sum of (1 - 2p)^2 p (1 - p). D. J. Spiegelhalter, Statistics in Medicine 5 (1986) 421-433.
 * The normal distribution needs many pictures (some dozens), and pictures of one patient are not independent. NaN where
 * the Brier score cannot vary: every p is 0, 0.5 or 1.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore probability of the positive class, 0..1
 * @throws RangeError for different lengths, nothing at all, other labels, or a score that is no probability
 * @example
 * spiegelhalterTest([1, 0, 1, 0], [0.8, 0.2, 0.8, 0.8]) // { z: 0.2500..., pValue: 0.8025... }
 */
export function spiegelhalterTest(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): SpiegelhalterTest {
  checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  let [sum, variance] = [0, 0]
  checkProbabilities('yScore', yScore).forEach((p, i) => {
    sum += (yTrue[i]! - p) * (1 - 2 * p)
    variance += (1 - 2 * p) ** 2 * p * (1 - p)
  })
  const z = variance === 0 ? Number.NaN : sum / Math.sqrt(variance)
  return { z, pValue: 2 * normalCdf(-Math.abs(z)) }
}
