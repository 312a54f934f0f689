/** A copy of the first part of a model. */
import { tidy } from '@tensorflow/tfjs-core'
import { type LayersModel, type SymbolicTensor, input, model } from '@tensorflow/tfjs-layers'

import { type FlatGraph, type LayerCall, flatGraph } from '../inspect/flat-graph.ts'
import type { Layer } from '../layer.ts'
import { cloneLayer } from './clone-layer.ts'
import { learningLayers } from './frozen-normalisations.ts'

/** More than one cell, or as many as the picture asks for. */
function isMap([_batch, height, width, ...rest]: readonly (number | null)[]): boolean {
  return rest.length === 1 && !(height === 1 && width === 1)
}

/** Where to cut: behind the layer of that path, by default behind the last one whose output has height and width. */
function findCut({ calls }: FlatGraph, cut: string | undefined): LayerCall {
  const layers = calls.filter(({ layer }) => layer.getClassName() !== 'InputLayer')
  const maps = layers.filter(({ shapes }) => isMap(shapes[0]!))
  const named = (): string => maps.map(({ path }) => path).join(', ') || 'none'
  if (cut === undefined) {
    const last = maps.at(-1)
    if (last === undefined) throw new RangeError('cut: no layer of the base gives maps with height and width; name one')
    return last
  }
  const exact = layers.filter(({ path }) => path === cut)
  // The last layer of a nested model stands for all of it.
  const uses = exact.length > 0 ? exact : layers.filter(({ path }) => path.startsWith(`${cut}/`)).slice(-1)
  if (uses.length === 0)
    throw new RangeError(`cut: the base has no layer '${cut}'; layers with height and width are ${named()}`)
  if (uses.length > 1) throw new RangeError(`cut: the base uses layer '${cut}' ${uses.length} times; name another one`)
  return uses[0]!
}

/** The calls that one is computed from and itself, in their order. */
function leadingTo(last: LayerCall, { calls }: FlatGraph): LayerCall[] {
  const needed = new Set([last])
  for (const call of calls.toReversed()) {
    if (needed.has(call)) for (const { call: before } of call.from) needed.add(before)
  }
  return calls.filter((call) => needed.has(call))
}

/**
 * Names for layers that were nested and now are not: their own where only one of them has it, otherwise the path with `_`.
 * tfjs finds weights by the names of their layers alone, so that these have to differ in the whole model.
 */
function namesOf(calls: readonly LayerCall[], taken: readonly string[]): Map<Layer, string> {
  const layers = new Map(calls.map(({ layer, path }) => [layer, path]))
  const count = new Map<string, number>()
  for (const { name } of layers.keys()) count.set(name, (count.get(name) ?? 0) + 1)
  const names = new Map<Layer, string>()
  const used = new Set(taken)
  for (const [layer, path] of layers) {
    const wanted = count.get(layer.name) === 1 ? layer.name : path.replaceAll('/', '_')
    let name = wanted
    for (let i = 2; used.has(name); i++) name = `${wanted}_${i}`
    used.add(name)
    names.set(layer, name)
  }
  return names
}

/** What has been copied so far. */
interface Copied {
  made: Map<LayerCall, SymbolicTensor[]>
  clones: Map<Layer, Layer>
  names: Map<Layer, string>
}

/** The same call of the layer's clone, on what the calls before it gave. */
function repeat({ layer, from, shapes, callArgs }: LayerCall, { made, clones, names }: Copied): SymbolicTensor[] {
  const name = names.get(layer)!
  if (from.length === 0) return [input({ batchShape: shapes[0]!, name })]
  const clone = clones.get(layer) ?? cloneLayer(layer, name)
  clones.set(layer, clone)
  const inputs = from.map(({ call, output }) => made.get(call)![output]!)
  return [clone.apply(inputs.length === 1 ? inputs[0]! : inputs, callArgs) as SymbolicTensor | SymbolicTensor[]].flat()
}

/**
 * A model of its own that computes what `base` computes up to `cut`, with copies of its layers and the same values in their
 * weights; nested models are unfolded. `base` is only read. The caller disposes of the copy.
 *
 * @param taken names that no layer of the copy may have
 */
export function cutBase(
  base: LayersModel,
  cut: string | undefined,
  name: string,
  taken: readonly string[],
): LayersModel {
  if (base.inputs.length !== 1) throw new RangeError(`base: expected one input, got ${base.inputs.length}`)
  const graph = flatGraph(base)
  const last = findCut(graph, cut)
  const calls = leadingTo(last, graph)
  const names = namesOf(calls, taken)
  const clones = new Map<Layer, Layer>()
  const made = new Map<LayerCall, SymbolicTensor[]>()
  try {
    for (const call of calls) made.set(call, repeat(call, { made, clones, names }))
  } catch (error) {
    for (const clone of clones.values()) if (clone.built) clone.dispose()
    throw error
  }
  const start = calls.find(({ from }) => from.length === 0)!
  const copy = model({ name, inputs: made.get(start)!, outputs: made.get(last)![0]! })
  const learning = learningLayers(base)
  tidy(() => {
    for (const [layer, clone] of clones) {
      clone.trainable = learning.has(layer)
      if (layer.weights.length > 0) clone.setWeights(layer.getWeights())
    }
  })
  return copy
}
