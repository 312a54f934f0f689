/** Tells the kinds of models apart and finds the layers to look at. */
import { type Tensor, zeros } from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { GradCamError } from '../errors.ts'
import { findNode, graphNetwork } from './graph-network.ts'
import { type GraphModelLike, isGraphModel } from './graph-nodes.ts'
import { findLayer } from './layers.ts'
import { layersNetwork, tapOf } from './layers-network.ts'
import type { Network, Tap } from './network.ts'
import { cut, isSplittable, type Splittable, splitNetwork } from './split-network.ts'

type Choice = string | layers.Layer

/** A model as a network, and its taps; at least one. */
export function openNetwork(
  model: LayersModel | GraphModelLike | Splittable,
  layer: Choice | readonly Choice[],
  output: number,
): { network: Network; taps: Tap[] } {
  if (typeof model !== 'object' || model === null) throw unknown(model)
  const choices = Array.isArray(layer) ? (layer as readonly Choice[]) : [layer as Choice]
  if (choices.length === 0) throw new GradCamError('layer', 'layer: the list is empty, expected at least one layer')

  if (isSplittable(model)) {
    const wrong = choices.find((choice) => choice !== 'auto')
    if (wrong !== undefined || choices.length > 1) {
      throw new GradCamError('layer', 'layer: a split model has one place to look at, where it is split; leave it out')
    }
    return { network: splitNetwork(model), taps: [cut] }
  }
  if (isGraphModel(model)) {
    const network = graphNetwork(model, output)
    const taps = choices.map((choice) =>
      findNode(network, typeof choice === 'string' ? choice : choice.name, () => blank(network)),
    )
    return { network, taps }
  }
  if (!('layers' in model && 'inputs' in model)) throw unknown(model)
  return { network: layersNetwork(model, output), taps: choices.map((choice) => tapOf(findLayer(model, choice))) }
}

function unknown(model: unknown): GradCamError {
  return new GradCamError(
    'model',
    `model: got ${model === null ? 'null' : typeof model}, expected a layers model, a graph model or { prefix, suffix }`,
  )
}

/** Sides of a blank picture where the model leaves them free. */
const freeSide = 64

/** One blank row for each input; the caller disposes them. */
export function blank({ inputs }: Network): Tensor[] {
  return inputs.map(({ shape }) => {
    const sides = shape.slice(1).map((side, i, all) => side ?? (i === all.length - 1 ? 3 : freeSide))
    return zeros([1, ...sides])
  })
}
