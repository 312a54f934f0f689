/** Applies a drawn change to a preprocessed picture. */
import type { Random } from '../random.ts'
import { sampleAugmentation } from './augmentation.ts'
import type { Augmentation, DrawnAugmentation } from './augmentation.ts'
import { change } from './change.ts'
import { writeChannels } from '../kernels/grey-in-three.ts'
import { assertShape } from './resample.ts'

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
  const { out = new Float32Array(x.length) } = options
  if (out.length !== x.length)
    throw new RangeError(
      `out: room for ${out.length} values given, expected ${x.length} for the shape [${shape.join(', ')}]`,
    )
  change(x, shape, drawn, options, (made) => writeChannels(made, out))
  return out
}
