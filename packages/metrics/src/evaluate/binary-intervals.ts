// The intervals of binary metrics when every picture counts as independent, in closed form.
import { kappaInterval } from '../intervals/kappa-interval.ts'
import { likelihoodRatioIntervals } from '../intervals/likelihood-ratios.ts'
import { wilsonAround } from '../intervals/wilson.ts'
import { ratesOfCounts } from '../labels/count-rates.ts'
import type { BinaryCounts } from '../labels/binary-counts.ts'
import type { Estimate } from '../shared/estimate.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'
import type { ZeroDivision } from '../shared/ratio.ts'
import type { BinaryEstimates } from './binary-estimates.ts'

function f1Of(jaccard: number): number {
  return (2 * jaccard) / (1 + jaccard)
}

/** F1 = 2J / (1 + J) of J = TP / (TP + FP + FN): rising, so it carries an interval of J over. */
export function f1OfJaccard({ value, low, high }: Estimate): Estimate {
  return { value: f1Of(value), low: f1Of(low), high: f1Of(high) }
}

/**
 * The mean of independent proportions: Newcombe's square-and-add of their Wilson intervals (Statistics in Medicine
 * 17 (1998) 873-890; Zou and Donner, ibid. 27 (2008) 1693-1702). Those without pictures (NaN) are left out.
 */
export function meanOfProportions(proportions: readonly Estimate[]): Estimate {
  const known = proportions.filter(({ value }) => !Number.isNaN(value))
  if (known.length === 0) return { value: Number.NaN, low: 0, high: 1 }
  const value = known.reduce((sum, proportion) => sum + proportion.value, 0) / known.length
  return {
    value,
    low: value - Math.hypot(...known.map((proportion) => proportion.value - proportion.low)) / known.length,
    high: value + Math.hypot(...known.map((proportion) => proportion.high - proportion.value)) / known.length,
  }
}

/**
 * Matthews' correlation as a function of sensitivity and specificity, at the prevalence of the pictures: it rises in
 * both, so that the intervals of the two can be carried over and added in squares, as in {@link meanOfProportions}.
 * The function is not linear, so this is approximate.
 */
export function matthewsInterval(value: number, sensitivity: Estimate, specificity: Estimate, share: number): Estimate {
  // Without one of the classes, or with one decision for all, nothing correlates: 0 stands for it, and nothing is known.
  if (!(share > 0 && share < 1) || sensitivity.value === 1 - specificity.value) {
    const known = share > 0 && share < 1 && sensitivity.value > 0 && sensitivity.value < 1
    if (!known) return { value, low: -1, high: 1 }
  }
  const at = (se: number, sp: number): number => {
    const alarms = share * se + (1 - share) * (1 - sp)
    const spread = alarms * (1 - alarms)
    return spread <= 0 ? 0 : (Math.sqrt(share * (1 - share)) * (se + sp - 1)) / Math.sqrt(spread)
  }
  const [se, sp] = [sensitivity, specificity]
  return {
    value,
    low: Math.max(-1, value - Math.hypot(value - at(se.low, sp.value), value - at(se.value, sp.low))),
    high: Math.min(1, value + Math.hypot(at(se.high, sp.value) - value, at(se.value, sp.high) - value)),
  }
}

/**
 * The mean of values between 0 and 1: normal with the variance measured. Where that is 0 or unknown, Wilson's interval,
 * which takes the largest variance such a mean can have.
 */
export function boundedMean(values: Float64Array, confidence: number): Estimate {
  const { value, half } = normalMean(values, confidence)
  const mean = Math.min(1, value)
  if (half === undefined) return wilsonAround(mean, values.length, confidence)
  return { value: mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half) }
}

/** The mean of values of at least 0 that no bound holds above: without a spread nothing is known of it. */
export function unboundedMean(values: Float64Array, confidence: number): Estimate {
  const { value, half } = normalMean(values, confidence)
  if (half === undefined) return { value, low: 0, high: Infinity }
  return { value, low: Math.max(0, value - half), high: value + half }
}

function normalMean(values: Float64Array, confidence: number): { value: number; half?: number } {
  const n = values.length
  const value = values.reduce((sum, x) => sum + x, 0) / n
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1)
  // A spread of rounding errors is none.
  if (!(variance > 1e-24)) return { value }
  return { value, half: normalQuantile((1 + confidence) / 2) * Math.sqrt(variance / n) }
}

/** An undefined ratio takes the value asked for; its interval stays [0, 1]: nothing is known. */
export function withZeroDivision(estimate: Estimate, zeroDivision: ZeroDivision): Estimate {
  return Number.isNaN(estimate.value) ? { value: zeroDivision, low: 0, high: 1 } : estimate
}

/** Everything that follows from the four cells; NaN within its range where a ratio is 0 / 0. */
export function intervalsOfCounts(
  counts: BinaryCounts,
  confidence: number,
): Omit<BinaryEstimates, 'auc' | 'averagePrecision' | 'brier' | 'logLoss'> {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts
  const share = (part: number, all: number): Estimate => wilsonAround(part / all, all, confidence)
  const sensitivity = share(tp, tp + fn)
  const specificity = share(tn, tn + fp)
  const { matthewsCorrelation, prevalence } = ratesOfCounts(counts)
  const ratios = likelihoodRatioIntervals(counts, confidence)
  const { value, low, high } = kappaInterval(
    [
      [tp, fn],
      [fp, tn],
    ],
    { confidence },
  )
  return {
    accuracy: share(tp + tn, tp + tn + fp + fn),
    balancedAccuracy: meanOfProportions([sensitivity, specificity]),
    sensitivity,
    specificity,
    precision: share(tp, tp + fp),
    negativePredictiveValue: share(tn, tn + fn),
    f1: f1OfJaccard(share(tp, tp + fp + fn)),
    matthewsCorrelation: matthewsInterval(matthewsCorrelation, sensitivity, specificity, prevalence),
    cohenKappa: { value, low, high },
    positiveLikelihoodRatio: ratios.positive,
    negativeLikelihoodRatio: ratios.negative,
  }
}
