/** Seeded dropout masks: the same for the same seed, layer and step; different at every step. */
import { type Tensor, cast, mul, tensor, tidy } from '@tensorflow/tfjs-core'

import { keyedState } from '../build/keyed-random.ts'

/** Rates are kept to a 65536th. */
const LEVELS = 65_536

/**
 * 1 where a value is kept, 0 where it is dropped. Two values are drawn from each word of sfc32 (the loop of
 * `keyed-random.ts` with its state in locals: 3 ns a value).
 *
 * @param skip values drawn and left out before the first: a later part of the same mask
 */
export function dropoutMask(size: number, rate: number, key: readonly (string | number)[], skip = 0): Uint8Array {
  const last = Math.round(rate * LEVELS) - 1
  const mask = new Uint8Array(size)
  let [a, b, c, counter] = keyedState(...key)
  for (let i = -skip; i < size; i += 2) {
    const word = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + word) | 0
    if (i >= 0) mask[i] = (last - (word >>> 16)) >>> 31
    if (i >= -1) mask[i + 1] = (last - (word & 0xffff)) >>> 31
  }
  return mask
}

/**
 * Inverted dropout (Srivastava et al. 2014): drops values with probability `rate`, multiplies the others by
 * `1 / (1 - rate)`.
 *
 * @param shape of the mask; sizes of 1 share one draw along that axis. Default: the shape of `x`
 * @param skip values of the mask before those of `x`, where `x` is a later part of a batch. Default 0
 * @returns a tensor of the shape of `x`; the caller disposes
 */
export function seededDropout(
  x: Tensor,
  rate: number,
  key: readonly (string | number)[],
  shape: readonly number[] = x.shape,
  skip = 0,
): Tensor {
  return tidy(() => {
    const size = shape.reduce((product, side) => product * side, 1)
    const mask = tensor(dropoutMask(size, rate, key, skip), [...shape], 'bool')
    return mul(x, mul(cast(mask, 'float32'), LEVELS / (LEVELS - Math.round(rate * LEVELS))))
  })
}
