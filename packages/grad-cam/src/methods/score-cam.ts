/** Score-CAM: channels weighted by what the model says of the picture seen through them. */
import { resizeMap } from '../overlay/resize-map.ts'
import { type ModelMethod, modelMethod } from './method.ts'
import { weightedSum } from './weighted-sum.ts'

/**
 * `sum_k w_k A_k` with `w = softmax_k(y(x . H_k))`: `H_k` is channel k of the activations, resized to the picture and
 * then stretched to 0..1; a constant channel masks everything. No gradients: for models whose gradients are noisy or
 * not to be had. One forward pass a channel. Wang et al. 2020 (arXiv 1910.01279), algorithm 1; subtracting the score of
 * the blank picture, as equation 6 does, would not change the softmax.
 *
 * @example
 * const { map } = await explainer.explain(x, { method: scoreCam, target: { class: 0 }, batchSize: 16 })
 */
export const scoreCam: ModelMethod = /* @__PURE__ */ modelMethod({
  name: 'score-cam',
  level: 'layer',
  gradients: false,
  async explain(probe) {
    const layer = await probe.layer(false)
    const { width, height, channels, values } = probe.picture
    const scores = await probe.scores(layer.channels, (k) => {
      const channel = new Float32Array(layer.height * layer.width)
      for (let cell = 0; cell < channel.length; cell++) channel[cell] = layer.activations[cell * layer.channels + k]!
      const mask = stretch(resizeMap(channel, [layer.height, layer.width], [height, width]))
      const masked = new Float32Array(values.length)
      for (let pixel = 0, i = 0; pixel < mask.length; pixel++) {
        for (let c = 0; c < channels; c++, i++) masked[i] = values[i]! * mask[pixel]!
      }
      return masked
    })
    return { height: layer.height, width: layer.width, raw: weightedSum(layer, softmax(scores)) }
  },
})

/** To 0..1 by minimum and maximum; all zeros where they are equal. */
function stretch(values: Float32Array): Float32Array {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return high > low ? values.map((value) => (value - low) / (high - low)) : values.fill(0)
}

function softmax(scores: Float32Array): number[] {
  let top = Number.NEGATIVE_INFINITY
  for (const score of scores) top = Math.max(top, score)
  const powers = Array.from(scores, (score) => Math.exp(score - top))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}
