/** LayerCAM: activation times positive gradient, cell by cell. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayerMethod } from './layer-gradients.ts'
import { sumChannels } from './weighted-sum.ts'

/**
 * LayerCAM: `sum_k ReLU(G_k) * A_k`, cell by cell. Jiang et al. 2021 (IEEE Transactions on Image Processing 30,
 * 5875-5888), without the final ReLU, which normalising applies.
 *
 * For earlier layers, where it stays clean and fine: only cells whose growth raises the score count. What speaks against
 * the class is left out, so the map is no share of the score; `hiResCam` is.
 *
 * @example
 * layerCam.map({ height: 1, width: 2, channels: 1, activations: Float32Array.of(1, 3), gradients: Float32Array.of(2, -4) })
 * // Float32Array [2, 0]
 */
export const layerCam: LayerMethod = {
  name: 'layer-cam',
  gradients: true,
  map: (layer) => sumChannels(layer, (i) => Math.max(layer.gradients[i]!, 0) * layer.activations[i]!),
  tensor: (activations, gradients) => tf.sum(tf.mul(activations, tf.relu(gradients)), 3),
}
