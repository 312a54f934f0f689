// Platt scaling: a logistic curve from any score to a probability.
import { checkBinary, checkLengths, checkScores } from '../shared/checks.ts'
import { logisticRegression } from './logistic-regression.ts'
import { sigmoid } from './logit.ts'

/** P(positive) = 1 / (1 + exp(-(intercept + slope score))). */
export interface PlattFit {
  intercept: number
  /** Below 0 where higher scores belong to negatives; 0 where every picture has the same score. */
  slope: number
}

/**
 * Platt scaling: logistic regression of what happened on the score, towards (positives + 1) / (positives + 2) for
 * positives and 1 / (negatives + 2) for negatives instead of 1 and 0, so that there is always a finite answer, for
 * separated classes too. J. Platt, Advances in Large Margin Classifiers (1999); the numerically sound form of Lin, Lin,
 * Weng, Machine Learning 68 (2007) 267-276. What scikit-learn's `CalibratedClassifierCV(method='sigmoid')` fits, there in
 * the opposite sign and to about five digits, here to the last ones. Fit it on validation pictures.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score; logits suit it better than probabilities
 * @throws RangeError for different lengths, nothing at all, other labels, or a score that is not finite
 * @example
 * const fit = fitPlatt([0, 0, 1, 1], [-2, -1, 1, 2])
 * applyPlatt(fit, [0]) // Float64Array [ 0.5 ]
 */
export function fitPlatt(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): PlattFit {
  const n = checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  checkScores('yScore', yScore)
  let positives = 0
  for (let i = 0; i < n; i++) positives += yTrue[i]!
  const [forPositive, forNegative] = [(positives + 1) / (positives + 2), 1 / (n - positives + 2)]
  const scores = Float64Array.from(yScore)
  if (scores.every((score) => score === scores[0])) {
    const share = (positives * forPositive + (n - positives) * forNegative) / n
    return { intercept: Math.log(share / (1 - share)), slope: 0 }
  }
  const targets = Float64Array.from(yTrue, (y) => (y === 1 ? forPositive : forNegative))
  const { intercept, slope } = logisticRegression(scores, targets)
  return { intercept, slope }
}

/**
 * The probabilities that a Platt fit gives to scores.
 *
 * @throws RangeError for a score, intercept or slope that is not finite
 * @example
 * applyPlatt({ intercept: 0, slope: 2 }, [0, 1]) // Float64Array [ 0.5, 0.8807970779778823 ]
 */
export function applyPlatt({ intercept, slope }: PlattFit, yScore: ArrayLike<number>): Float64Array {
  checkScores('intercept, slope', [intercept, slope])
  checkScores('yScore', yScore)
  return Float64Array.from(yScore, (score) => sigmoid(intercept + slope * score))
}
