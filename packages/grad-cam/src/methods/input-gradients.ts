/** Sensitivity of single pixels: the gradient of the score with respect to the picture. */
import { type ModelMethod, modelMethod } from './method.ts'

/**
 * `max_c |dy/dx_c|`, the plain gradient, over the colour channels c: where a tiny change moves the score most. Noisy;
 * `smoothGrad` is steadier. Simonyan et al. 2013 (arXiv 1312.6034), section 3.1. Never negative.
 *
 * @example
 * const { map } = await explainer.explain(x, { method: inputGradients, target: { class: 0 } })
 */
export const inputGradients: ModelMethod = /* @__PURE__ */ modelMethod({
  name: 'input-gradients',
  level: 'input',
  gradients: true,
  async explain(probe) {
    const { height, width, channels, values } = probe.picture
    const raw = new Float32Array(height * width)
    await probe.inputGradients(
      1,
      () => values,
      (gradient) => raw.set(strongest(gradient, channels)),
    )
    return { height, width, raw }
  },
})

/** Largest absolute value over the colour channels of every pixel. */
export function strongest(gradient: ArrayLike<number>, channels: number): Float32Array {
  const raw = new Float32Array(gradient.length / channels)
  for (let i = 0; i < gradient.length; i++) {
    const pixel = Math.floor(i / channels)
    raw[pixel] = Math.max(raw[pixel]!, Math.abs(gradient[i]!))
  }
  return raw
}
