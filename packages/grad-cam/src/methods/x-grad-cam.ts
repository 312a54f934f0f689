/** XGrad-CAM: channels weighted by their gradient, averaged where they are active. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayerMethod } from './layer-gradients.ts'
import { sumCells, weightedSum } from './weighted-sum.ts'

/** A sum this small beside the sum of absolute values is zero up to the rounding of float32. */
const cancelled = 1e-6

/**
 * XGrad-CAM: `sum_k w_k A_k` with `w_k = sum(G_k * A_k) / sum(A_k)`. Fu et al. 2020 (arXiv 2008.02312).
 *
 * Grad-CAM's look with `hiResCam`'s total: all cells of the map together are `sum(G * A)`, so that a class with a higher
 * score gets a stronger map. Made for activations that are not negative (behind a ReLU). Elsewhere they can cancel, and
 * the weight of a channel grows without bound; where `|sum(A_k)|` is below 1e-6 of `sum(|A_k|)`, the mean gradient takes
 * its place (Grad-CAM's weight).
 *
 * @example
 * xGradCam.map({ height: 1, width: 2, channels: 1, activations: Float32Array.of(1, 3), gradients: Float32Array.of(2, 4) })
 * // w = (2 + 12) / 4 = 3.5: Float32Array [3.5, 10.5]
 */
export const xGradCam: LayerMethod = {
  name: 'x-grad-cam',
  gradients: true,
  map(layer) {
    const { height, width, activations, gradients } = layer
    const sums = sumCells(layer, (i) => activations[i]!)
    const sizes = sumCells(layer, (i) => Math.abs(activations[i]!))
    const products = sumCells(layer, (i) => gradients[i]! * activations[i]!)
    const totals = sumCells(layer, (i) => gradients[i]!)
    const weights = sums.map((sum, k) =>
      Math.abs(sum) <= cancelled * sizes[k]! ? totals[k]! / (height * width) : products[k]! / sum,
    )
    return weightedSum(layer, weights)
  },
  tensor(activations, gradients) {
    const sums = total(activations)
    const cancels = tf.lessEqual(tf.abs(sums), tf.mul(total(tf.abs(activations)), cancelled))
    const ratio = tf.div(total(tf.mul(gradients, activations)), sums)
    const weights = tf.where(cancels, tf.mean(gradients, [1, 2], true), ratio)
    return tf.sum(tf.mul(activations, weights), 3)
  },
}

/** Sum over the cells, `[n, 1, 1, channels]`. */
function total(x: tf.Tensor): tf.Tensor {
  return tf.sum(x, [1, 2], true)
}
