// Predictive values in a place where the disease is rarer, or more frequent, than among the pictures.
import type { Estimate } from '../shared/estimate.ts'
import type { BinaryEstimates } from './binary-estimates.ts'

export interface PredictiveIntervals {
  /** The share of the ill there, 0..1. */
  prevalence: number
  /** How often an alarm is right there. */
  precision: Estimate
  /** How often an all-clear is right there. */
  negativePredictiveValue: Estimate
}

/** The chance that is left of odds: 1 of infinite ones. */
function chance(odds: number): number {
  return odds === Infinity ? 1 : odds / (1 + odds)
}

/**
 * Bayes' theorem: odds after a decision are odds before it times its likelihood ratio. That rises in the ratio, so that
 * the ratio's interval is carried over; the prevalence is taken as known.
 */
export function predictiveIntervalsAt(
  prevalence: number,
  { positiveLikelihoodRatio, negativeLikelihoodRatio }: BinaryEstimates,
): PredictiveIntervals {
  const odds = prevalence / (1 - prevalence)
  const ill = (ratio: number): number => {
    // No disease there, or everyone ill: no decision changes that, not even an infinite ratio.
    if (Number.isNaN(ratio)) return Number.NaN
    if (odds === 0 || odds === Infinity) return prevalence
    return chance(odds * ratio)
  }
  const negative = negativeLikelihoodRatio
  return {
    prevalence,
    precision: {
      value: ill(positiveLikelihoodRatio.value),
      low: ill(positiveLikelihoodRatio.low),
      high: ill(positiveLikelihoodRatio.high),
    },
    negativePredictiveValue: {
      value: 1 - ill(negative.value),
      low: 1 - ill(negative.high),
      high: 1 - ill(negative.low),
    },
  }
}
