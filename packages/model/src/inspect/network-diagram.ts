/** A network as rows for a table or a figure, and how they hang together. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { leafLayers } from '../weights/named-weights.ts'
import { flatGraph } from './flat-graph.ts'

/** One layer of a network. */
export interface DiagramLayer {
  /** Its path: the name, that of a nested model before it (`base/conv1`). */
  name: string
  /** The class name of tfjs: `Conv2D`, `MaxPooling2D`, ... */
  type: string
  /** Without the batch axis; `null` where a size is open. */
  outputShape: (number | null)[]
  parameters: number
  /** What sets it apart from others of its type, in a few words: `3x3, stride 1, valid, relu`. */
  detail: string
}

/** What one layer gives goes into another; both are positions in `layers`. */
export interface DiagramEdge {
  from: number
  to: number
}

export interface NetworkDiagram {
  layers: DiagramLayer[]
  /** Sorted by `to`, then by `from`. A layer without an edge to it takes the input of the network. */
  edges: DiagramEdge[]
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
 * Name, type, output shape, parameters and a short description of every layer, those of nested models included, and which
 * layer feeds which.
 *
 * @example
 * ```ts
 * const { layers, edges } = networkDiagram(buildCnn({ preset: 'covid-seed' }))
 * layers[0]
 * // { name: 'conv1', type: 'Conv2D', outputShape: [222, 222, 32], parameters: 896, detail: '3x3, stride 1, valid, relu' }
 * edges[0] // { from: 0, to: 1 }
 * ```
 */
export function networkDiagram(model: LayersModel): NetworkDiagram {
  const { calls } = flatGraph(model)
  const rows = leafLayers(model).filter(({ layer }) => layer.getClassName() !== 'InputLayer')
  const places = new Map(rows.map(({ layer }, i) => [layer, i]))
  const layers = rows.map(({ path, layer }) => ({
    name: path,
    type: layer.getClassName(),
    outputShape: (
      calls.find((call) => call.layer === layer)?.shapes[0] ?? (layer.outputShape as (number | null)[])
    ).slice(1),
    parameters: layer.countParams(),
    detail: detailOf(layer.getConfig() as Record<string, unknown>),
  }))
  const edges = rows.flatMap(({ layer }, to) => {
    const sources = calls
      .filter((call) => call.layer === layer)
      .flatMap(({ from }) => from.map(({ call }) => places.get(call.layer)))
    return [...new Set(sources)]
      .filter((from) => from !== undefined)
      .toSorted((a, b) => a - b)
      .map((from) => ({ from, to }))
  })
  return { layers, edges, parameters: model.countParams() }
}
