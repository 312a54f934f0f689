/** Grad-CAM: channels weighted by their mean gradient. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayerMethod } from './layer-gradients.ts'
import { sumCells, weightedSum } from './weighted-sum.ts'

/**
 * Grad-CAM: `sum_k w_k A_k` with `w_k` the mean of `G_k` over all cells. Selvaraju et al. 2017 (arXiv 1610.02391),
 * equations 1 and 2 without the final ReLU, which normalising applies.
 *
 * The one to start with: smooth, well studied, and exact (a share of the score, cell by cell) where global average
 * pooling and one dense layer follow. Elsewhere averaging can lose what gradients of both signs say: compare `hiResCam`.
 *
 * @example
 * gradCam.map({ height: 1, width: 2, channels: 1, activations: Float32Array.of(1, 3), gradients: Float32Array.of(2, 4) })
 * // w = 3: Float32Array [3, 9]
 */
export const gradCam: LayerMethod = {
  name: 'grad-cam',
  gradients: true,
  map(layer) {
    const { height, width, gradients } = layer
    const cells = height * width
    return weightedSum(
      layer,
      sumCells(layer, (i) => gradients[i]! / cells),
    )
  },
  tensor: (activations, gradients) => tf.sum(tf.mul(activations, tf.mean(gradients, [1, 2], true)), 3),
}
