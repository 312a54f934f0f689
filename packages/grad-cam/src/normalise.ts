/** From a raw map to one that can be shown, with a word where it says nothing. */
import type { ExplanationInfo } from './types.ts'

/** A map ready to be shown. */
export interface NormalisedMap extends Pick<ExplanationInfo, 'degenerate' | 'reason' | 'positiveShare'> {
  /** 0..1 */
  map: Float32Array
}

/** Values that differ by less than this share of the largest count as equal: the noise of float32 sums. */
const flat = 1e-6

/**
 * `max(raw, 0)` divided by its maximum. Not min-max: that would erase a genuine positive floor. A map without a
 * positive value stays zero instead of becoming NaN.
 *
 * @param raw signed, finite values
 * @example
 * normaliseMap([-2, 1, 4]).map // Float32Array [0, 0.25, 1]
 */
export function normaliseMap(raw: ArrayLike<number>): NormalisedMap {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  let positive = 0
  let total = 0
  for (let i = 0; i < raw.length; i++) {
    const value = raw[i]!
    low = Math.min(low, value)
    high = Math.max(high, value)
    positive += Math.max(value, 0)
    total += Math.abs(value)
  }
  const positiveShare = total === 0 ? 0 : positive / total
  const map = new Float32Array(raw.length)
  if (!(high > 0)) {
    const reason =
      total === 0
        ? 'every value is zero: the layer is silent, or the score does not react to it'
        : 'no value is positive: at this layer nothing speaks for the class'
    return { map, degenerate: 'zero', reason, positiveShare }
  }
  for (let i = 0; i < raw.length; i++) map[i] = Math.max(raw[i]!, 0) / high
  if (high - low <= flat * high) {
    return {
      map,
      degenerate: 'constant',
      reason: 'every cell has the same value: the map points nowhere',
      positiveShare,
    }
  }
  return { map, degenerate: false, reason: undefined, positiveShare }
}
