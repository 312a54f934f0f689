/** Eigen-CAM: the first principal component of the activations. */
import type { LayerMethod } from './layer-gradients.ts'
import { principalProjection } from './principal-component.ts'

/**
 * Eigen-CAM: the activations, less the mean of each channel, projected on their first principal component. Muhammad &
 * Yeasin 2020 (arXiv 2008.00299); centred as pytorch-grad-cam does it, and with the sign fixed, which a
 * decomposition leaves open: the map grows with the mean activation.
 *
 * Needs no gradient and no target: it shows what stands out at the layer, the same for every class. Do not read it as a
 * reason for a prediction. About half of the cells are negative, because a centred map sums up to zero.
 *
 * @example
 * eigenCam.map({ height: 1, width: 3, channels: 1, activations: Float32Array.of(1, 2, 6), gradients: new Float32Array() })
 * // one channel, so only its mean goes: Float32Array [-2, -1, 3]
 */
export const eigenCam: LayerMethod = {
  name: 'eigen-cam',
  gradients: false,
  map: ({ height, width, channels, activations }) => principalProjection(activations, height * width, channels),
}
