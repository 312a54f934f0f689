// Decision curves: is acting on the model better than treating everybody, or nobody?
import { checkPrevalence } from '../probabilities/prevalence.ts'
import { checkBinary, checkLengths, checkProbabilities } from '../shared/checks.ts'

export interface DecisionCurveOptions {
  /** From which probability on one would act, each from 0 to below 1. Default 0.01, 0.02, ... 0.99. */
  thresholds?: ArrayLike<number>
  /** The share of positives where the model is to be used, 0..1. Default: that of these pictures. */
  prevalence?: number
}

export interface DecisionPoint {
  threshold: number
  /** Net benefit of acting where score >= threshold, in true positives for each picture: prevalence at best. */
  netBenefit: number
  /** Net benefit of acting always. */
  treatAll: number
  /** Net benefit of never acting. */
  treatNone: 0
  /** Net benefit over the prevalence, 1 at best; NaN where the prevalence is 0. */
  standardised: number
}

/** The scores of one class, rising; says how many are at least a threshold. */
function countFrom(scores: Float64Array): (threshold: number) => number {
  scores.sort()
  return (threshold) => {
    let [low, high] = [0, scores.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (scores[middle]! < threshold) low = middle + 1
      else high = middle
    }
    return scores.length - low
  }
}

/**
 * The net benefit of acting on a model at each threshold t: true positives less false positives, each of these counting
 * as the odds t / (1 - t), over all pictures. A threshold of 0.1 says that a missed case weighs as much as nine needless
 * alarms. The model is of use where it lies above both treating all and treating none (0). A. J. Vickers, E. B. Elkin,
 * Medical Decision Making 26 (2006) 565-574; standardised after Kerr et al., J. Clin. Oncol. 34 (2016) 2534-2540.
 *
 * With `prevalence`, sensitivity and specificity are taken to it: a case-control collection half of positives shows the
 * benefit in a clinic that has 5 %. NaN then where one class is missing. Scores must be calibrated for the place, or
 * the threshold does not mean what it says.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore probability of the positive class, 0..1
 * @throws RangeError for different lengths, nothing at all, other labels, a score or prevalence that is no probability, or
 *   thresholds outside 0..1
 * @example
 * decisionCurve([1, 0, 0, 0], [0.75, 0.5, 0.25, 0], { thresholds: [0.5] })[0]
 * // { threshold: 0.5, netBenefit: 0, treatAll: -0.5, treatNone: 0, standardised: 0 }
 */
export function decisionCurve(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { thresholds = Array.from({ length: 99 }, (_, i) => (i + 1) / 100), prevalence }: DecisionCurveOptions = {},
): DecisionPoint[] {
  const n = checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  if (prevalence !== undefined) checkPrevalence(prevalence)
  const probabilities = checkProbabilities('yScore', yScore)
  const ill = probabilities.filter((_, i) => yTrue[i] === 1)
  const healthy = probabilities.filter((_, i) => yTrue[i] === 0)
  const [positives, negatives] = [ill.length, healthy.length]
  const share = prevalence ?? positives / n
  // Shares of all pictures for each picture of a class; counted as they are, 1 / n.
  const forPositive = prevalence === undefined ? 1 / n : prevalence / positives
  const forNegative = prevalence === undefined ? 1 / n : (1 - prevalence) / negatives
  const [illFrom, healthyFrom] = [countFrom(ill), countFrom(healthy)]
  return Array.from(thresholds, (threshold, i): DecisionPoint => {
    if (!(threshold >= 0 && threshold < 1)) {
      throw new RangeError(`thresholds[${i}]: is ${String(threshold)}, expected a probability from 0 to below 1`)
    }
    const odds = threshold / (1 - threshold)
    const benefit = (tp: number, fp: number): number => tp * forPositive - fp * forNegative * odds
    const netBenefit = benefit(illFrom(threshold), healthyFrom(threshold))
    const treatAll = benefit(positives, negatives)
    return {
      threshold,
      netBenefit,
      treatAll,
      treatNone: 0,
      standardised: share === 0 ? Number.NaN : netBenefit / share,
    }
  })
}
