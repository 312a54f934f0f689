/** Antialiased bilinear resizing as Pillow and torchvision v2 do it: half-pixel centres, a triangle as wide as the shrinking. */

/** For every output position, which inputs count how much. */
export interface Taps {
  /** First input of every output. */
  first: Int32Array
  /** Number of inputs of every output. */
  count: Int32Array
  /** `width` weights an output, which add up to 1. */
  weights: Float64Array
  width: number
}

/**
 * Weights along one axis (Pillow's `precompute_coeffs` with the triangle filter).
 *
 * @param size length of the input
 * @param from start of the part to resize, in input pixels
 * @param to end of that part
 * @param outSize length of the output
 */
export function bilinearTaps(size: number, from: number, to: number, outSize: number): Taps {
  const scale = (to - from) / outSize
  const support = Math.max(scale, 1)
  const width = Math.ceil(support) * 2 + 1
  const first = new Int32Array(outSize)
  const count = new Int32Array(outSize)
  const weights = new Float64Array(outSize * width)
  for (let o = 0; o < outSize; o++) {
    const centre = from + (o + 0.5) * scale
    const low = Math.max(0, Math.trunc(centre - support + 0.5))
    const high = Math.min(size, Math.trunc(centre + support + 0.5))
    let total = 0
    for (let i = low; i < high; i++) {
      const weight = Math.max(0, 1 - Math.abs((i - centre + 0.5) / support))
      weights[o * width + i - low] = weight
      total += weight
    }
    for (let k = 0; k < high - low; k++) weights[o * width + k]! /= total
    first[o] = low
    count[o] = high - low
  }
  return { first, count, weights, width }
}

/**
 * Resizes rows that a function delivers one at a time, so that a huge picture never stands in memory as floats.
 *
 * @param readRow writes row `y` of the input (`columns * channels` values) into `row`; called once a row, ascending
 * @returns `outRows * outColumns * channels` values
 */
export function resizeRows(
  readRow: (y: number, row: Float32Array) => void,
  columns: number,
  channels: number,
  horizontal: Taps,
  vertical: Taps,
): Float32Array {
  const outColumns = horizontal.first.length
  const outRows = vertical.first.length
  const lineLength = outColumns * channels
  const out = new Float64Array(outRows * lineLength)
  const row = new Float32Array(columns * channels)
  const line = new Float64Array(lineLength)
  const start = Math.min(...vertical.first)
  let end = 0
  for (let o = 0; o < outRows; o++) end = Math.max(end, vertical.first[o]! + vertical.count[o]!)
  // Outputs that a row counts for form a window that only moves down.
  let lowest = 0
  for (let y = start; y < end; y++) {
    readRow(y, row)
    shrinkRow(row, line, channels, horizontal)
    while (lowest < outRows && vertical.first[lowest]! + vertical.count[lowest]! <= y) lowest++
    for (let o = lowest; o < outRows && vertical.first[o]! <= y; o++) {
      const weight = vertical.weights[o * vertical.width + y - vertical.first[o]!]!
      if (weight === 0) continue
      const base = o * lineLength
      for (let i = 0; i < lineLength; i++) out[base + i]! += weight * line[i]!
    }
  }
  return Float32Array.from(out)
}

function shrinkRow(
  row: Float32Array,
  line: Float64Array,
  channels: number,
  { first, count, weights, width }: Taps,
): void {
  for (let o = 0; o < first.length; o++) {
    const low = first[o]!
    const n = count[o]!
    for (let c = 0; c < channels; c++) {
      let sum = 0
      for (let k = 0, i = low * channels + c; k < n; k++, i += channels) sum += weights[o * width + k]! * row[i]!
      line[o * channels + c] = sum
    }
  }
}
