/** Numbers for tests: the same on every backend. */
import { tensor } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'

/** Uniform values from 0 up to 1, by the generator mulberry32; every seed gives others. */
function uniform(shape: readonly number[], seed: number): Float64Array {
  let state = Math.imul(seed, 0x9e3779b9)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const size = shape.reduce((a, b) => a * b, 1)
  return Float64Array.from({ length: size }, next)
}

/** Uniform values between -bound and bound. */
export function noise(shape: readonly number[], seed: number, bound = 1): Tensor {
  return tensor(
    Float32Array.from(uniform(shape, seed), (value) => (2 * value - 1) * bound),
    [...shape],
  )
}

/** Whole numbers from 0 to `classes - 1`. */
export function indices(shape: readonly number[], seed: number, classes: number): Tensor {
  return tensor(
    Float32Array.from(uniform(shape, seed), (value) => Math.floor(value * classes)),
    [...shape],
  )
}
