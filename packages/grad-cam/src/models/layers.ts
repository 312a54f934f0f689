/** Finds the layer to look at, also inside nested models. */
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { GradCamError } from '../errors.ts'

type Layer = layers.Layer

/** A layer that is no model itself. */
export interface LayerEntry {
  /** Its name, preceded by the names of the models it is nested in. */
  path: string
  layer: Layer
}

/** A layer whose output a map can be drawn from. */
export interface SpatialLayer {
  /** What to pass as `layer` to `createExplainer`. */
  path: string
  /** Class of the layer, such as `Conv2D`. */
  type: string
  /** `[height, width, channels]` of its output; `null` where it follows the size of the picture. */
  shape: [height: number | null, width: number | null, channels: number | null]
  convolutional: boolean
}

const convolutions = new Set(['Conv2D', 'Conv2DTranspose', 'DepthwiseConv2D', 'SeparableConv2D'])

/** A layer that is a model itself, or `undefined`. Recognised by its parts: two copies of tfjs may be loaded. */
export function asModel(layer: Layer): { layers: Layer[]; outputs: SymbolicTensor[] } | undefined {
  const parts = layer as unknown as { layers?: Layer[]; outputs?: SymbolicTensor[] }
  return Array.isArray(parts.layers) && Array.isArray(parts.outputs)
    ? { layers: parts.layers, outputs: parts.outputs }
    : undefined
}

/** All layers that are no models themselves, in the order of the model, nested ones in place. */
export function leafLayers(model: { layers: Layer[] }, prefix = ''): LayerEntry[] {
  return model.layers.flatMap((layer) => {
    const inner = asModel(layer)
    return inner === undefined ? [{ path: prefix + layer.name, layer }] : leafLayers(inner, `${prefix}${layer.name}/`)
  })
}

/** True where the layer works with channels before height and width. */
export function isChannelsFirst(layer: Layer): boolean {
  return (layer as unknown as { dataFormat?: string }).dataFormat === 'channelsFirst'
}

/** `[height, width, channels]` of a layer's output; `undefined` where it has no spatial extent. */
function spatialShape(layer: Layer): SpatialLayer['shape'] | undefined {
  const shape = layer.inboundNodes[0]?.outputShapes as unknown as (number | null)[] | (number | null)[][] | undefined
  const first = (Array.isArray(shape?.[0]) ? shape[0] : shape) as (number | null)[] | undefined
  if (first?.length !== 4) return undefined
  const [, a = null, b = null, c = null] = first
  const [height, width, channels] = isChannelsFirst(layer) ? [b, c, a] : [a, b, c]
  return height === 1 && width === 1 ? undefined : [height, width, channels]
}

/**
 * The layers of `model` that a map can be drawn from: output of rank 4, more than one cell. In the order of the model.
 *
 * @example
 * listLayers(model).map((layer) => layer.path) // ['conv1', 'conv2', 'pool1']
 */
export function listLayers(model: LayersModel): SpatialLayer[] {
  return leafLayers(model).flatMap(({ path, layer }) => {
    const type = layer.getClassName()
    const shape = spatialShape(layer)
    if (shape === undefined || type === 'InputLayer') return []
    return [{ path, type, shape, convolutional: convolutions.has(type) }]
  })
}

/** The layer by name, path or object; `'auto'` is the last convolution with spatial extent. */
export function findLayer(model: LayersModel, wanted: 'auto' | string | Layer): LayerEntry {
  const spatial = listLayers(model)
  const convolutional = spatial.filter((layer) => layer.convolutional).map((layer) => layer.path)
  const candidates =
    convolutional.length > 0
      ? `convolutional layers are ${convolutional.join(', ')}`
      : `layers with spatial extent are ${spatial.map((layer) => layer.path).join(', ') || 'none'}`

  const entries = leafLayers(model)
  if (wanted === 'auto') {
    const path = convolutional.at(-1)
    const entry = entries.find((each) => each.path === path)
    if (entry === undefined)
      throw new GradCamError('layer', `layer: the model has no convolution to look at; ${candidates}`)
    return entry
  }

  const shown = typeof wanted === 'string' ? wanted : wanted.name
  const matches =
    typeof wanted === 'string'
      ? [entries.filter(({ path }) => path === wanted), entries.filter(({ layer }) => layer.name === wanted)].find(
          (found) => found.length > 0,
        )
      : entries.filter(({ layer }) => layer === wanted)
  const [entry, ...others] = matches ?? []
  if (entry === undefined)
    throw new GradCamError('layer', `layer: no layer named '${shown}' in the model; ${candidates}`)
  if (others.some(({ layer }) => layer !== entry.layer)) {
    const paths = [entry, ...others].map(({ path }) => `'${path}'`).join(', ')
    throw new GradCamError('layer', `layer: '${shown}' names several layers; say which: ${paths}`)
  }
  if (!spatial.some(({ path }) => path === entry.path)) {
    throw new GradCamError('layer', `layer: the output of '${shown}' has no height and width; ${candidates}`)
  }
  return entry
}
