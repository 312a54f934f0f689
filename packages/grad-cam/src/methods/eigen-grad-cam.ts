/** EigenGrad-CAM: the first principal component of activations times gradients. */
import type { LayerMethod } from './layer-gradients.ts'
import { principalProjection } from './principal-component.ts'

/**
 * EigenGrad-CAM: `G * A`, less the mean of each channel, projected on its first principal component; from
 * pytorch-grad-cam, which brings the class into Muhammad & Yeasin's Eigen-CAM (arXiv 2008.00299) that way. The sign,
 * which a decomposition leaves open, is fixed: the map grows with the mean over the channels of `G * A`, HiResCAM's map.
 *
 * A denoised `hiResCam`: what most channels agree on stays. About half of the cells are negative, because a centred map
 * sums up to zero, and magnitudes of different classes do not compare with their scores.
 *
 * @example
 * eigenGradCam.map({ height: 1, width: 3, channels: 1, activations: Float32Array.of(1, 2, 3), gradients: Float32Array.of(1, 1, 2) })
 * // one channel, G * A = [1, 2, 6], less its mean: Float32Array [-2, -1, 3]
 */
export const eigenGradCam: LayerMethod = {
  name: 'eigen-grad-cam',
  gradients: true,
  map({ height, width, channels, activations, gradients }) {
    const products = Float64Array.from(activations, (a, i) => a * gradients[i]!)
    return principalProjection(products, height * width, channels)
  },
}
