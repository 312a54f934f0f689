/** How much longer one side takes than the other, from blocks that were measured in pairs. */
import { median } from '../statistics.ts'

export interface Estimate {
  value: number
  /** Ends of an interval that holds the true median in at least 95 of 100 measurements. */
  low: number
  high: number
}

export interface Quartiles {
  median: number
  /** A quarter of the values is below, */
  lower: number
  /** a quarter above. */
  upper: number
}

/** Blocks that are needed for an interval of 95 %: with fewer even the least and the most value miss too often. */
export const fewestPairs = 6

/**
 * How many values from either end the interval of a median begins. `n` values lie below and above their true median like tosses
 * of a coin, so that the k-th smallest one is above it with the probability that fewer than k heads come: at most 2.5 %.
 */
export function rankOfInterval(n: number): number {
  // As a logarithm: of a thousand tosses and more, none being heads has no probability in float64.
  let logarithm = -n * Math.LN2
  let sum = Math.exp(logarithm)
  let k = 0
  while (sum <= 0.025) {
    k += 1
    logarithm += Math.log((n - k + 1) / k)
    sum += Math.exp(logarithm)
  }
  return k
}

/**
 * The median of `a / b - 1` over pairs, with the distribution-free interval of a median (David and Nagaraja, "Order Statistics",
 * 2003, section 7.1). Pairs share what disturbed them, which a ratio of two medians would not take out.
 *
 * @throws RangeError where the sides differ in length, or are fewer than `fewestPairs`
 */
export function overhead(a: readonly number[], b: readonly number[]): Estimate {
  if (a.length !== b.length) throw new RangeError(`expected pairs, got ${a.length} and ${b.length} blocks`)
  if (a.length < fewestPairs) throw new RangeError(`expected at least ${fewestPairs} pairs, got ${a.length}`)
  const ratios = a.map((value, i) => value / b[i]! - 1).sort((p, q) => p - q)
  const rank = rankOfInterval(ratios.length)
  return { value: median(ratios), low: ratios[rank - 1]!, high: ratios.at(-rank)! }
}

/** By linear interpolation between neighbours, as numpy. */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = [...values].sort((p, q) => p - q)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const below = sorted[Math.floor(place)]!
    return below + (sorted[Math.ceil(place)]! - below) * (place % 1)
  }
  return { lower: at(0.25), median: median(sorted), upper: at(0.75) }
}
