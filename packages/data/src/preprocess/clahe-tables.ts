/** The equalising tables of all tiles. */
import { BINS } from './clahe-grid.ts'
import type { ClaheGrid } from './clahe-grid.ts'

/** Entries of a table: one more than bins, since the last level has no next one. */
export const TABLE: number = BINS + 1
/** 2^23: a 32-bit float of this size has no fraction. */
const ROUNDING = 8_388_608
const f = Math.fround
const [RED, GREEN, BLUE] = [f(0.299), f(0.587), f(0.114)] as const

/** Values, or the luma of colours, as levels from 0 to 255, in 32-bit floats. */
export function toLevels(x: Float32Array, channels: number, low: number, toLevel: number, level: Float32Array): void {
  for (let p = 0, i = 0; p < level.length; p++, i += channels) {
    const v = channels === 3 ? f(f(f(RED * x[i]!) + f(GREEN * x[i + 1]!)) + f(BLUE * x[i + 2]!)) : x[i]!
    const scaled = f(f(v - low) * toLevel)
    level[p] = scaled > 0 ? (scaled < BINS - 1 ? scaled : BINS - 1) : 0
  }
}

/** For every tile the equalised level of every bin. */
export function tileTables(
  level: Float32Array,
  width: number,
  { columns, rows, tileWidth, tileHeight, columnOf, rowOf }: ClaheGrid,
  clip: number,
): Float32Array {
  const area = tileWidth * tileHeight
  const tables = new Float32Array(columns * rows * TABLE)
  const histogram = new Int32Array(BINS)
  for (let row = 0, t = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, t += TABLE) {
      histogram.fill(0)
      for (let y = row * tileHeight; y < (row + 1) * tileHeight; y++)
        for (let i = column * tileWidth; i < (column + 1) * tileWidth; i++)
          histogram[f(level[rowOf[y]! * width + columnOf[i]!]! + ROUNDING) - ROUNDING]!++
      clipHistogram(histogram, clip)
      let sum = 0
      for (let bin = 0; bin < BINS; bin++) {
        sum += histogram[bin]!
        tables[t + bin] = (sum * (BINS - 1)) / area
      }
      tables[t + BINS] = tables[t + BINS - 1]!
    }
  return tables
}

/** Cuts every bin at `clip` and hands what was cut to all bins; the rest that does not divide goes to evenly spaced ones. */
function clipHistogram(histogram: Int32Array, clip: number): void {
  let cut = 0
  for (let bin = 0; bin < BINS; bin++)
    if (histogram[bin]! > clip) {
      cut += histogram[bin]! - clip
      histogram[bin] = clip
    }
  const each = Math.floor(cut / BINS)
  for (let bin = 0; bin < BINS; bin++) histogram[bin]! += each
  let rest = cut - each * BINS
  const stride = rest > 0 ? Math.max(1, Math.floor(BINS / rest)) : 1
  for (let bin = 0; bin < BINS && rest > 0; bin += stride, rest--) histogram[bin]!++
}
