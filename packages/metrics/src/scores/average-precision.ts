// Average precision: the area under the precision-recall curve, as a step sum.
import { scoreSteps, totals, type CountedSteps } from './score-steps.ts'
import type { WeightOptions } from '../shared/weights.ts'

/** The step sum over the distinct scores; NaN without positives. */
export function stepSum(steps: CountedSteps): number {
  const { truePositives, falsePositives } = steps
  let [above, sum] = [0, 0]
  for (let i = 0; i < truePositives.length; i++) {
    const found = truePositives[i]!
    sum += (found - above) * (found / (found + falsePositives[i]!))
    above = found
  }
  return Math.min(1, sum / totals(steps).positives)
}

/**
 * AP = sum of (R_i - R_{i-1}) P_i over the distinct scores from high to low; never trapezoids, which flatter. 0..1;
 * a random score reaches about the prevalence. Equal to scikit-learn's `average_precision_score`, but NaN where it
 * returns 0 with a warning: without positives there is no recall to average over.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, or bad weights
 * @example
 * averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // 0.8333333333333333
 */
export function averagePrecision(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights }: WeightOptions = {},
): number {
  return stepSum(scoreSteps(yTrue, yScore, { weights }))
}
