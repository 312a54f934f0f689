/** Sums over the cells and over the channels of a layer, in double precision. */
import type { LayerGradients } from './layer-gradients.ts'

type Size = Pick<LayerGradients, 'height' | 'width' | 'channels'>

/** One number a channel: the sum of `term(i, k)` over its cells, with `i` the index into activations and gradients. */
export function sumCells({ height, width, channels }: Size, term: (i: number, k: number) => number): Float64Array {
  const sums = new Float64Array(channels)
  const count = height * width * channels
  for (let i = 0, k = 0; i < count; i++) {
    sums[k]! += term(i, k)
    if (++k === channels) k = 0
  }
  return sums
}

/** One number a cell: the sum of `term(i, k)` over its channels, with `i` the index into activations and gradients. */
export function sumChannels({ height, width, channels }: Size, term: (i: number, k: number) => number): Float32Array {
  const map = new Float32Array(height * width)
  for (let cell = 0; cell < map.length; cell++) {
    let sum = 0
    for (let k = 0; k < channels; k++) sum += term(cell * channels + k, k)
    map[cell] = sum
  }
  return map
}

/** `sum_k w_k A_k`: the map of a method that gives each channel one weight. */
export function weightedSum(layer: LayerGradients, weights: ArrayLike<number>): Float32Array {
  return sumChannels(layer, (i, k) => weights[k]! * layer.activations[i]!)
}
