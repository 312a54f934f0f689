/** Applies a drawn change to a preprocessed picture: one bilinear resampling, then the tone. */
import type { Random } from '../random.ts'
import { outputToInput } from './affine.ts'
import { sampleAugmentation } from './augmentation.ts'
import type { AffineAndTone, Augmentation, FillMode } from './augmentation.ts'

export interface ApplyOptions {
  /** `bilinear` (default), or `nearest` for masks. */
  interpolation?: 'bilinear' | 'nearest'
  /** Values after the tone are kept in this range; `[0, 1]` by default, `undefined` for standardised pictures. */
  range?: readonly [low: number, high: number] | undefined
}

/**
 * Draws a change and applies it.
 *
 * @param x `h * w * c` values, row-major, channels last; stays as it is
 * @returns a new picture of the same shape
 */
export function augment(
  x: Float32Array,
  shape: readonly [height: number, width: number, channels: number],
  augmentation: Augmentation,
  random: Random,
  options: ApplyOptions = {},
): Float32Array {
  return applyAugmentation(x, shape, sampleAugmentation(augmentation, random), options)
}

/**
 * Applies a drawn change.
 *
 * @param x `h * w * c` values, row-major, channels last; stays as it is
 * @returns a new picture of the same shape
 * @throws {RangeError} where `x` does not have the shape
 */
export function applyAugmentation(
  x: Float32Array,
  shape: readonly [height: number, width: number, channels: number],
  params: AffineAndTone,
  options: ApplyOptions = {},
): Float32Array {
  const [height, width, channels] = shape
  if (x.length !== height * width * channels)
    throw new RangeError(
      `x: ${x.length} values given, expected ${height * width * channels} for the shape [${shape.join(', ')}]`,
    )
  const [a, b, c, d, e, f] = outputToInput(width, height, params)
  const still = a === 1 && b === 0 && c === 0 && d === 0 && e === 1 && f === 0
  const out = still ? x.slice() : new Float32Array(x.length)
  if (!still) {
    const nearest = options.interpolation === 'nearest'
    for (let y = 0, o = 0; y < height; y++)
      for (let column = 0; column < width; column++, o += channels) {
        const fromX = snap(a * column + b * y + c)
        const fromY = snap(d * column + e * y + f)
        if (nearest) read(x, shape, Math.floor(fromX + 0.5), Math.floor(fromY + 0.5), 1, params, out, o)
        else {
          const left = Math.floor(fromX)
          const top = Math.floor(fromY)
          const right = fromX - left
          const bottom = fromY - top
          if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
            const from = (top * width + left) * channels
            const below = from + width * channels
            for (let k = 0; k < channels; k++) {
              const above = x[from + k]! * (1 - right) + x[from + channels + k]! * right
              out[o + k] =
                above * (1 - bottom) + (x[below + k]! * (1 - right) + x[below + channels + k]! * right) * bottom
            }
            continue
          }
          read(x, shape, left, top, (1 - right) * (1 - bottom), params, out, o)
          read(x, shape, left + 1, top, right * (1 - bottom), params, out, o)
          read(x, shape, left, top + 1, (1 - right) * bottom, params, out, o)
          read(x, shape, left + 1, top + 1, right * bottom, params, out, o)
        }
      }
  }
  if (params.brightness !== 1) {
    const [low, high] = 'range' in options ? (options.range ?? [-Infinity, Infinity]) : [0, 1]
    for (let i = 0; i < out.length; i++) out[i] = Math.min(high, Math.max(low, out[i]! * params.brightness))
  }
  return out
}

/** Rounding errors must not push a pixel off the picture: a flip or a quarter turn moves values without changing them. */
function snap(position: number): number {
  const whole = Math.round(position)
  return Math.abs(position - whole) < 1e-9 ? whole : position
}

/** Adds `weight` times the pixel at (column, row) to `out` at `o`. */
function read(
  x: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  column: number,
  row: number,
  weight: number,
  { fill, fillValue }: AffineAndTone,
  out: Float32Array,
  o: number,
): void {
  if (weight === 0) return
  let [i, j] = [row, column]
  if (i < 0 || i >= height || j < 0 || j >= width) {
    if (fill === 'constant') {
      for (let c = 0; c < channels; c++) out[o + c]! += weight * fillValue
      return
    }
    i = inside(i, height, fill)
    j = inside(j, width, fill)
  }
  const from = (i * width + j) * channels
  for (let c = 0; c < channels; c++) out[o + c]! += weight * x[from + c]!
}

/** The index in 0..n-1 that stands for one outside. */
function inside(i: number, n: number, fill: FillMode): number {
  if (fill === 'wrap') return modulo(i, n)
  if (fill === 'symmetric') {
    const k = modulo(i, 2 * n)
    return k < n ? k : 2 * n - 1 - k
  }
  if (fill === 'mirror') {
    if (n === 1) return 0
    const k = modulo(i, 2 * n - 2)
    return k < n ? k : 2 * n - 2 - k
  }
  return Math.min(n - 1, Math.max(0, i))
}

function modulo(value: number, m: number): number {
  return ((value % m) + m) % m
}
