/** The weights of a model under names that another process gives them too. */
import type { Variable } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import type { Layer } from '../layer.ts'

/** One weight of a model. */
export interface NamedWeight {
  /** The path of its layer and its own name, such as `conv1/kernel`; of a nested model `base/conv1/kernel`. */
  name: string
  /** The path of its layer, such as `conv1` or `base/conv1`. */
  path: string
  layer: Layer
  variable: Variable
  /** Whether training moves it: a frozen layer's weights and moving statistics stay. */
  trainable: boolean
}

/** A layer that is no model, with its path. */
export interface LeafLayer {
  path: string
  layer: Layer
}

/** Every layer of a model, those of nested models under `nested/layer`; a layer that is used twice comes once. */
export function leafLayers(model: { layers: Layer[] }): LeafLayer[] {
  const seen = new Set<Layer>()
  const walk = (layers: Layer[], prefix: string): LeafLayer[] =>
    layers.flatMap((layer) => {
      if (seen.has(layer)) return []
      seen.add(layer)
      const nested = (layer as { layers?: Layer[] }).layers
      const path = prefix + layer.name
      return Array.isArray(nested) ? walk(nested, `${path}/`) : [{ path, layer }]
    })
  return walk(model.layers, '')
}

/**
 * All weights, layer by layer. The names that tfjs gives to variables count the models of a process (`kernel_3`) and change from
 * run to run; these do not.
 *
 * @throws RangeError where two layers have the same path
 */
export function namedWeights(model: LayersModel): NamedWeight[] {
  const trainable = new Set(model.trainableWeights.map((weight) => weight.read()))
  const seen = new Set<string>()
  return leafLayers(model).flatMap(({ path, layer }) =>
    layer.weights.map((weight) => {
      const name = `${path}/${weight.originalName.split('/').at(-1)}`
      if (seen.has(name))
        throw new RangeError(`model: two weights are named '${name}': give the layers names of their own`)
      seen.add(name)
      const variable = weight.read() as Variable
      return { name, path, layer, variable, trainable: trainable.has(variable) }
    }),
  )
}
