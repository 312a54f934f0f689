// Wilson's score interval: the interval of a proportion, sound for few pictures and at 0 and 1.
import { checkConfidence } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'

/** Wilson's interval around a mean `p` of `n` values between 0 and 1; `n` = 0 knows nothing: NaN within 0..1. */
export function wilsonAround(p: number, n: number, confidence: number): Estimate {
  if (n === 0) return { value: Number.NaN, low: 0, high: 1 }
  const z2 = normalQuantile((1 + confidence) / 2) ** 2
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Math.sqrt(z2) / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  // At 0 and 1 the interval ends there exactly; rounding would leave 1e-17. Elsewhere it must hold its value.
  const low = p === 0 ? 0 : Math.max(0, Math.min(p, centre - half))
  const high = p === 1 ? 1 : Math.min(1, Math.max(p, centre + half))
  return { value: p, low, high }
}

/**
 * Wilson's score interval of a proportion, without continuity correction.
 *
 *     (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n),   p = successes / n
 *
 * E. B. Wilson, JASA 22 (1927) 209-212. Never has width 0: 25 of 25 right is [0.867, 1], not [1, 1]. It takes every
 * trial as independent. With `n` = 0 the value is NaN and the interval [0, 1].
 *
 * @param successes whole number from 0 to `n`
 * @param n number of trials
 * @param confidence share of intervals that hold the true proportion, between 0 and 1
 * @throws RangeError for counts that are no counts, or a confidence outside 0..1
 * @example
 * wilsonInterval(9, 10) // { value: 0.9, low: 0.5958..., high: 0.9821... }
 */
export function wilsonInterval(successes: number, n: number, confidence = 0.95): Estimate {
  checkConfidence(confidence)
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`n: is ${n}, expected a whole number of trials`)
  if (!Number.isInteger(successes) || successes < 0 || successes > n) {
    throw new RangeError(`successes: is ${successes}, expected a whole number from 0 to n = ${n}`)
  }
  return wilsonAround(successes / n, n, confidence)
}
