/** Seeded initial weights, computed in JavaScript so that they are equal to the bit on every backend. */
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'

import type { Layer } from '../layer.ts'
import { keyedState, nextWord } from './keyed-random.ts'

/** How kernels start. Both are uniform: a normal draw needs `Math.log`, whose last bit differs between engines. */
export type KernelInitializer = 'glorotUniform' | 'heUniform'

/**
 * Limit `l` of the uniform distribution on `[-l, l)`.
 * Glorot and Bengio 2010, eq. 16: `l = sqrt(6 / (fanIn + fanOut))`; He et al. 2015, eq. 10: `l = sqrt(6 / fanIn)`.
 *
 * @param shape of the kernel: `[..., inputs, outputs]`, whatever comes before being the window of a convolution
 * @param depthwise each output sees one of the inputs alone
 */
export function uniformLimit(shape: readonly number[], initializer: KernelInitializer, depthwise = false): number {
  const window = shape.slice(0, -2).reduce((product, size) => product * size, 1)
  const fanIn = window * (depthwise ? 1 : shape.at(-2)!)
  const fanOut = window * shape.at(-1)!
  return Math.sqrt(6 / (initializer === 'heUniform' ? fanIn : fanIn + fanOut))
}

/** `count` float32 values, uniform on `[-limit, limit)`. */
export function seededUniform(count: number, limit: number, ...key: readonly (string | number)[]): Float32Array {
  const state = keyedState(...key)
  const values = new Float32Array(count)
  for (let i = 0; i < count; i++) values[i] = (nextWord(state) / 2 ** 31 - 1) * limit
  return values
}

/** Weights that start as random numbers. */
const KERNELS = new Set(['kernel', 'depthwise_kernel', 'pointwise_kernel'])

/**
 * Gives a built layer its kernels, keyed by `seed`, the layer's name and their own. Everything else (biases, normalisation)
 * starts with constants and is left as it is.
 */
export function seedLayer(layer: Layer, seed: number, initializer: KernelInitializer): void {
  const names = layer.weights.map(({ originalName }) => originalName.split('/').at(-1)!)
  if (!names.some((name) => KERNELS.has(name))) return
  tidy(() => {
    const values = layer.getWeights().map((value: Tensor, i) => {
      const name = names[i]!
      if (!KERNELS.has(name)) return value
      const limit = uniformLimit(value.shape, initializer, name === 'depthwise_kernel')
      return tensor(seededUniform(value.size, limit, seed, layer.name, name), value.shape, 'float32')
    })
    layer.setWeights(values)
  })
}
