/** Grad-CAM: channels weighted by their mean gradient. */
import type { LayerGradients } from './layer-gradients.ts'

/**
 * Signed Grad-CAM map: `sum_k w_k A_k` with `w_k` the mean of `G_k` over all cells. Selvaraju et al. 2017
 * (arXiv 1610.02391), equations 1 and 2 without the final ReLU, which normalising applies.
 *
 * @returns `height x width` values, row-major
 * @example
 * gradCam({ height: 1, width: 2, channels: 1, activations: Float32Array.of(1, 3), gradients: Float32Array.of(2, 4) })
 * // Float32Array [3, 9]
 */
export function gradCam({ height, width, channels, activations, gradients }: LayerGradients): Float32Array {
  const cells = height * width
  const weights = new Float64Array(channels)
  for (let i = 0; i < cells * channels; i++) weights[i % channels]! += gradients[i]! / cells

  const map = new Float32Array(cells)
  for (let cell = 0; cell < cells; cell++) {
    let sum = 0
    for (let k = 0; k < channels; k++) sum += weights[k]! * activations[cell * channels + k]!
    map[cell] = sum
  }
  return map
}
