/** Grad-CAM++: channels weighted by their positive gradients, each damped by how active the channel is. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayerMethod } from './layer-gradients.ts'
import { sumCells, weightedSum } from './weighted-sum.ts'

/** A denominator this close to zero is zero up to the rounding of float32. */
const pole = 1e-6

/**
 * Grad-CAM++: `sum_k w_k A_k` with `w_k = sum(alpha * ReLU(G_k))` and `alpha = 1 / (2 + G * sum(A_k))`. Chattopadhay et
 * al. 2018 (arXiv 1710.11063): equation 19 divided by `G^2`, put into equation 7; the paper's factor `exp(y)` is left out,
 * for it changes all weights alike.
 *
 * For several objects of one class in a picture: a small one weighs as much as a large one. Made for activations that
 * are not negative (behind a ReLU). Elsewhere `sum(A_k)` can be negative and `alpha` has a pole, near which a weight is
 * large, of either sign and not to be trusted; at the pole itself it is set to 0.
 *
 * The division by `G^2` is why no epsilon is needed in the denominator. The usual one, 1e-6, outweighs `2 G^2` as soon
 * as gradients are below 7e-4, and small weights vanish (pytorch-grad-cam issue 236).
 *
 * @example
 * gradCamPlusPlus.map({ height: 1, width: 2, channels: 1, activations: Float32Array.of(1, 3), gradients: Float32Array.of(2, -4) })
 * // sum(A) = 4, w = 2 / (2 + 2 * 4) = .2: Float32Array [0.2, 0.6]
 */
export const gradCamPlusPlus: LayerMethod = {
  name: 'grad-cam++',
  gradients: true,
  map(layer) {
    const { activations, gradients } = layer
    const sums = sumCells(layer, (i) => activations[i]!)
    const weights = sumCells(layer, (i, k) => {
      const gradient = Math.max(gradients[i]!, 0)
      const denominator = 2 + gradient * sums[k]!
      return Math.abs(denominator) < pole ? 0 : gradient / denominator
    })
    return weightedSum(layer, weights)
  },
  tensor(activations, gradients) {
    const positive = tf.relu(gradients)
    const denominator = tf.add(tf.mul(positive, tf.sum(activations, [1, 2], true)), 2)
    const terms = tf.div(positive, denominator)
    const finite = tf.where(tf.less(tf.abs(denominator), pole), tf.zerosLike(terms), terms)
    return tf.sum(tf.mul(activations, tf.sum(finite, [1, 2], true)), 3)
  },
}
