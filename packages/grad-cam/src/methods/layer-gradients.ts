/** What a method that looks at one layer works on, and what it is. */
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core'

/** Activations and gradients of one picture at one layer. */
export interface LayerGradients {
  height: number
  width: number
  channels: number
  /** A: activations, `height x width x channels`, row-major. */
  activations: Float32Array
  /** G = dy/dA, same layout, of the score before softmax or sigmoid; empty for a method with `gradients: false`. */
  gradients: Float32Array
}

/**
 * A method that draws its map from the activations and gradients of one layer: a pure function. One of your own is as
 * good as ours: pass it as `method`.
 *
 * @example
 * const positiveActivation = {
 *   name: 'positive-activation',
 *   gradients: false,
 *   map: ({ height, width, channels, activations }) =>
 *     Float32Array.from({ length: height * width }, (_, cell) =>
 *       activations.subarray(cell * channels, (cell + 1) * channels).reduce((sum, a) => sum + Math.max(a, 0), 0)),
 * }
 */
export interface LayerMethod {
  /** Shown in `info.method`. */
  readonly name: string
  /** `false` where activations are enough: the backward pass is left out. */
  readonly gradients: boolean
  /** The signed map, `height x width` values, before any final ReLU. Leaves its argument as it is. */
  map(layer: LayerGradients): Float32Array
  /**
   * The same formula on tensors, `[n, height, width, channels]` to `[n, height, width]`, for callers who stay on the
   * device. Runs inside a `tidy`.
   */
  tensor?(activations: Tensor4D, gradients: Tensor4D): Tensor3D
}

/** True for a formula at a layer. */
export function isLayerMethod(method: object): method is LayerMethod {
  return 'map' in method
}
