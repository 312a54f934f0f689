// Intervals of the difference of two proportions: of different pictures, and of the same pictures.
import { checkConfidence, checkCount } from '../shared/checks.ts'
import { checkSuccesses } from './clopper-pearson.ts'
import type { Estimate } from '../shared/estimate.ts'
import { wilsonAround } from './wilson.ts'

/** Newcombe's square-and-add: the distances of two intervals from their values, with correlation `phi`. */
function squareAndAdd(a: Estimate, b: Estimate, value: number, phi: number): Estimate {
  const distance = (x: number, y: number): number => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y))
  const low = value - distance(a.value - a.low, b.high - b.value)
  const high = value + distance(a.high - a.value, b.value - b.low)
  return { value, low: Math.max(-1, low), high: Math.min(1, high) }
}

/**
 * The difference of two proportions of different pictures (the sensitivity in two hospitals), first minus second:
 * Newcombe's square-and-add of two Wilson intervals.
 *
 *     low = d - sqrt((p1 - l1)^2 + (u2 - p2)^2),   high = d + sqrt((u1 - p1)^2 + (p2 - l2)^2)
 *
 * R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10. Equal to statsmodels'
 * `confint_proportions_2indep(method='newcomb')`. Without any picture on one side: NaN within [-1, 1].
 *
 * @throws RangeError for counts that are no counts, or a confidence outside 0..1
 * @example
 * newcombeDifference(56, 70, 48, 80) // { value: 0.2, low: 0.0524..., high: 0.3339... }
 */
export function newcombeDifference(
  successesFirst: number,
  nFirst: number,
  successesSecond: number,
  nSecond: number,
  confidence = 0.95,
): Estimate {
  checkConfidence(confidence)
  checkSuccesses(successesFirst, nFirst, ['successesFirst', 'nFirst'])
  checkSuccesses(successesSecond, nSecond, ['successesSecond', 'nSecond'])
  if (nFirst === 0 || nSecond === 0) return { value: Number.NaN, low: -1, high: 1 }
  const first = wilsonAround(successesFirst / nFirst, nFirst, confidence)
  const second = wilsonAround(successesSecond / nSecond, nSecond, confidence)
  return squareAndAdd(first, second, first.value - second.value, 0)
}

/** How two decisions about the same pictures fell. */
export interface PairedCounts {
  /** Both right (or both positive: whatever is counted). */
  both: number
  onlyFirst: number
  onlySecond: number
  neither: number
}

/**
 * The difference of two proportions of the same pictures (the accuracy of two models on one test set), first minus
 * second: Newcombe's square-and-add of two Wilson intervals with the correlation of the pairs, corrected for continuity.
 *
 * R. G. Newcombe, Statistics in Medicine 17 (1998) 2635-2650, method 10. Without pictures: NaN within [-1, 1].
 *
 * @throws RangeError for counts that are no counts, or a confidence outside 0..1
 * @example
 * pairedDifference({ both: 36, onlyFirst: 12, onlySecond: 2, neither: 0 }) // { value: 0.2, low: 0.0569..., high: 0.3404... }
 */
export function pairedDifference({ both, onlyFirst, onlySecond, neither }: PairedCounts, confidence = 0.95): Estimate {
  checkConfidence(confidence)
  for (const [name, count] of Object.entries({ both, onlyFirst, onlySecond, neither })) checkCount(name, count, 0)
  const n = both + onlyFirst + onlySecond + neither
  if (n === 0) return { value: Number.NaN, low: -1, high: 1 }
  const [first, second] = [both + onlyFirst, both + onlySecond]
  const margins = first * (n - first) * second * (n - second)
  const agreement = both * neither - onlyFirst * onlySecond
  const corrected = agreement > 0 ? Math.max(0, agreement - n / 2) : agreement
  return squareAndAdd(
    wilsonAround(first / n, n, confidence),
    wilsonAround(second / n, n, confidence),
    (onlyFirst - onlySecond) / n,
    margins === 0 ? 0 : corrected / Math.sqrt(margins),
  )
}
