/** One resampling of a picture or a mask, bent or not. */
import { fillModes } from './fill-mode.ts'
import { kernelsFor, scratch } from '../kernels/kernels.ts'
import type { Placement } from './plan.ts'
import { isNear, readBilinear, readNearest, resampleBilinear } from './resample.ts'
import type { Shape } from './resample.ts'
import { isStraight, resampleStraight } from './resample-straight.ts'
import type { SplineWeights } from './steps/operation.ts'

/** A picture, bilinear, into `out`, another array. */
export function resamplePicture(
  x: Float32Array,
  shape: Shape,
  { map, displacement, outside }: Placement,
  out: Float32Array,
): void {
  if (displacement === undefined) {
    const resample = isStraight(map) ? resampleStraight : resampleBilinear
    return resample(x, shape, map, outside, out)
  }
  out.fill(0)
  const [height, width, channels] = shape
  const kernels = kernelsFor(x, out)
  if (kernels !== undefined && isNear(map, shape)) {
    const tables = scratch()
    const { points, columns, across, down } = displacement.grid
    kernels.resampleBent(
      x.byteOffset,
      out.byteOffset,
      height,
      width,
      channels,
      ...map,
      fillModes.indexOf(outside.fill),
      outside.fillValue,
      tables.put(points),
      columns,
      tables.room(16 * (columns + 3)),
      putSplines(tables, across),
      putSplines(tables, down),
    )
    return
  }
  const [a, b, c, d, e, f] = map
  const [dx, dy] = [new Float64Array(width), new Float64Array(width)]
  for (let y = 0, o = 0; y < height; y++) {
    displacement.row(y, dx, dy)
    for (let column = 0; column < width; column++, o += channels) {
      const [u, v] = [column + dx[column]!, y + dy[column]!]
      readBilinear(x, shape, a * u + b * v + c, d * u + e * v + f, outside, out, o)
    }
  }
}

/** Weights, then cells. */
function putSplines(tables: ReturnType<typeof scratch>, { cell, weight }: SplineWeights): number {
  const start = tables.put(weight)
  tables.put(cell)
  return start
}

/** A mask, or a picture whose values must not mix: nearest, into `out`, another array. */
export function resampleNearest<Values extends Float32Array | Uint8Array>(
  x: Values,
  shape: Shape,
  { map, displacement, outside }: Placement,
  out: Values,
): void {
  const [height, width, channels] = shape
  const [a, b, c, d, e, f] = map
  const [dx, dy] = [new Float64Array(width), new Float64Array(width)]
  for (let y = 0, o = 0; y < height; y++) {
    displacement?.row(y, dx, dy)
    for (let column = 0; column < width; column++, o += channels) {
      const [u, v] = [column + dx[column]!, y + dy[column]!]
      readNearest(x, shape, a * u + b * v + c, d * u + e * v + f, outside, out, o)
    }
  }
}
