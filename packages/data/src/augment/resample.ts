/** Reading a picture at other positions: bilinear for pictures, nearest for masks. */
import type { AffineMap } from './affine-map.ts'
import { fillModes, insideIndex } from './fill-mode.ts'
import type { FillMode } from './fill-mode.ts'
import { kernelsFor } from '../kernels/kernels.ts'

export type Shape = readonly [height: number, width: number, channels: number]

/** What stands outside the picture. */
export interface Outside {
  fill: FillMode
  fillValue: number
}

/** Rounding errors must not push a pixel off the picture: a flip or a quarter turn moves values without changing them. */
const SNAP = 1e-9

/** Positions beyond this would not fit the whole numbers of the kernels. */
const FARTHEST = 1e9

/** One bilinear resampling of a whole picture into `out`, another array. */
export function resampleBilinear(
  x: Float32Array,
  shape: Shape,
  map: AffineMap,
  outside: Outside,
  out: Float32Array,
): void {
  out.fill(0)
  const [height, width, channels] = shape
  const kernels = kernelsFor(x, out)
  if (kernels !== undefined && isNear(map, shape)) {
    const fill = fillModes.indexOf(outside.fill)
    kernels.resample(x.byteOffset, out.byteOffset, height, width, channels, ...map, fill, outside.fillValue)
    return
  }
  const [a, b, c, d, e, f] = map
  for (let y = 0, o = 0; y < height; y++)
    for (let column = 0; column < width; column++, o += channels)
      readBilinear(x, shape, a * column + b * y + c, d * column + e * y + f, outside, out, o)
}

/** Whether all positions are such as the kernels can compute with. */
export function isNear([a, b, c, d, e, f]: AffineMap, [height, width]: Shape): boolean {
  const farX = Math.abs(a) * width + Math.abs(b) * height + Math.abs(c)
  return farX < FARTHEST && Math.abs(d) * width + Math.abs(e) * height + Math.abs(f) < FARTHEST
}

/** Writes the value at a position to `out` at `o`, where it is still 0. */
export function readBilinear(
  x: Float32Array,
  [height, width, channels]: Shape,
  atX: number,
  atY: number,
  outside: Outside,
  out: Float32Array,
  o: number,
): void {
  const fromX = snap(atX)
  const fromY = snap(atY)
  const left = Math.floor(fromX)
  const top = Math.floor(fromY)
  const right = fromX - left
  const bottom = fromY - top
  if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
    const from = (top * width + left) * channels
    const below = from + width * channels
    for (let k = 0; k < channels; k++) {
      const above = x[from + k]! * (1 - right) + x[from + channels + k]! * right
      out[o + k] = above * (1 - bottom) + (x[below + k]! * (1 - right) + x[below + channels + k]! * right) * bottom
    }
    return
  }
  const { fill, fillValue } = outside
  if (fill === 'constant' && fillValue === 0 && (left < -1 || top < -1 || left >= width || top >= height)) return
  for (let corner = 0; corner < 4; corner++) {
    const row = top + (corner >> 1)
    const column = left + (corner & 1)
    const weight = (corner & 1 ? right : 1 - right) * (corner >> 1 ? bottom : 1 - bottom)
    if (weight === 0) continue
    if (fill === 'constant' && (row < 0 || row >= height || column < 0 || column >= width)) {
      for (let k = 0; k < channels; k++) out[o + k]! += weight * fillValue
      continue
    }
    const from = (insideIndex(row, height, fill) * width + insideIndex(column, width, fill)) * channels
    for (let k = 0; k < channels; k++) out[o + k]! += weight * x[from + k]!
  }
}

/** Writes the value nearest to a position to `out` at `o`. */
export function readNearest(
  x: Float32Array | Uint8Array,
  [height, width, channels]: Shape,
  atX: number,
  atY: number,
  { fill, fillValue }: Outside,
  out: Float32Array | Uint8Array,
  o: number,
): void {
  const column = Math.floor(snap(atX) + 0.5)
  const row = Math.floor(snap(atY) + 0.5)
  if (fill === 'constant' && (row < 0 || row >= height || column < 0 || column >= width)) {
    for (let k = 0; k < channels; k++) out[o + k] = fillValue
    return
  }
  const from = (insideIndex(row, height, fill) * width + insideIndex(column, width, fill)) * channels
  for (let k = 0; k < channels; k++) out[o + k] = x[from + k]!
}

/** The position, or the whole one that it is but for rounding errors. */
export function snap(position: number): number {
  const whole = Math.round(position)
  return Math.abs(position - whole) < SNAP ? whole : position
}

/** @throws {RangeError} where the values do not have the shape */
export function assertShape(x: ArrayLike<number>, shape: Shape): void {
  const expected = shape[0] * shape[1] * shape[2]
  if (x.length !== expected)
    throw new RangeError(`x: ${x.length} values given, expected ${expected} for the shape [${shape.join(', ')}]`)
}
