// Every rate of a binary decision from its four cells: the formulas, each in one place.
import { balancedAccuracyOf, cohenKappaOf, marginsOf, matthewsCorrelationOf } from './agreement.ts'
import type { BinaryCounts } from './binary-counts.ts'
import { ratio, type ZeroDivisionOptions } from '../shared/ratio.ts'

/** Each rate is described at the function of its name that takes labels. */
export interface BinaryRates {
  /** Pictures, or the sum of their weights. */
  n: number
  /** The share of the positive class among them, 0..1. */
  prevalence: number
  accuracy: number
  balancedAccuracy: number
  sensitivity: number
  specificity: number
  precision: number
  negativePredictiveValue: number
  f1: number
  jaccard: number
  matthewsCorrelation: number
  cohenKappa: number
  youdenIndex: number
  positiveLikelihoodRatio: number
  negativeLikelihoodRatio: number
  diagnosticOddsRatio: number
}

export function sensitivityOf(
  { truePositives, falseNegatives }: BinaryCounts,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  return ratio(truePositives, truePositives + falseNegatives, zeroDivision)
}

export function specificityOf(
  { trueNegatives, falsePositives }: BinaryCounts,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  return ratio(trueNegatives, trueNegatives + falsePositives, zeroDivision)
}

export function precisionOf(
  { truePositives, falsePositives }: BinaryCounts,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  return ratio(truePositives, truePositives + falsePositives, zeroDivision)
}

export function negativePredictiveValueOf(
  { trueNegatives, falseNegatives }: BinaryCounts,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  return ratio(trueNegatives, trueNegatives + falseNegatives, zeroDivision)
}

export function jaccardOf(
  { truePositives, falsePositives, falseNegatives }: BinaryCounts,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  return ratio(truePositives, truePositives + falsePositives + falseNegatives, zeroDivision)
}

/** @throws RangeError for a `beta` below 0 or NaN. */
export function fBetaOf(
  counts: BinaryCounts,
  { beta, zeroDivision = 0 }: { beta: number } & ZeroDivisionOptions,
): number {
  if (!(beta >= 0)) throw new RangeError(`beta: is ${String(beta)}, expected a number of at least 0`)
  // Its limit; the formula would be Infinity / Infinity.
  if (beta === Infinity) return sensitivityOf(counts, { zeroDivision })
  const { truePositives, falsePositives, falseNegatives } = counts
  const predicted = truePositives + falsePositives
  const support = truePositives + falseNegatives
  return ratio((1 + beta * beta) * truePositives, beta * beta * support + predicted, zeroDivision)
}

/** NaN where a class is absent: half of it is unknown, and 0 would mean "no better than chance". */
export function youdenIndexOf(counts: BinaryCounts): number {
  return sensitivityOf(counts, { zeroDivision: NaN }) + specificityOf(counts, { zeroDivision: NaN }) - 1
}

export function positiveLikelihoodRatioOf({
  truePositives,
  falsePositives,
  trueNegatives,
  falseNegatives,
}: BinaryCounts): number {
  return ratio(
    truePositives * (trueNegatives + falsePositives),
    falsePositives * (truePositives + falseNegatives),
    Number.NaN,
  )
}

export function negativeLikelihoodRatioOf({
  truePositives,
  falsePositives,
  trueNegatives,
  falseNegatives,
}: BinaryCounts): number {
  return ratio(
    falseNegatives * (trueNegatives + falsePositives),
    trueNegatives * (truePositives + falseNegatives),
    Number.NaN,
  )
}

/** JavaScript's division is the convention wanted here: x / 0 is infinite, 0 / 0 is NaN. */
export function diagnosticOddsRatioOf({
  truePositives,
  falsePositives,
  trueNegatives,
  falseNegatives,
}: BinaryCounts): number {
  return (truePositives * trueNegatives) / (falsePositives * falseNegatives)
}

/**
 * Every rate of a binary decision from its four cells: for counts that were merged, streamed, weighted or read from a
 * paper. Each is the number that the function of the same name gives for labels; without any picture the accuracy and
 * the prevalence are NaN.
 *
 * `zeroDivision` stands for 0 / 0 in sensitivity, specificity, precision, negative predictive value, F1 and Jaccard. The
 * others have their own convention: see {@link matthewsCorrelation}, {@link cohenKappa}, {@link youdenIndex},
 * {@link positiveLikelihoodRatio}, {@link diagnosticOddsRatio}.
 *
 * @throws RangeError for a count that is negative or not finite
 * @example
 * const rates = ratesOfCounts({ truePositives: 8, falsePositives: 1, trueNegatives: 9, falseNegatives: 2 })
 * rates.sensitivity // 0.8
 * rates.positiveLikelihoodRatio // 8
 */
export function ratesOfCounts(counts: BinaryCounts, options: ZeroDivisionOptions = {}): BinaryRates {
  checkCounts(counts)
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts
  const table = [
    [truePositives, falseNegatives],
    [falsePositives, trueNegatives],
  ]
  const margins = marginsOf(table)
  return {
    n: margins.total,
    prevalence: margins.rows[0]! / margins.total,
    accuracy: margins.diagonal / margins.total,
    balancedAccuracy: balancedAccuracyOf(table, margins),
    sensitivity: sensitivityOf(counts, options),
    specificity: specificityOf(counts, options),
    precision: precisionOf(counts, options),
    negativePredictiveValue: negativePredictiveValueOf(counts, options),
    f1: fBetaOf(counts, { beta: 1, ...options }),
    jaccard: jaccardOf(counts, options),
    matthewsCorrelation: matthewsCorrelationOf(margins),
    cohenKappa: cohenKappaOf(table, margins, 'none'),
    youdenIndex: youdenIndexOf(counts),
    positiveLikelihoodRatio: positiveLikelihoodRatioOf(counts),
    negativeLikelihoodRatio: negativeLikelihoodRatioOf(counts),
    diagnosticOddsRatio: diagnosticOddsRatioOf(counts),
  }
}

/** @throws RangeError for a cell that is no finite number of at least 0. */
export function checkCounts(counts: BinaryCounts, name: string = 'counts'): void {
  for (const cell of ['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives'] as const) {
    const count = counts[cell]
    if (!Number.isFinite(count) || count < 0) {
      throw new RangeError(`${name}.${cell}: is ${String(count)}, expected a finite number of at least 0`)
    }
  }
}
