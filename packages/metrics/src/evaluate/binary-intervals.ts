// The intervals of binary metrics when every picture counts as independent, in closed form.
import type { Estimate } from '../shared/estimate.ts'
import type { BinaryCounts } from '../labels/label-metrics.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'
import type { ZeroDivision } from '../shared/ratio.ts'
import { wilsonAround } from '../intervals/wilson.ts'

/** The numbers of a binary evaluation that carry an interval. */
export interface BinaryEstimates {
  accuracy: Estimate
  /** Mean of sensitivity and specificity. */
  balancedAccuracy: Estimate
  sensitivity: Estimate
  specificity: Estimate
  /** Positive predictive value, at the prevalence of these pictures. */
  precision: Estimate
  /** At the prevalence of these pictures. */
  negativePredictiveValue: Estimate
  f1: Estimate
  /** Area under the ROC curve. */
  auc: Estimate
  averagePrecision: Estimate
  /** Mean squared error of the probability; 0 is best. */
  brier: Estimate
}

function f1Of(jaccard: number): number {
  return (2 * jaccard) / (1 + jaccard)
}

/** F1 = 2J / (1 + J) of J = TP / (TP + FP + FN): rising, so it carries an interval of J over. */
export function f1OfJaccard({ value, low, high }: Estimate): Estimate {
  return { value: f1Of(value), low: f1Of(low), high: f1Of(high) }
}

/**
 * The mean of two independent proportions: Newcombe's square-and-add of their Wilson intervals (Statistics in Medicine
 * 17 (1998) 873-890; Zou and Donner, ibid. 27 (2008) 1693-1702). One of them alone where the other has no pictures.
 */
export function meanOfTwo(a: Estimate, b: Estimate): Estimate {
  if (Number.isNaN(a.value) || Number.isNaN(b.value)) return Number.isNaN(a.value) ? b : a
  const value = (a.value + b.value) / 2
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.value - b.low) / 2,
    high: value + Math.hypot(a.high - a.value, b.high - b.value) / 2,
  }
}

/**
 * The mean of values between 0 and 1: normal with the variance measured. Where that is 0 or unknown, Wilson's interval,
 * which takes the largest variance such a mean can have.
 */
export function boundedMean(values: Float64Array, confidence: number): Estimate {
  const n = values.length
  const value = Math.min(1, values.reduce((sum, x) => sum + x, 0) / n)
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1)
  // A spread of rounding errors is none.
  if (!(variance > 1e-24)) return wilsonAround(value, n, confidence)
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(variance / n)
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) }
}

/** An undefined ratio takes the value asked for; its interval stays [0, 1]: nothing is known. */
export function withZeroDivision(estimate: Estimate, zeroDivision: ZeroDivision): Estimate {
  return Number.isNaN(estimate.value) ? { value: zeroDivision, low: 0, high: 1 } : estimate
}

/** Everything that follows from the four cells; NaN within [0, 1] where a ratio is 0 / 0. */
export function intervalsOfCounts(
  { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn }: BinaryCounts,
  confidence: number,
): Omit<BinaryEstimates, 'auc' | 'averagePrecision' | 'brier'> {
  const share = (part: number, all: number): Estimate => wilsonAround(part / all, all, confidence)
  const sensitivity = share(tp, tp + fn)
  const specificity = share(tn, tn + fp)
  return {
    accuracy: share(tp + tn, tp + tn + fp + fn),
    balancedAccuracy: meanOfTwo(sensitivity, specificity),
    sensitivity,
    specificity,
    precision: share(tp, tp + fp),
    negativePredictiveValue: share(tn, tn + fn),
    f1: f1OfJaccard(share(tp, tp + fp + fn)),
  }
}
