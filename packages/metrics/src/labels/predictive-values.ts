// What an alarm and an all-clear are worth somewhere else: predictive values at a stated prevalence.
import { ratio, type ZeroDivisionOptions } from '../shared/ratio.ts'

export interface PredictiveValuesOptions extends ZeroDivisionOptions {
  /** Of the decision, 0..1: it is taken to hold at the other prevalence too. */
  sensitivity: number
  /** Of the decision, 0..1. */
  specificity: number
  /** The share of the ill among those who will be asked about, 0..1. */
  prevalence: number
}

export interface PredictiveValues {
  /** The share of the ill among the alarms, 0..1. */
  positivePredictiveValue: number
  /** The share of the healthy among the all-clears, 0..1. */
  negativePredictiveValue: number
}

/**
 * The predictive values at a stated prevalence, by Bayes' rule. A test set is rarely as ill as a clinic: of 100 alarms at
 * sensitivity and specificity 0.95, 95 are right where half are ill, and 16 where 1 in 100 is. At the prevalence of the
 * pictures themselves they equal {@link precision} and {@link negativePredictiveValue}.
 *
 * @throws RangeError for anything outside 0..1
 * @example
 * predictiveValuesAt({ sensitivity: 0.95, specificity: 0.95, prevalence: 0.01 })
 * // { positivePredictiveValue: 0.161..., negativePredictiveValue: 0.999... }
 */
export function predictiveValuesAt({
  sensitivity,
  specificity,
  prevalence,
  zeroDivision = 0,
}: PredictiveValuesOptions): PredictiveValues {
  for (const [name, value] of Object.entries({ sensitivity, specificity, prevalence })) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`${name}: is ${String(value)}, expected a share from 0 to 1`)
  }
  const [truePositives, falseNegatives] = [sensitivity * prevalence, (1 - sensitivity) * prevalence]
  const [trueNegatives, falsePositives] = [specificity * (1 - prevalence), (1 - specificity) * (1 - prevalence)]
  return {
    positivePredictiveValue: ratio(truePositives, truePositives + falsePositives, zeroDivision),
    negativePredictiveValue: ratio(trueNegatives, trueNegatives + falseNegatives, zeroDivision),
  }
}
