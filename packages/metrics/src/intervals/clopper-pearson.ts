// Exact and Bayesian intervals of a proportion, from quantiles of the beta distribution.
import { betaQuantile } from '../shared/beta.ts'
import { checkConfidence, checkCount } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'

/** @throws RangeError unless 0 <= `successes` <= `n` are whole numbers. */
export function checkSuccesses(successes: number, n: number, names: readonly [string, string]): void {
  checkCount(names[1], n, 0)
  if (!Number.isSafeInteger(successes) || successes < 0 || successes > n) {
    throw new RangeError(`${names[0]}: is ${successes}, expected a whole number from 0 to ${names[1]} = ${n}`)
  }
}

/** The two ends for `successes` that need not be whole, as a planner has them. */
export function clopperPearsonEnds(successes: number, n: number, confidence: number): [low: number, high: number] {
  const tail = (1 - confidence) / 2
  const low = successes <= 0 ? 0 : betaQuantile(tail, successes, n - successes + 1)
  const high = successes >= n ? 1 : 1 - betaQuantile(tail, n - successes, successes + 1)
  return [low, high]
}

/**
 * Clopper and Pearson's exact interval of a proportion: it holds the true value at least as often as it says, for every
 * proportion and every `n`, and therefore more often than it says (up to 99 % instead of 95 % for few trials). Use it
 * where a promise must be kept, {@link wilsonInterval} where the usual coverage is to be right on average.
 *
 *     low = B(alpha/2; k, n - k + 1),   high = B(1 - alpha/2; k + 1, n - k),   B the quantile of the beta distribution
 *
 * C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404-413. Equal to statsmodels' `proportion_confint(method='beta')`.
 * With `n` = 0 the value is NaN and the interval [0, 1].
 *
 * @param successes whole number from 0 to `n`
 * @param n number of trials, independent of each other
 * @param confidence between 0 and 1
 * @throws RangeError for counts that are no counts, or a confidence outside 0..1
 * @example
 * clopperPearsonInterval(9, 10) // { value: 0.9, low: 0.5549..., high: 0.9974... }
 */
export function clopperPearsonInterval(successes: number, n: number, confidence = 0.95): Estimate {
  checkConfidence(confidence)
  checkSuccesses(successes, n, ['successes', 'n'])
  if (n === 0) return { value: Number.NaN, low: 0, high: 1 }
  const [low, high] = clopperPearsonEnds(successes, n, confidence)
  return { value: successes / n, low, high }
}

/**
 * Jeffreys' interval of a proportion: the middle of the beta distribution that a prior of Beta(1/2, 1/2) becomes. Close
 * to Wilson's on average. Ends at 0 without successes and at 1 without failures, as Brown, Cai and DasGupta (Statistical
 * Science 16 (2001) 101-133) advise; statsmodels' `method='jeffreys'` does not do that. With `n` = 0: NaN within [0, 1].
 *
 * @throws RangeError for counts that are no counts, or a confidence outside 0..1
 * @example
 * jeffreysInterval(9, 10) // { value: 0.9, low: 0.6186..., high: 0.9889... }
 */
export function jeffreysInterval(successes: number, n: number, confidence = 0.95): Estimate {
  checkConfidence(confidence)
  checkSuccesses(successes, n, ['successes', 'n'])
  if (n === 0) return { value: Number.NaN, low: 0, high: 1 }
  const tail = (1 - confidence) / 2
  const [a, b] = [successes + 0.5, n - successes + 0.5]
  return {
    value: successes / n,
    low: successes === 0 ? 0 : betaQuantile(tail, a, b),
    high: successes === n ? 1 : 1 - betaQuantile(tail, b, a),
  }
}
