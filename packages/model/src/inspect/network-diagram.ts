/** A network as rows for a table or a figure. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { flatLayers } from '../training/forward.ts'

/** One layer of a network. */
export interface DiagramLayer {
  name: string
  /** The class name of tfjs: `Conv2D`, `MaxPooling2D`, ... */
  type: string
  /** Without the batch axis; `null` where a size is open. */
  outputShape: (number | null)[]
  parameters: number
  /** What sets it apart from others of its type, in a few words: `3x3, stride 1, valid, relu`. */
  detail: string
}

export interface NetworkDiagram {
  layers: DiagramLayer[]
  parameters: number
}

const square = (size: unknown): string => (Array.isArray(size) ? size.join('x') : `${size}x${size}`)
const single = (size: unknown): unknown =>
  Array.isArray(size) && size.every((side) => side === size[0]) ? size[0] : square(size)

function detailOf(config: Record<string, unknown>): string {
  const { kernel_size, kernelSize = kernel_size, poolSize, strides, padding, units, rate, activation } = config
  const parts: unknown[] = []
  if (kernelSize !== undefined) parts.push(square(kernelSize), `stride ${single(strides)}`, padding)
  if (poolSize !== undefined) parts.push(square(poolSize))
  if (units !== undefined) parts.push(`${units} units`)
  if (rate !== undefined) parts.push(`rate ${rate}`)
  if (activation !== undefined && activation !== 'linear') parts.push(activation)
  return parts.join(', ')
}

/**
 * Name, type, output shape, parameters and a short description of every layer, those of nested models included.
 *
 * @example
 * ```ts
 * networkDiagram(buildCnn({ preset: 'covid-seed' })).layers[0]
 * // { name: 'conv1', type: 'Conv2D', outputShape: [222, 222, 32], parameters: 896, detail: '3x3, stride 1, valid, relu' }
 * ```
 */
export function networkDiagram(model: LayersModel): NetworkDiagram {
  const layers = flatLayers(model)
    .filter((layer) => layer.getClassName() !== 'InputLayer')
    .map((layer) => ({
      name: layer.name,
      type: layer.getClassName(),
      outputShape: (layer.outputShape as (number | null)[]).slice(1),
      parameters: layer.countParams(),
      detail: detailOf(layer.getConfig() as Record<string, unknown>),
    }))
  return { layers, parameters: model.countParams() }
}
