/** What the kernels SeededDropout of all backends share. */
import { asBits } from '../compute/as-bits.ts'

/**
 * Attributes of the kernel: position `first + i` of a mask is kept where its hash under the key is at least `rate * 2^32`;
 * what is kept is multiplied by `1 / (1 - rate)`.
 */
export interface SeededDropoutAttributes {
  /** From 0 up to, not including, 1. */
  rate: number
  /** Two 32-bit words. */
  key: readonly [number, number]
  /** Position of the tensor's first value in the mask. */
  first: number
}

/** The last params of the wasm kernel `dropout`: threshold, scale, key, first position. */
export function dropoutNumbers({ rate, key, first }: SeededDropoutAttributes): number[] {
  return [Math.round(rate * 2 ** 32) | 0, asBits(1 / (1 - rate)), key[0], key[1], first | 0]
}

/** One round of the 32-bit mixer `lowbias32` (Chris Wellons, 2018; constants by TheIronBorn). */
function mix(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  y = Math.imul(y ^ (y >>> 15), 0x735a2d97)
  return y ^ (y >>> 15)
}

/** What a tensor's value at a position is multiplied by, as float32: the loop's body of the kernel in plain JavaScript. */
export function dropoutFactor({ rate, key, first }: SeededDropoutAttributes): (position: number) => number {
  const threshold = Math.round(rate * 2 ** 32)
  const scale = Math.fround(1 / (1 - rate))
  return (position) => (mix(mix((first + position + key[0]) | 0) ^ key[1]) >>> 0 >= threshold ? scale : 0)
}
