/** Layers that training leaves alone, and back. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { nestedModel } from '../inspect/flat-graph.ts'
import { leafLayers } from '../weights/named-weights.ts'
import { type LayerSelector, selectLayers } from './select-layers.ts'

/**
 * Leaves no model frozen as a whole, but each of the layers in it. tfjs hides a layer that is trainable behind a model that is
 * not, so that thawing the layer alone would have no effect.
 */
function freezeByLayer(model: LayersModel): void {
  for (const layer of model.layers) {
    const inner = nestedModel(layer)
    if (inner !== undefined) freezeByLayer(inner)
  }
  if (model.trainable) return
  model.trainable = true
  for (const { layer } of leafLayers(model)) layer.trainable = false
}

/** Sets the layers' flag; gives the paths of those with weights. */
function setTrainable(
  model: LayersModel,
  selector: LayerSelector,
  trainable: boolean,
  normalisations: boolean,
): string[] {
  const selected = selectLayers(model, selector).filter(
    ({ layer }) => normalisations || layer.getClassName() !== 'BatchNormalization',
  )
  freezeByLayer(model)
  for (const { layer } of selected) layer.trainable = trainable
  return selected.filter(({ layer }) => layer.weights.length > 0).map(({ path }) => path)
}

/**
 * Keeps training from changing layers: their weights, and, where they are batch normalisation, their moving statistics, by
 * which they then normalise in training too. That is what `train` does for frozen layers, as Keras; `fit` of tfjs normalises by
 * the batch and moves the statistics. A model that is saved and loaded keeps its frozen layers.
 *
 * @returns the paths of the selected layers that have weights
 * @throws RangeError where the selector means no layer
 * @example
 * ```ts
 * const model = transferModel({ base: buildCnn({ preset: 'compact' }), classes: 2 })
 * freeze(model, 'base').slice(0, 2) // ['base/conv1', 'base/bn1']
 * ```
 */
export function freeze(model: LayersModel, selector: LayerSelector): string[] {
  return setTrainable(model, selector, false, true)
}

/** What `unfreeze` leaves out. */
export interface UnfreezeOptions {
  /**
   * Whether batch normalisation is unfrozen as well. Few pictures move its statistics away from what the base learnt on many: with
   * `false` it stays as it is (https://keras.io/guides/transfer_learning). Default true.
   */
  normalisations?: boolean
}

/**
 * Lets training change layers again.
 *
 * @returns the paths of the selected layers that have weights
 * @throws RangeError where the selector means no layer
 * @example
 * ```ts
 * const model = transferModel({ base: buildCnn({ preset: 'compact' }), classes: 2 })
 * freeze(model, 'base')
 * unfreeze(model, { from: 'base/conv4' }, { normalisations: false }) // ['base/conv4', 'base/conv5', 'head_output']
 * ```
 */
export function unfreeze(
  model: LayersModel,
  selector: LayerSelector,
  { normalisations = true }: UnfreezeOptions = {},
): string[] {
  return setTrainable(model, selector, true, normalisations)
}
