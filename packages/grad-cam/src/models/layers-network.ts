/** Layers models: sequential, functional, nested to any depth, with shared layers, several inputs and outputs. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { GradCamError } from '../errors.ts'
import { isChannelsFirst, leafLayers, type LayerEntry } from './layers.ts'
import { findHead } from './layers-head.ts'
import type { Network, Tap, Visit, Visited } from './network.ts'
import { Patches } from './patch.ts'
import { repeatRows } from './rows.ts'

type Layer = layers.Layer

/** A tap at a layer. */
export interface LayerTap extends Tap {
  readonly layer: Layer
  /** Attaches a visitor elsewhere than behind the layer. */
  attach?(visit: Visit, patches: Patches): void
}

/** The tap behind a layer. */
export function tapOf({ path, layer }: LayerEntry): LayerTap {
  return { path, layer, channelsFirst: isChannelsFirst(layer) }
}

/**
 * For the length of a run, layers get a `call` or an activation of ours: both the executor of the model and the nested
 * models reach every layer through them. All is put back before `run` returns, on errors too.
 */
export function layersNetwork(model: LayersModel, output: number): Network {
  const head = findHead(model, output)
  return {
    kind: 'layers',
    inputs: model.inputs,
    head,
    layers: model,
    run(inputs, taps, repeat = 1) {
      const patches = new Patches()
      const rows = inputs[0]!.shape[0]!
      let repeating = false
      const widen = (x: tf.Tensor): tf.Tensor => {
        repeating = true
        return x.shape[0] === rows ? repeatRows(x, repeat) : x
      }
      try {
        head.linearise(patches)
        const finish = taps.map((visited) => attach(visited, patches, widen))
        if (repeat > 1) for (const { layer } of leafLayers(model)) followRows(layer, patches, () => repeating, widen)
        const outputs = model.apply([...inputs], { training: false })
        for (const check of finish) check()
        const scores = (Array.isArray(outputs) ? outputs[output] : outputs) as tf.Tensor
        return widen(scores)
      } finally {
        patches.restore()
      }
    },
  }
}

/** Attaches a visitor to a layer; the returned function checks that it came at the right call. */
function attach({ tap, visit, call }: Visited, patches: Patches, widen: Visit): () => void {
  const { layer, path, attach: attachElsewhere } = tap as LayerTap
  if (attachElsewhere !== undefined) {
    attachElsewhere((x) => visit(widen(x)), patches)
    return () => {}
  }
  let calls = 0
  const original = layer.call
  patches.set(layer, 'call', (inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<Layer['call']>[1]) => {
    const result = original.call(layer, inputs, kwargs)
    if (calls++ !== (call ?? 0) && call !== 'all') return result
    const first = visit(widen((Array.isArray(result) ? result[0] : result) as tf.Tensor))
    return Array.isArray(result) ? [first, ...result.slice(1)] : first
  })
  return () => {
    if (call === 'all') return
    if (calls > 1 && call === undefined) {
      throw new GradCamError('layer', `call: the model uses layer '${path}' ${calls} times; say which, from 0`)
    }
    if (calls > (call ?? 0)) return
    const got =
      call === undefined ? 'the model never calls it' : `call: got ${call}, but the model calls it ${calls} time(s)`
    throw new GradCamError('layer', `layer: no output of '${path}': ${got}`)
  }
}

/** Behind the tap, a layer that still gets the rows of the batch (a skip connection) gets them repeated. */
function followRows(layer: Layer, patches: Patches, isRepeating: () => boolean, widen: Visit): void {
  const original = layer.call
  patches.set(layer, 'call', (inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<Layer['call']>[1]) => {
    if (!isRepeating()) return original.call(layer, inputs, kwargs)
    return original.call(layer, Array.isArray(inputs) ? inputs.map(widen) : widen(inputs), kwargs)
  })
}
