/** What every gradient-based method works on. */

/** Activations and gradients of one picture at one layer. */
export interface LayerGradients {
  height: number
  width: number
  channels: number
  /** A: activations, `height x width x channels`, row-major. */
  activations: Float32Array
  /** G = dy/dA, same layout, of the score before softmax or sigmoid. */
  gradients: Float32Array
}

/** A method: the signed map (`height x width`) before any ReLU. Pure. */
export type MapMethod = (layer: LayerGradients) => Float32Array
