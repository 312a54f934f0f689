/** FullGrad: the gradient at the picture and at every bias of the network. */
import { resizeMap } from '../overlay/resize-map.ts'
import { type BiasGradient, type ModelMethod, modelMethod } from './method.ts'

/**
 * `psi(x * dy/dx) + sum_l sum_c psi(b_c * dy/db_c)`: a network of ReLUs is exactly the sum of its input-gradient and
 * bias-gradient terms, and the map shows them all where they arise. psi takes absolute values and, for maps of layers,
 * resizes to the picture; batch normalisation counts as the bias that it is in inference. Srinivas and Fleuret 2019
 * (arXiv 1905.00780), equations 4 and 7. Their psi also stretches every map to 0..1, which weighs a silent layer as much
 * as the decisive one and loses the unit; here all terms keep the unit of the score. Never negative.
 *
 * Layers models only. `info.completenessGap` is the difference between the score and the sum of all signed terms: zero
 * for networks of ReLUs, more with other activations.
 *
 * @example
 * const { map, info } = await explainer.explain(x, { method: fullGrad, target: { class: 0 } })
 */
export const fullGrad: ModelMethod = /* @__PURE__ */ modelMethod({
  name: 'full-grad',
  level: 'input',
  gradients: true,
  biases: true,
  async explain(probe) {
    const { height, width, channels, values } = probe.picture
    const { input, biases } = await probe.biasGradients()
    const raw = new Float32Array(height * width)
    let total = 0
    for (let pixel = 0, i = 0; pixel < raw.length; pixel++) {
      for (let c = 0; c < channels; c++, i++) {
        const term = values[i]! * input[i]!
        raw[pixel]! += Math.abs(term)
        total += term
      }
    }
    for (const each of biases) {
      const { terms, sum } = biasTerms(each)
      total += sum
      // Behind flattening there is no place left to show.
      if (terms.length === 1) continue
      const resized = resizeMap(terms, each.shape, [height, width])
      for (let pixel = 0; pixel < raw.length; pixel++) raw[pixel]! += resized[pixel]!
    }
    return { height, width, raw, completenessGap: Math.abs(probe.score - total) }
  },
})

/** `sum_c |b_c g_c|` for every cell, and the signed sum of all. */
function biasTerms({ shape: [height, width], bias, gradients }: BiasGradient): { terms: Float32Array; sum: number } {
  const terms = new Float32Array(height * width)
  let sum = 0
  const channels = gradients.length / terms.length
  for (let cell = 0, i = 0; cell < terms.length; cell++) {
    let term = 0
    for (let c = 0; c < channels; c++, i++) {
      const each = bias[c]! * gradients[i]!
      term += Math.abs(each)
      sum += each
    }
    terms[cell] = term
  }
  return { terms, sum }
}
