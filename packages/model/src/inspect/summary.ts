/** What a model is made of and what it costs, layer by layer. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { learningLayers } from '../transfer/frozen-normalisations.ts'
import { leafLayers, namedWeights } from '../weights/named-weights.ts'
import { callMultiplications } from './count-multiplications.ts'
import { type LayerCall, flatGraph } from './flat-graph.ts'

/** One layer. */
export interface SummaryRow {
  /** Its path: the name, that of a nested model before it (`base/conv1`). */
  path: string
  /** The class name of tfjs: `Conv2D`, `MaxPooling2D`, ... */
  type: string
  /** Without the batch axis; `null` where a size is open. */
  outputShape: (number | null)[]
  parameters: number
  /** How many of them training moves: none of a frozen layer's, no moving statistics. */
  trainable: number
  /** It has weights, and training leaves them alone. */
  frozen: boolean
  /** For one picture, all uses of the layer together; undefined where they cannot be told. */
  multiplications: number | undefined
  /** Paths of the layers that it takes its input from. */
  from: string[]
}

/** A model as rows and sums. */
export interface ModelSummary {
  name: string
  /** Without the batch axis; `null` where a size is open. */
  inputShape: (number | null)[]
  layers: SummaryRow[]
  /** True where each layer takes what the one before gives, and nothing else. */
  sequential: boolean
  parameters: number
  trainable: number
  /** For one picture, as `countMultiplications`; undefined where those of a layer cannot be told. */
  multiplications: number | undefined
  /**
   * Bytes of all layers' float32 outputs for one picture, its own included: what a training step keeps of each picture, but for
   * what the backend shares or recomputes. Undefined where a size is open.
   */
  activationBytes: number | undefined
}

/** The sum, undefined where any part is. */
const total = (parts: readonly (number | undefined)[]): number | undefined =>
  parts.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0)

function multiplicationsOf(call: LayerCall): number | undefined {
  try {
    return callMultiplications(call)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const valuesOf = ({ shapes }: LayerCall): number | undefined =>
  total(
    shapes
      .map((shape) => shape.slice(1).reduce((size, side) => (size === null || side === null ? null : size * side), 1))
      .map((size) => size ?? undefined),
  )

/**
 * Rows of layers, with shapes, parameters, multiplications and connections, those of nested models included, and their sums.
 * Input layers have no row. `formatSummary` makes a text of it.
 *
 * @example
 * ```ts
 * const { parameters, multiplications, activationBytes } = summary(buildCnn({ preset: 'compact' }))
 * parameters // 63538
 * ```
 */
export function summary(model: LayersModel): ModelSummary {
  const { calls } = flatGraph(model)
  const weights = namedWeights(model)
  const learning = learningLayers(model)
  const sizeOf = (path: string, trainableOnly: boolean): number =>
    weights
      .filter((weight) => weight.path === path && (weight.trainable || !trainableOnly))
      .reduce((sum, { variable }) => sum + variable.size, 0)

  const layers = leafLayers(model)
    .filter(({ layer }) => layer.getClassName() !== 'InputLayer')
    .map(({ path, layer }): SummaryRow => {
      const uses = calls.filter((call) => call.layer === layer)
      return {
        path,
        type: layer.getClassName(),
        outputShape: (uses[0]?.shapes[0] ?? (layer.outputShape as (number | null)[])).slice(1),
        parameters: sizeOf(path, false),
        trainable: sizeOf(path, true),
        frozen: layer.weights.length > 0 && !learning.has(layer),
        multiplications: total(uses.map(multiplicationsOf)),
        from: [...new Set(uses.flatMap(({ from }) => from.map(({ call }) => call.path)))],
      }
    })
  const values = total(calls.map(valuesOf))
  const sum = (part: 'parameters' | 'trainable'): number => layers.reduce((count, row) => count + row[part], 0)
  return {
    name: model.name,
    inputShape: model.inputs[0]!.shape.slice(1),
    layers,
    sequential: layers.every(({ from }, i) => from.length === 1 && (i === 0 || from[0] === layers[i - 1]!.path)),
    parameters: sum('parameters'),
    trainable: sum('trainable'),
    multiplications: total(layers.map(({ multiplications }) => multiplications)),
    activationBytes: values === undefined ? undefined : 4 * values,
  }
}
