/** Applies a drawn change to a preprocessed picture. */
import type { Random } from '../random.ts'
import { sampleAugmentation } from './augmentation.ts'
import type { Augmentation, DrawnAugmentation } from './augmentation.ts'
import { pictureBuffers } from './kernels/kernels.ts'
import { planOf } from './plan.ts'
import { assertShape } from './resample.ts'
import { resampleNearest, resamplePicture } from './resample-placement.ts'

export interface ApplyOptions {
  /** `bilinear` (default), or `nearest` where values must not mix. */
  interpolation?: 'bilinear' | 'nearest'
  /**
   * Changes of the values stay in this range, whose ends count as black and white; `[0, 1]` by default. `undefined` for standardised
   * pictures: nothing is cut, and black and white are the darkest and the brightest value of the picture.
   */
  range?: readonly [low: number, high: number] | undefined
  /** Where the result goes, such as its place in a batch; by default a new array. */
  out?: Float32Array
}

/**
 * Draws a change and applies it.
 *
 * @param x `h * w * c` values, row-major, channels last; stays as it is
 * @returns a new picture of the same shape
 * @throws {RangeError} where the augmentation is wrong or `x` does not have the shape
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
 * Applies a drawn change: affine steps that follow one another as one bilinear resampling, then what comes after them.
 *
 * @param x `h * w * c` values, row-major, channels last; stays as it is
 * @param drawn what `sampleAugmentation` gave, now or from a file
 * @returns `out`, or a new picture of the same shape
 * @throws {RangeError} where `x` does not have the shape or `drawn` is damaged
 */
export function applyAugmentation(
  x: Float32Array,
  shape: readonly [height: number, width: number, channels: number],
  drawn: DrawnAugmentation,
  options: ApplyOptions = {},
): Float32Array {
  assertShape(x, shape)
  const range = 'range' in options ? options.range : ([0, 1] as const)
  const { out = new Float32Array(x.length) } = options
  if (out.length !== x.length)
    throw new RangeError(
      `out: room for ${out.length} values given, expected ${x.length} for the shape [${shape.join(', ')}]`,
    )
  const acts = planOf(drawn, shape[1], shape[0])
  if (acts.length === 0) {
    out.set(x)
    return out
  }
  const once = !acts.some((act) => 'tone' in act && act.mixesChannels) && isGreyInThree(x, shape)
  const working = once ? ([shape[0], shape[1], 1] as const) : shape
  let [current, next, spare] = pictureBuffers(once ? x.length / 3 : x.length, Math.max(shape[0], shape[1]))
  if (once) for (let i = 0, from = 0; i < current.length; i++, from += 3) current[i] = x[from]!
  else current.set(x)
  for (const act of acts) {
    if ('tone' in act) act.tone(current, working, act.drawn, range, next, spare)
    else if (options.interpolation === 'nearest') resampleNearest(current, working, act.placement, next)
    else resamplePicture(current, working, act.placement, next)
    ;[current, next] = [next, current]
  }
  if (once) for (let i = 0, to = 0; i < current.length; i++, to += 3) out[to] = out[to + 1] = out[to + 2] = current[i]!
  else out.set(current)
  return out
}

/** X-rays for networks that take colours: three channels that are alike to the bit. */
function isGreyInThree(x: Float32Array, shape: readonly number[]): boolean {
  if (shape[2] !== 3) return false
  const bits = new Int32Array(x.buffer, x.byteOffset, x.length)
  for (let i = 0; i < bits.length; i += 3) if (bits[i] !== bits[i + 1] || bits[i] !== bits[i + 2]) return false
  return true
}
