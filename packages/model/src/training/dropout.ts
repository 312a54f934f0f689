/** Seeded dropout masks: the same for the same seed, layer and step; different at every step. */
import { type Tensor, cast, customGrad, engine, getBackend, getKernel, mul, tensor, tidy } from '@tensorflow/tfjs-core'

import { keyedState } from '../build/keyed-random.ts'

/** One round of the 32-bit mixer `lowbias32` (Chris Wellons, 2018; constants by TheIronBorn). */
function mix(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  y = Math.imul(y ^ (y >>> 15), 0x735a2d97)
  return y ^ (y >>> 15)
}

/** The two words that a key stands for. */
function keyWords(key: readonly (string | number)[]): [number, number] {
  const [a, b] = keyedState(...key)
  return [a, b]
}

/**
 * 1 where a value is kept, 0 where it is dropped. Each position has a number of its own, a hash of position and key, so that any
 * part of a mask can be drawn without the rest, in any order and by several threads.
 *
 * @param first position of the first value: a later part of the same mask
 */
export function dropoutMask(size: number, rate: number, key: readonly (string | number)[], first = 0): Uint8Array {
  const threshold = Math.round(rate * 2 ** 32)
  const mask = new Uint8Array(size)
  const [key0, key1] = keyWords(key)
  for (let i = 0; i < size; i++) {
    const word = mix(mix((first + i + key0) | 0) ^ key1) >>> 0
    mask[i] = word >= threshold ? 1 : 0
  }
  return mask
}

/** A kernel that does all of it in one pass; `@convlens/backend` registers it for wasm and tensorflow. */
const KERNEL = 'SeededDropout'

/** By the kernel. Its gradient is the same call on dy: no mask is kept. */
function byKernel(x: Tensor, rate: number, key: readonly (string | number)[], first: number): Tensor {
  const attributes = { rate, key: keyWords(key), first }
  const drop = (values: Tensor): Tensor => engine().runKernel(KERNEL, { x: values }, attributes) as Tensor
  return customGrad((values) => ({ value: drop(values as Tensor), gradFunc: (dy: Tensor) => drop(dy) }))(x)
}

function byMask(
  x: Tensor,
  rate: number,
  key: readonly (string | number)[],
  shape: readonly number[],
  first: number,
): Tensor {
  return tidy(() => {
    const size = shape.reduce((product, side) => product * side, 1)
    const mask = tensor(dropoutMask(size, rate, key, first), [...shape], 'bool')
    return mul(x, mul(cast(mask, 'float32'), 1 / (1 - rate)))
  })
}

/**
 * Inverted dropout (Srivastava et al. 2014): drops values with probability `rate`, multiplies the others by
 * `1 / (1 - rate)`.
 *
 * @param shape of the mask; sizes of 1 share one draw along that axis. Default: the shape of `x`
 * @param first position in the mask of the first value of `x`, where `x` is a later part of a batch. Default 0
 * @returns a tensor of the shape of `x`; the caller disposes
 */
export function seededDropout(
  x: Tensor,
  rate: number,
  key: readonly (string | number)[],
  shape: readonly number[] = x.shape,
  first = 0,
): Tensor {
  const whole = shape.length === x.rank && shape.every((side, axis) => side === x.shape[axis])
  return whole && getKernel(KERNEL, getBackend()) ? byKernel(x, rate, key, first) : byMask(x, rate, key, shape, first)
}
