/** Contrast limited adaptive histogram equalisation as OpenCV's `createCLAHE`, but without rounding to bytes. */
import { kernelsFor, pictureBuffers, scratch } from '../kernels/kernels.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { BINS, claheGrid } from './clahe-grid.ts'
import type { ClaheGrid } from './clahe-grid.ts'
import { TABLE, tileTables, toLevels } from './clahe-tables.ts'
import type { ClaheSpec } from './spec.ts'

const f = Math.fround

/**
 * Equalises a picture tile by tile (Zuiderveld, Graphics Gems IV, 1994; OpenCV's variant of clipping and of edges that the tiles
 * do not divide). Histograms have 256 bins; between two bins the mapping is a straight line, so that a picture of 16 bits
 * keeps its depth. For bytes divided by 255 the result is OpenCV's within 1/255, its rounding.
 *
 * Of a colour picture the ITU-R BT.601 luma is equalised, and red, green and blue move by the change of the luma.
 *
 * @param x `h * w * c` values, row-major, channels last, c 1 or 3; values outside `range` count as its ends
 * @param range which values count as black and white; `[0, 1]` by default
 * @returns a new picture of the same shape, within `range`
 */
export function equalizeAdaptively(
  x: Float32Array,
  shape: readonly [height: number, width: number, channels: number],
  spec: ClaheSpec,
  range: readonly [low: number, high: number] = [0, 1],
): Float32Array {
  const [from, into, spare] = pictureBuffers(x.length, Math.max(shape[0], shape[1]))
  from.set(x)
  equalizeInto(from, shape, spec, range, into, spare)
  return into.slice()
}

/**
 * `equalizeAdaptively` into another array.
 *
 * @param spare as long as `x`; what it holds is lost
 */
export function equalizeInto(
  x: Float32Array,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  { tiles: [columns, rows], clipLimit }: ClaheSpec,
  range: readonly [low: number, high: number],
  out: Float32Array,
  spare: Float32Array,
): void {
  // All numbers are 32-bit floats, and so is every intermediate result.
  const [low, high] = [f(range[0]), f(range[1])]
  const toLevel = high > low ? f((BINS - 1) / (high - low)) : 0
  const step = f((high - low) / (BINS - 1))
  const grid = claheGrid(width, height, columns, rows)
  const area = grid.tileWidth * grid.tileHeight
  const clip = Math.min(area, Math.max(1, Math.trunc((clipLimit * area) / BINS)))
  const numbers = { low, high, toLevel, step, clip }
  const kernels = kernelsFor(x, out, spare)
  if (kernels !== undefined) return equalizeByKernels(kernels, x, [height, width, channels], grid, numbers, out, spare)
  const level = spare.subarray(0, height * width)
  toLevels(x, channels, low, toLevel, level)
  const tables = tileTables(level, width, grid, clip)
  const rowLength = columns * TABLE
  const blended = new Float32Array(rowLength)
  for (let y = 0, p = 0; y < height; y++) {
    const upper = grid.down.tiles[2 * y]! * rowLength
    const lower = grid.down.tiles[2 * y + 1]! * rowLength
    const bottom = grid.down.weight[y]!
    for (let i = 0; i < rowLength; i++) {
      const above = tables[upper + i]!
      blended[i] = above + f(f(tables[lower + i]! - above) * bottom)
    }
    for (let column = 0; column < width; column++, p++) {
      const v = level[p]!
      const bin = v | 0
      const rest = f(v - bin)
      const a = grid.across.tiles[2 * column]! * TABLE + bin
      const b = grid.across.tiles[2 * column + 1]! * TABLE + bin
      const left = f(blended[a]! + f(f(blended[a + 1]! - blended[a]!) * rest))
      const right = f(blended[b]! + f(f(blended[b + 1]! - blended[b]!) * rest))
      const equalized = f(left + f(f(right - left) * grid.across.weight[column]!))
      if (channels === 1) {
        const result = f(low + f(equalized * step))
        out[p] = result > low ? (result < high ? result : high) : low
      } else {
        const change = f(f(equalized - v) * step)
        for (let i = p * channels; i < (p + 1) * channels; i++) {
          const moved = f(x[i]! + change)
          out[i] = moved > low ? (moved < high ? moved : high) : low
        }
      }
    }
  }
}

/** The same by WebAssembly. */
function equalizeByKernels(
  kernels: Kernels,
  x: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  { columns, rows, tileWidth, tileHeight, columnOf, rowOf, across, down }: ClaheGrid,
  { low, high, toLevel, step, clip }: Record<'low' | 'high' | 'toLevel' | 'step' | 'clip', number>,
  out: Float32Array,
  spare: Float32Array,
): void {
  const room = scratch()
  const tables = room.room(4 * columns * rows * TABLE)
  const level = spare.byteOffset
  kernels.tileTables(
    x.byteOffset,
    level,
    tables,
    room.room(4 * BINS),
    height,
    width,
    channels,
    low,
    toLevel,
    columns,
    rows,
    tileWidth,
    tileHeight,
    clip,
    room.put(rowOf),
    room.put(columnOf),
  )
  kernels.equalize(
    x.byteOffset,
    out.byteOffset,
    level,
    tables,
    room.room(4 * columns * TABLE),
    height,
    width,
    channels,
    low,
    high,
    step,
    columns,
    room.put(across.tiles.map((tile) => 4 * TABLE * tile)),
    room.put(across.weight),
    room.put(down.tiles.map((tile) => 4 * TABLE * tile)),
    room.put(down.weight),
  )
}
