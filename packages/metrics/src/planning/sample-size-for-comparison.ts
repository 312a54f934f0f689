// How many pictures to show that one classifier is right more often than another?
import { checkShare } from './check-share.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'

export interface ComparisonPlan {
  /** The share of pictures expected to be right only with the first classifier. */
  onlyFirst: number
  /** The share expected to be right only with the second. */
  onlySecond: number
  /** How likely McNemar's test shall find the difference; default 0.8. */
  power?: number
  /** The p below which it counts as found, two-sided; default 0.05. */
  alpha?: number
}

/**
 * How many pictures, of patients of their own, McNemar's test needs to find a difference of two classifiers
 * (R. J. Connor, Biometrics 43 (1987) 207-211):
 *
 *     n = (z_(1 - alpha/2) sqrt(d) + z_power sqrt(d - e^2))^2 / e^2,   d = onlyFirst + onlySecond,   e their difference
 *
 * Meant for the chi-square without correction; the exact test needs a little more.
 *
 * @throws RangeError for shares outside 0..1, of more than 1 together, or without a difference
 * @example
 * sampleSizeForComparison({ onlyFirst: 0.1, onlySecond: 0.04 }) // 303
 */
export function sampleSizeForComparison({ onlyFirst, onlySecond, power = 0.8, alpha = 0.05 }: ComparisonPlan): number {
  for (const [name, value] of Object.entries({ onlyFirst, onlySecond })) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`${name}: is ${String(value)}, expected a share from 0 to 1`)
  }
  checkShare('power', power)
  checkShare('alpha', alpha)
  const [discordant, difference] = [onlyFirst + onlySecond, onlyFirst - onlySecond]
  if (discordant > 1) throw new RangeError(`onlySecond: is ${onlySecond}, expected at most 1 - onlyFirst`)
  if (difference === 0) throw new RangeError(`onlySecond: is ${onlySecond}, expected other than onlyFirst`)
  const spread = Math.sqrt(Math.max(0, discordant - difference ** 2))
  const needed = normalQuantile(1 - alpha / 2) * Math.sqrt(discordant) + normalQuantile(power) * spread
  return Math.ceil((needed / difference) ** 2)
}
