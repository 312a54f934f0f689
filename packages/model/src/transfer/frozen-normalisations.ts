/** Batch normalisation that must not learn. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { nestedModel } from '../inspect/flat-graph.ts'
import type { Layer } from '../layer.ts'
import { leafLayers } from '../weights/named-weights.ts'

/** Layers that training reaches, looked for as tfjs does: not below a model that is frozen as a whole. */
export function learningLayers(model: LayersModel): Set<Layer> {
  if (!model.trainable) return new Set()
  return new Set(
    model.layers.flatMap((layer) => {
      const nested = nestedModel(layer)
      if (nested !== undefined) return [...learningLayers(nested)]
      return layer.trainable ? [layer] : []
    }),
  )
}

/**
 * The batch normalisation layers of a model that are frozen, by themselves or with a model they are nested in.
 *
 * In training they have to run in inference mode: normalise by their moving statistics and leave these alone, as Keras does
 * (https://keras.io/guides/transfer_learning). tfjs does not: in `{ training: true }` a frozen layer normalises by the batch and
 * moves its statistics all the same, so that a frozen base forgets what it knew. `train` asks for these layers.
 */
export function frozenNormalisations(model: LayersModel): Layer[] {
  const learning = learningLayers(model)
  return leafLayers(model)
    .map(({ layer }) => layer)
    .filter((layer) => layer.getClassName() === 'BatchNormalization' && !learning.has(layer))
}
