/** A network for new classes on top of one that has learnt others. */
import { type LayersModel, input, layers, model } from '@tensorflow/tfjs-layers'

import { apply } from '../build/chain.ts'
import { integer, knownKeys, oneOf, rate, refuse } from '../build/check-options.ts'
import type { DenseBlock } from '../build/cnn-options.ts'
import { seedLayer } from '../build/seeded-weights.ts'
import type { Layer } from '../layer.ts'
import { cutBase } from './cut-base.ts'

/** What stands on the base. */
export interface TransferHead {
  /**
   * What becomes of the maps: their means, their largest values, or all of their values. Default `average`. A base that is cut
   * where it has no maps any more needs none.
   */
  pooling?: 'average' | 'max' | 'flatten'
  /** Dense ReLU layers before the output. Default none. */
  dense?: readonly (number | DenseBlock)[]
  /** Dropout before the output layer. Default 0. */
  dropout?: number
}

/** What `transferModel` takes. */
export interface TransferOptions {
  /** Any model with one input: built, loaded, converted from Keras. It is only read, and stays yours. */
  base: LayersModel
  /** Path of the layer behind which the base ends. Default: the last one whose output has height and width. */
  cut?: string
  head?: TransferHead
  /** Number of classes. Default 2. */
  classes?: number
  /** For the weights of the head: same seed, same weights, to the bit. Default 0. */
  seed?: number
}

interface ResolvedHead {
  pooling: TransferHead['pooling']
  dense: Required<DenseBlock>[]
  dropout: number
}

function resolveHead(head: TransferHead): ResolvedHead {
  if (typeof head !== 'object' || head === null) refuse('head', head, 'an object such as { dropout: 0.25 }')
  knownKeys('head.', head, ['pooling', 'dense', 'dropout'])
  const { pooling, dense = [], dropout = 0 } = head
  if (!Array.isArray(dense)) refuse('head.dense', dense, 'a list such as [64]')
  return {
    pooling: pooling === undefined ? undefined : oneOf('head.pooling', pooling, ['average', 'max', 'flatten'] as const),
    dense: dense.map((block: number | DenseBlock, i) => {
      const { units, dropout: share = 0 } = typeof block === 'object' && block !== null ? block : { units: block }
      return { units: integer(`head.dense[${i}].units`, units, 1), dropout: rate(`head.dense[${i}].dropout`, share) }
    }),
    dropout: rate('head.dropout', dropout),
  }
}

/** The layer that makes values of maps. */
function poolingLayer(pooling: TransferHead['pooling'] = 'average'): Layer {
  const name = 'head_pool'
  if (pooling === 'flatten') return layers.flatten({ name })
  return pooling === 'max' ? layers.globalMaxPooling2d({ name }) : layers.globalAveragePooling2d({ name })
}

/** The head's layers after pooling. */
function denseLayers({ dense, dropout }: ResolvedHead, classes: number): Layer[] {
  const kernelInitializer = 'glorotUniform'
  const list = dense.flatMap(({ units, dropout: share }, i) => {
    const name = `head_dense${i + 1}`
    const layer = layers.dense({ name, units, activation: 'relu', kernelInitializer })
    return share > 0 ? [layer, layers.dropout({ name: `${name}_dropout`, rate: share })] : [layer]
  })
  if (dropout > 0) list.push(layers.dropout({ name: 'head_dropout', rate: dropout }))
  return [...list, layers.dense({ name: 'head_output', units: classes, activation: 'softmax', kernelInitializer })]
}

/**
 * A new model `[n, height, width, channels] -> [n, classes]`: the base without its old head, then a new head with seeded
 * weights and a softmax (Yosinski et al. 2014, "How transferable are features in deep neural networks?").
 *
 * The base becomes one nested model named `base`, whose layers keep their names: `base/conv1`. The head's are `head_pool`,
 * `head_dense1`, ... `head_output`. Layers are copied by their settings and weights by their values, so that `base` can still be
 * used, trained and disposed of without any effect on the new model, nor the other way round. Layers that are frozen in the base are
 * frozen in the copy; `freeze(model, 'base')` freezes all of them. The caller disposes of both.
 *
 * The pictures need the preprocessing that the base was trained with.
 *
 * @throws RangeError naming the option, what came and what was expected; for a base with several inputs; for a `cut` that names
 * no layer, or one that is used twice
 * @example
 * ```ts
 * const base = buildCnn({ preset: 'compact', seed: 7 }) // or loadLayersModel(...)
 * const model = transferModel({ base, head: { dropout: 0.25 }, classes: 3, seed: 7 })
 * model.outputShape // [null, 3]
 * freeze(model, 'base')
 * ```
 */
export function transferModel(options: TransferOptions): LayersModel {
  knownKeys('', options, ['base', 'cut', 'head', 'classes', 'seed'])
  const { base, cut, classes = 2, seed = 0 } = options
  if (!Array.isArray((base as LayersModel | undefined)?.layers)) refuse('base', typeof base, 'a layers model')
  const head = resolveHead(options.head ?? {})
  integer('classes', classes, 2)
  integer('seed', seed, Number.MIN_SAFE_INTEGER)

  const list = denseLayers(head, classes)
  const copy = cutBase(base, cut, 'base', ['head_pool', ...list.map(({ name }) => name)])
  try {
    const { rank, shape } = copy.outputs[0]!
    if (rank === 4) list.unshift(poolingLayer(head.pooling))
    else if (rank !== 2) refuse('cut', shape, 'a layer that gives [n, height, width, channels] or [n, values]')
    else if (head.pooling !== undefined)
      refuse('head.pooling', head.pooling, 'none, as the base gives no maps where it is cut')
  } catch (error) {
    copy.dispose()
    throw error
  }
  const start = input({ batchShape: copy.inputs[0]!.shape, name: 'input' })
  const outputs = [copy as Layer, ...list].reduce((x, layer) => apply(layer, x), start)
  for (const layer of list) seedLayer(layer, seed, 'glorotUniform')
  return model({ name: 'transfer', inputs: start, outputs })
}
