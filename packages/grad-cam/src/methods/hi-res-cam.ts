/** HiResCAM: activation times gradient, cell by cell. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayerMethod } from './layer-gradients.ts'
import { sumChannels } from './weighted-sum.ts'

/**
 * HiResCAM: `sum_k G_k * A_k`, cell by cell. Draelos & Carin 2020 (arXiv 2011.08891).
 *
 * Shows what the model used, where Grad-CAM's averaged gradients can point at cells that it did not use: where one dense
 * layer follows (with or without flattening or average pooling before it), the cells sum up to the score less its bias.
 * Equals Grad-CAM where the gradient of a channel is the same in every cell, as behind global average pooling. Rougher
 * than Grad-CAM in earlier layers.
 *
 * @example
 * hiResCam.map({ height: 1, width: 2, channels: 1, activations: Float32Array.of(1, 3), gradients: Float32Array.of(2, -4) })
 * // Float32Array [2, -12]
 */
export const hiResCam: LayerMethod = {
  name: 'hi-res-cam',
  gradients: true,
  map: (layer) => sumChannels(layer, (i) => layer.gradients[i]! * layer.activations[i]!),
  tensor: (activations, gradients) => tf.sum(tf.mul(activations, gradients), 3),
}
