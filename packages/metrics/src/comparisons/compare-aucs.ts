// Do two AUCs differ? DeLong's test, on the same pictures or on different ones, also by patient.
import { aucComponents, clusteredVariance, type AucComponents } from '../intervals/auc-components.ts'
import { checkConfidence, checkLengths } from '../shared/checks.ts'
import { distributionFreeAuc } from '../intervals/auc-interval.ts'
import type { Estimate } from '../shared/estimate.ts'
import { gammaTail } from '../shared/gamma.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'
import { numberUnits, type Groups } from '../shared/units.ts'

export interface CompareAucsOptions {
  /** The patient of each picture: the variance is then that of clustered pictures. */
  groups?: Groups
  confidence?: number
}

export interface AucComparison {
  /** The AUC of the first and of the second model; NaN when only one class is there. */
  first: number
  second: number
  /** First minus second. */
  difference: Estimate
  /** Of the difference; NaN where a class has fewer than two pictures (patients). */
  standardError: number
  /** difference / standardError; NaN where that is 0 or unknown. */
  z: number
  /** Two-sided. Where there is no z: 1 without a difference, else NaN. */
  p: number
  /** Which interval it is; 'none' when only one class is there. */
  method: 'delong' | 'distribution-free' | 'none'
}

export interface AucSample {
  /** 1 for positive, 0 for negative. */
  yTrue: ArrayLike<number>
  /** Any finite score, higher for positive. */
  yScore: ArrayLike<number>
  groups?: Groups
}

function measure({ yTrue, yScore, groups }: AucSample): { auc: number; variance: number; pairs: number } {
  const n = checkLengths({ yTrue, yScore, ...(groups && { groups }) })
  const components = aucComponents(yTrue, yScore)
  const auc = aucOf(components)
  const deviations = components.shares.map((share) => share - auc)
  const { variance, pairs } = clusteredVariance(yTrue, deviations, numberUnits(n, groups))
  return { auc, variance, pairs }
}

interface Bounds {
  variance: number
  /** Disjoint pairs behind the first and the second AUC. */
  pairs: readonly [number, number]
  confidence: number
}

function aucOf({ wonTwice, positives, negatives }: AucComponents): number {
  return wonTwice / (2 * positives * negatives)
}

function comparison(
  first: number,
  second: number,
  value: number,
  { variance, pairs, confidence }: Bounds,
): AucComparison {
  if (Number.isNaN(value)) {
    const nothing = { standardError: Number.NaN, z: Number.NaN, p: Number.NaN, method: 'none' } as const
    return { first, second, difference: { value, low: -1, high: 1 }, ...nothing }
  }
  // Negative only with groups, and a variance of rounding errors is none.
  const standardError = variance < 1e-24 ? 0 : Math.sqrt(variance)
  if (standardError > 0) {
    const half = normalQuantile((1 + confidence) / 2) * standardError
    const z = value / standardError
    const difference = { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) }
    return { first, second, difference, standardError, z, p: gammaTail(0.5, (z * z) / 2), method: 'delong' }
  }
  // Each AUC's own bound at half the error: together they hold at least as often as asked.
  const [a, b] = ([first, second] as const).map((auc, i) => distributionFreeAuc(auc, pairs[i]!, (1 + confidence) / 2))
  return {
    first,
    second,
    difference: { value, low: a!.low - b!.high, high: a!.high - b!.low },
    standardError,
    z: Number.NaN,
    p: value === 0 ? 1 : Number.NaN,
    method: 'distribution-free',
  }
}

/**
 * The difference of two models' AUCs on the same pictures, with DeLong's interval and test (DeLong, DeLong,
 * Clarke-Pearson, Biometrics 44 (1988) 837-845; in O(n log n) by midranks). With `groups` the variance is Obuchowski's
 * for clustered pictures (Biometrics 53 (1997) 567-578). pROC's `roc.test(paired = TRUE)`.
 *
 * A variance of 0 (both models rank all pairs alike, or perfectly) would make the difference certain. The interval is
 * then the one that any distribution of scores allows, from each AUC's own bound (see {@link aucInterval}).
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param first the first model's scores: any finite numbers, higher for positive; the models' scales may differ
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, a bad confidence
 * @example
 * const { difference, p } = compareAucs([0, 0, 0, 1, 1, 1], [1, 2, 4, 3, 5, 6], [1, 5, 3, 4, 2, 6])
 * difference // { value: 0.222..., low: -0.393..., high: 0.838... }
 */
export function compareAucs(
  yTrue: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { groups, confidence = 0.95 }: CompareAucsOptions = {},
): AucComparison {
  checkConfidence(confidence)
  const n = checkLengths({ yTrue, first, second, ...(groups && { groups }) })
  const a = aucComponents(yTrue, first, 'first')
  const b = aucComponents(yTrue, second, 'second')
  const value = (a.wonTwice - b.wonTwice) / (2 * a.positives * a.negatives)
  const deviations = a.shares.map((share, i) => share - b.shares[i]! - value)
  const { variance, pairs } = clusteredVariance(yTrue, deviations, numberUnits(n, groups))
  return comparison(aucOf(a), aucOf(b), value, { variance, pairs: [pairs, pairs], confidence })
}

/**
 * The difference of two AUCs measured on different patients (a model in two hospitals), with interval and test: the
 * variances add up. pROC's `roc.test(paired = FALSE)` takes Student's t with Welch's degrees of freedom where this takes
 * the normal distribution. Degenerate cases as in {@link compareAucs}.
 *
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, a bad confidence
 * @example
 * compareIndependentAucs({ yTrue: hereTrue, yScore: hereScore }, { yTrue: thereTrue, yScore: thereScore }).difference
 */
export function compareIndependentAucs(
  first: AucSample,
  second: AucSample,
  { confidence = 0.95 }: Pick<CompareAucsOptions, 'confidence'> = {},
): AucComparison {
  checkConfidence(confidence)
  const [a, b] = [measure(first), measure(second)]
  return comparison(a.auc, b.auc, a.auc - b.auc, {
    variance: a.variance + b.variance,
    pairs: [a.pairs, b.pairs],
    confidence,
  })
}
