/** Whether two programs drew the same map. */

export interface Agreement {
  /** Pearson's, over the pixels; NaN where a map is the same everywhere. */
  correlation: number
  /** The largest difference of a pixel, once both maps are stretched to 0..1. */
  difference: number
}

/** To 0..1 by minimum and maximum: each program scales its maps in its own way. */
function stretch(map: Float32Array): Float32Array {
  const low = map.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = map.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  return map.map((value) => (value - low) / (high - low))
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function correlation(a: Float32Array, b: Float32Array): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return ab / Math.sqrt(aa * bb)
}

/** Of several pictures the worst of each; NaN as soon as one map is the same everywhere. @param pixels of one map */
export function agreement(a: Float32Array, b: Float32Array, pixels: number): Agreement {
  if (a.length !== b.length) return { correlation: Number.NaN, difference: Number.NaN }
  const worst = { correlation: 1, difference: 0 }
  for (let start = 0; start < a.length; start += pixels) {
    const [x, y] = [a, b].map((maps) => stretch(maps.subarray(start, start + pixels))) as [Float32Array, Float32Array]
    worst.correlation = Math.min(worst.correlation, correlation(x, y))
    worst.difference = x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]!)), worst.difference)
  }
  return worst
}
