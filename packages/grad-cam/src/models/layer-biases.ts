/** Where the layers of a model add their biases. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { isChannelsFirst, leafLayers, type LayerEntry } from './layers.ts'
import type { LayerTap } from './layers-network.ts'

/** A layer with a bias, tapped where the bias has just been added: before the layer's activation. */
export interface BiasTap extends LayerTap {
  /** `[channels]`; the caller disposes it. */
  bias(): tf.Tensor1D
}

/** Every place where a bias is added, from input to output. */
export function biasTaps(model: LayersModel): BiasTap[] {
  return leafLayers(model).flatMap(biasTap)
}

interface BatchNormParts {
  gamma?: { read(): tf.Tensor1D } | null
  beta?: { read(): tf.Tensor1D } | null
  movingMean: { read(): tf.Tensor1D }
  movingVariance: { read(): tf.Tensor1D }
  epsilon: number
}

/** The bias of a layer and where it is added; none for layers without. */
function biasTap({ path, layer }: LayerEntry): BiasTap[] {
  const channelsFirst = isChannelsFirst(layer)
  if (layer.getClassName() === 'BatchNormalization') {
    const { gamma, beta, movingMean, movingVariance, epsilon } = layer as unknown as BatchNormParts
    // In inference a batch normalisation is a scale and this bias: beta - gamma mean / sqrt(variance + epsilon).
    const bias = (): tf.Tensor1D =>
      tf.tidy(() => {
        const shift = tf.div(movingMean.read(), tf.sqrt(tf.add(movingVariance.read(), epsilon)))
        const scaled = gamma == null ? shift : tf.mul(shift, gamma.read())
        return (beta == null ? tf.neg(scaled) : tf.sub(beta.read(), scaled)) as tf.Tensor1D
      })
    return [{ path, layer, channelsFirst, bias }]
  }
  const { bias, activation } = layer as unknown as { bias?: { read(): tf.Tensor1D } | null; activation?: unknown }
  if (bias == null || activation === undefined) return []
  const read = (): tf.Tensor1D => tf.clone(bias.read())
  const attach: LayerTap['attach'] = (visit, patches) => {
    // Read now: the explainer may have made the activation of the head linear.
    const { activation: current } = layer as unknown as { activation: { apply(x: tf.Tensor): tf.Tensor } }
    const apply = (x: tf.Tensor): tf.Tensor => current.apply(visit(x))
    // A name that no fused kernel knows: so bias and activation are computed apart.
    patches.set(layer, 'activation', { getClassName: () => 'tapped', apply, getConfig: () => ({}) })
  }
  return [{ path, layer, channelsFirst, attach, bias: read }]
}
