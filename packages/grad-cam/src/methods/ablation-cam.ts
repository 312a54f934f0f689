/** Ablation-CAM: channels weighted by how much the score falls without them. */
import { type ModelMethod, modelMethod } from './method.ts'
import { weightedSum } from './weighted-sum.ts'

/**
 * `sum_k w_k A_k` with `w_k = (y - y_k) / |y|`, where `y_k` is the score with channel k of the layer set to zero. No
 * gradients, so nothing saturates; what lies behind the layer runs once a channel. Desai and Ramaswamy 2020 (WACV),
 * equation 5. The absolute value is ours: with a negative score the paper's quotient would turn the map upside down. At
 * a score of exactly 0 the differences stay undivided.
 *
 * @example
 * const { map } = await explainer.explain(x, { method: ablationCam, target: { class: 0 } })
 */
export const ablationCam: ModelMethod = /* @__PURE__ */ modelMethod({
  name: 'ablation-cam',
  level: 'layer',
  gradients: false,
  async explain(probe) {
    const layer = await probe.layer(false)
    const { channels } = layer
    const without = await probe.scoresWithChannels(channels, (k) =>
      new Float32Array(channels).fill(1).fill(0, k, k + 1),
    )
    const scale = Math.abs(probe.score) || 1
    const weights = Array.from(without, (score) => (probe.score - score) / scale)
    return { height: layer.height, width: layer.width, raw: weightedSum(layer, weights) }
  },
})
