// One number for several classes: rates of the four cells of each class or label, and their means.
import { sumOfCounts, type BinaryCounts } from './binary-counts.ts'
import {
  checkCounts,
  fBetaOf,
  jaccardOf,
  negativePredictiveValueOf,
  precisionOf,
  sensitivityOf,
  specificityOf,
} from './count-rates.ts'
import type { ZeroDivisionOptions } from '../shared/ratio.ts'

/**
 * How the classes come together: `'micro'`: the rate of all cells added up; `'macro'`: the plain mean of the rates;
 * `'weighted'`: their mean weighted by support. `'none'`: the rate of each class by itself.
 */
export type Average = 'none' | 'micro' | 'macro' | 'weighted'

/** A rate that {@link averageRate} knows by name. */
export type AverageableRate = 'sensitivity' | 'specificity' | 'precision' | 'negativePredictiveValue' | 'f1' | 'jaccard'

export interface PrecisionRecallFScore {
  precision: number
  /** Sensitivity. */
  recall: number
  /** F-beta. */
  fScore: number
  /** The true positives and false negatives that they rest on: of one class, or of all. */
  support: number
}

export interface AverageRateOptions<A extends Average> extends ZeroDivisionOptions {
  average: A
}

export interface PrecisionRecallFScoreOptions<A extends Average> extends AverageRateOptions<A> {
  /** How much more recall counts than precision, at least 0. Default 1. */
  beta?: number
}

/** A mean that leaves NaN out, as scikit-learn's does; all weights 0 count as equal. */
export function meanOfKnown(values: readonly number[], weights?: ArrayLike<number>): number {
  let [sum, total, plain, known] = [0, 0, 0, 0]
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return
    const weight = weights ? weights[i]! : 1
    sum += value * weight
    total += weight
    plain += value
    known++
  })
  if (known === 0) return Number.NaN
  return total === 0 ? plain / known : sum / total
}

/** How often the class was predicted. */
export function predictedOf({ truePositives, falsePositives }: BinaryCounts): number {
  return truePositives + falsePositives
}

/** How often the class is true. */
export function supportOf({ truePositives, falseNegatives }: BinaryCounts): number {
  return truePositives + falseNegatives
}

function averaged(
  counts: readonly BinaryCounts[],
  rate: (counts: BinaryCounts) => number,
  average: Exclude<Average, 'none'>,
): number {
  if (average === 'micro') return rate(sumOfCounts(counts))
  return meanOfKnown(counts.map(rate), average === 'weighted' ? counts.map(supportOf) : undefined)
}

export const AVERAGES: readonly Average[] = ['none', 'micro', 'macro', 'weighted']

/** @throws RangeError unless `average` is one of `known`. */
export function checkAverage(average: string, known: readonly string[]): void {
  if (!known.includes(average)) throw new RangeError(`average: is '${average}', expected one of ${known.join(', ')}`)
}

function checkAll(counts: readonly BinaryCounts[]): void {
  if (counts.length === 0) throw new RangeError('counts: is empty, expected the counts of at least one class')
  counts.forEach((cells, k) => checkCounts(cells, `counts[${k}]`))
}

/**
 * A rate of several classes or labels: of each, or as one number. As scikit-learn's `recall_score`, `precision_score`,
 * `f1_score` and `jaccard_score` with `average`; specificity and negative predictive value, which it lacks, in the same
 * way. A mean leaves out what is NaN (with `zeroDivision: NaN`); scikit-learn does so too, but knows no NaN for Jaccard.
 *
 * @param counts of each class ({@link multiclassCounts}) or label ({@link multilabelCounts})
 * @throws RangeError for no counts, counts that are negative or not finite, an unknown rate or an unknown average
 * @example
 * const counts = multiclassCounts(confusionMatrix([0, 1, 2, 2], [0, 1, 1, 2], { labels: ['a', 'b', 'c'] }))
 * averageRate(counts, 'specificity', { average: 'none' }) // [1, 0.666..., 1]
 * averageRate(counts, 'jaccard', { average: 'macro' }) // 0.666...
 */
export function averageRate(
  counts: readonly BinaryCounts[],
  rate: AverageableRate,
  options: AverageRateOptions<'none'>,
): number[]
export function averageRate(
  counts: readonly BinaryCounts[],
  rate: AverageableRate,
  options: AverageRateOptions<Exclude<Average, 'none'>>,
): number
export function averageRate(
  counts: readonly BinaryCounts[],
  rate: AverageableRate,
  { average, zeroDivision = 0 }: AverageRateOptions<Average>,
): number | number[] {
  checkAverage(average, AVERAGES)
  checkAll(counts)
  const rates: Record<AverageableRate, (cells: BinaryCounts, options: ZeroDivisionOptions) => number> = {
    sensitivity: sensitivityOf,
    specificity: specificityOf,
    precision: precisionOf,
    negativePredictiveValue: negativePredictiveValueOf,
    f1: (cells, options) => fBetaOf(cells, { beta: 1, ...options }),
    jaccard: jaccardOf,
  }
  if (!Object.hasOwn(rates, rate)) {
    throw new RangeError(`rate: is '${String(rate)}', expected one of ${Object.keys(rates).join(', ')}`)
  }
  const of = (cells: BinaryCounts): number => rates[rate](cells, { zeroDivision })
  return average === 'none' ? counts.map(of) : averaged(counts, of, average)
}

/**
 * Precision, recall and F-beta of several classes or labels: of each, or as one number; equal to scikit-learn's
 * `precision_recall_fscore_support`. The support of an average is the sum (scikit-learn: None). Every class in `counts`
 * takes part, also one that never occurs; scikit-learn does so when `labels` names it.
 *
 * @param counts of each class ({@link multiclassCounts}) or label ({@link multilabelCounts})
 * @throws RangeError for no counts, counts that are negative or not finite, an unknown average, or a `beta` below 0
 * @example
 * const counts = multiclassCounts(confusionMatrix([0, 0, 1], [0, 1, 1], { labels: ['covid', 'normal'] }))
 * precisionRecallFScore(counts, { average: 'macro' })
 * // { precision: 0.75, recall: 0.75, fScore: 0.666..., support: 3 }
 */
export function precisionRecallFScore(
  counts: readonly BinaryCounts[],
  options: PrecisionRecallFScoreOptions<'none'>,
): PrecisionRecallFScore[]
export function precisionRecallFScore(
  counts: readonly BinaryCounts[],
  options: PrecisionRecallFScoreOptions<Exclude<Average, 'none'>>,
): PrecisionRecallFScore
export function precisionRecallFScore(
  counts: readonly BinaryCounts[],
  { average, beta = 1, zeroDivision = 0 }: PrecisionRecallFScoreOptions<Average>,
): PrecisionRecallFScore | PrecisionRecallFScore[] {
  checkAverage(average, AVERAGES)
  checkAll(counts)
  const precision = (cells: BinaryCounts): number => precisionOf(cells, { zeroDivision })
  const recall = (cells: BinaryCounts): number => sensitivityOf(cells, { zeroDivision })
  const fScore = (cells: BinaryCounts): number => fBetaOf(cells, { beta, zeroDivision })
  if (average === 'none') {
    return counts.map((cells) => ({
      precision: precision(cells),
      recall: recall(cells),
      fScore: fScore(cells),
      support: supportOf(cells),
    }))
  }
  return {
    precision: averaged(counts, precision, average),
    recall: averaged(counts, recall, average),
    fScore: averaged(counts, fScore, average),
    support: supportOf(sumOfCounts(counts)),
  }
}
