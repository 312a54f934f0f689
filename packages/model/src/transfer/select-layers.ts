/** Which layers of a model are meant. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { show } from '../build/check-options.ts'
import { nestedModel } from '../inspect/flat-graph.ts'
import type { Layer } from '../layer.ts'
import { type LeafLayer, leafLayers } from '../weights/named-weights.ts'

/**
 * Layers by
 * - the path of a layer (`base/conv1`) or of a nested model (`base`: all that is in it),
 * - a regular expression that is tested on their paths,
 * - a function,
 * - `{ from }`: the layer of this path and all that come after it in the model's order,
 * - `{ last }`: so many layers with weights, counted from the output; those without have nothing to freeze.
 */
export type LayerSelector = string | RegExp | ((layer: LeafLayer) => boolean) | { from: string } | { last: number }

/** Paths of the nested models. */
function nestedPaths(layers: readonly Layer[], prefix = ''): string[] {
  return layers.flatMap((layer) => {
    const inner = nestedModel(layer)
    if (inner === undefined) return []
    const path = prefix + layer.name
    return [path, ...nestedPaths(inner.layers, `${path}/`)]
  })
}

function byPath(leaves: readonly LeafLayer[], model: LayersModel, path: string, parameter: string): LeafLayer[] {
  const exact = leaves.filter((leaf) => leaf.path === path)
  const found = exact.length > 0 ? exact : leaves.filter((leaf) => leaf.path.startsWith(`${path}/`))
  if (found.length > 0) return found
  const known = [...nestedPaths(model.layers), ...leaves.map((leaf) => leaf.path)]
  throw new RangeError(`${parameter}: no layer '${path}'; there are ${known.join(', ')}`)
}

/**
 * The layers that a selector means, in the model's order; never none.
 *
 * @throws RangeError where it means no layer, or is none
 */
export function selectLayers(model: LayersModel, selector: LayerSelector): LeafLayer[] {
  const leaves = leafLayers(model).filter(({ layer }) => layer.getClassName() !== 'InputLayer')
  const some = (found: LeafLayer[], shown: string): LeafLayer[] => {
    if (found.length > 0) return found
    throw new RangeError(`selector: ${shown} matches none of ${leaves.map(({ path }) => path).join(', ')}`)
  }
  if (typeof selector === 'string') return byPath(leaves, model, selector, 'selector')
  // `search` keeps no position between calls, which `test` does for an expression with the flag g.
  if (selector instanceof RegExp)
    return some(
      leaves.filter(({ path }) => path.search(selector) !== -1),
      String(selector),
    )
  if (typeof selector === 'function') return some(leaves.filter(selector), 'the function')
  if (typeof selector === 'object' && selector !== null) {
    if ('from' in selector) {
      const [first] = byPath(leaves, model, selector.from, 'selector.from')
      return leaves.slice(leaves.indexOf(first!))
    }
    const { last } = selector
    if (Number.isInteger(last) && last >= 1) {
      const weighted = leaves.filter(({ layer }) => layer.weights.length > 0)
      return some(weighted.slice(-last), `{ last: ${last} }`)
    }
    throw new RangeError(`selector.last: expected an integer of at least 1, got ${show(last)}`)
  }
  throw new RangeError(`selector: expected a path, a RegExp, a function, { from } or { last }, got ${show(selector)}`)
}
