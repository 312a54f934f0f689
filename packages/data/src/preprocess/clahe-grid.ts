/** The tiles of a picture for adaptive equalisation, and which of them count where. */
import { insideIndex } from '../augment/fill-mode.ts'

/** Bins of a histogram: the grey levels of a byte. */
export const BINS = 256

export interface ClaheGrid {
  columns: number
  rows: number
  /** Size of a tile in pixels. */
  tileWidth: number
  tileHeight: number
  /** For every row and column of the padded picture the one that stands there. */
  rowOf: Int32Array
  columnOf: Int32Array
  /** Which tiles count in a column and in a row. */
  across: Between
  down: Between
}

/** Divides a picture into tiles as OpenCV does. */
export function claheGrid(width: number, height: number, columns: number, rows: number): ClaheGrid {
  const [padX, padY] = padding(width, height, columns, rows)
  const [tileWidth, tileHeight] = [(width + padX) / columns, (height + padY) / rows]
  return {
    columns,
    rows,
    tileWidth,
    tileHeight,
    rowOf: mirrored(height, height + padY),
    columnOf: mirrored(width, width + padX),
    across: between(width, tileWidth, columns),
    down: between(height, tileHeight, rows),
  }
}

/** What OpenCV adds at the right and below; where one side does not divide, the other grows by a full count of tiles. */
function padding(width: number, height: number, columns: number, rows: number): [x: number, y: number] {
  if (width % columns === 0 && height % rows === 0) return [0, 0]
  return [columns - (width % columns), rows - (height % rows)]
}

export interface Between {
  /** First and second tile of every position, in turn. */
  tiles: Int32Array
  /** How much the second counts. */
  weight: Float32Array
}

/** For every position along an axis the two tiles whose centres are nearest. */
function between(size: number, tile: number, count: number): Between {
  const tiles = new Int32Array(2 * size)
  const weight = new Float32Array(size)
  for (let i = 0; i < size; i++) {
    const position = i / tile - 0.5
    const floor = Math.floor(position)
    weight[i] = position - floor
    tiles[2 * i] = Math.max(floor, 0)
    tiles[2 * i + 1] = Math.min(floor + 1, count - 1)
  }
  return { tiles, weight }
}

/** For every position of a padded side the one within 0..n-1 that stands there: abcd|cba. */
function mirrored(n: number, padded: number): Int32Array {
  return Int32Array.from({ length: padded }, (_, i) => insideIndex(i, n, 'mirror'))
}
