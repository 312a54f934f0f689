/** A picture without the plain frame that pages and screens put around it. */
import type { Raster } from '../raster.ts'

/** Grey levels of 256 by which a plain line may vary: JPEG noise. */
const plain = 12
/** Share of a side that may be cut at each end. */
const most = 0.25

/** The picture less rows and columns at its edges that have one value all along, at most a quarter at each; itself if there are none. */
export function trimmed(raster: Raster): Raster {
  const { width, height, channels, bitDepth, data } = raster
  const tolerance = bitDepth === 16 ? plain * 257 : plain
  const isPlain = (start: number, step: number, count: number): boolean => {
    for (let c = 0; c < Math.min(channels, 3); c++) {
      let low = Number.POSITIVE_INFINITY
      let high = Number.NEGATIVE_INFINITY
      for (let i = 0, at = start + c; i < count; i++, at += step) {
        const value = data[at]!
        if (value < low) low = value
        if (value > high) high = value
        if (high - low > tolerance) return false
      }
    }
    return true
  }
  const line = width * channels
  const rowIsPlain = (y: number): boolean => isPlain(y * line, channels, width)
  const columnIsPlain = (x: number): boolean => isPlain(x * channels, line, height)
  const [top, bottom] = ends(height, rowIsPlain)
  const [left, right] = ends(width, columnIsPlain)
  if (top + bottom + left + right === 0) return raster
  const inner = { width: width - left - right, height: height - top - bottom }
  const length = inner.width * channels
  const out = bitDepth === 16 ? new Uint16Array(inner.height * length) : new Uint8Array(inner.height * length)
  for (let y = 0; y < inner.height; y++) {
    const from = (y + top) * line + left * channels
    out.set(data.subarray(from, from + length), y * length)
  }
  return { ...raster, ...inner, data: out }
}

/** How many lines are plain at the start and at the end. */
function ends(count: number, test: (index: number) => boolean): [number, number] {
  const limit = Math.floor(count * most)
  let start = 0
  while (start < limit && test(start)) start++
  let end = 0
  while (end < limit && test(count - 1 - end)) end++
  return [start, end]
}
