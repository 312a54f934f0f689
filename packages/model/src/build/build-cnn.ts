/** Convolutional networks from a preset's name or from a few options. */
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers'

import type { Layer } from '../layer.ts'
import type { NetworkOptions, PresetName } from '../presets/preset-spec.ts'
import { presetSpec } from '../presets/presets.ts'
import { refuse } from './check-options.ts'
import { type CnnOptions, type ResolvedCnn, resolveCnn } from './cnn-options.ts'
import { type DepthwiseOptions, depthwiseNetwork } from './depthwise.ts'
import { type ResidualOptions, residualNetwork } from './residual.ts'
import { type KernelInitializer, seedLayer } from './seeded-weights.ts'

/** A named network, optionally with another number of classes or another size of picture. */
export interface PresetOptions {
  preset: PresetName
  /** `[height, width, channels]` instead of the preset's own; change the preprocessing along with it. */
  input?: readonly [number, number, number]
  /** Default 2. */
  classes?: number
  /** Same seed, same weights, to the bit. Default 0. */
  seed?: number
}

/** The layers of one block; `i` counts from 1 and numbers their names. */
function convLayers(block: ResolvedCnn['blocks'][number], i: number, cnn: ResolvedCnn): Layer[] {
  const { filters, kernel, stride, padding, batchNorm, pool, dropout } = block
  const { initializer: kernelInitializer, input } = cnn
  const inputShape = i === 1 ? { inputShape: [...input] } : {}
  const early = pool?.early ?? false
  const apart = batchNorm || early
  const conv = {
    name: `conv${i}`,
    filters,
    kernelSize: kernel,
    strides: stride,
    padding,
    kernelInitializer,
    ...inputShape,
  }
  const list: Layer[] = [layers.conv2d({ ...conv, activation: apart ? 'linear' : 'relu', useBias: !batchNorm })]
  const addPool = (): void => {
    if (pool === undefined) return
    const window = { name: `pool${i}`, poolSize: pool.size, strides: pool.size }
    list.push(pool.type === 'max' ? layers.maxPooling2d(window) : layers.averagePooling2d(window))
  }
  if (early) addPool()
  // Keras' momentum of .99 needs some 500 steps to forget the start; small data sets end before that.
  if (batchNorm) list.push(layers.batchNormalization({ name: `bn${i}`, momentum: 0.9 }))
  if (apart) list.push(layers.activation({ name: `relu${i}`, activation: 'relu' }))
  if (!early) addPool()
  if (dropout > 0) list.push(layers.dropout({ name: `dropout${i}`, rate: dropout }))
  return list
}

/** Head, dense layers and the softmax output. */
function headLayers({ head, dense, headDropout, classes, initializer: kernelInitializer }: ResolvedCnn): Layer[] {
  const list: Layer[] = [
    head === 'gap' ? layers.globalAveragePooling2d({ name: 'gap' }) : layers.flatten({ name: 'flatten' }),
  ]
  for (const [i, { units, dropout }] of dense.entries()) {
    list.push(layers.dense({ name: `dense${i + 1}`, units, activation: 'relu', kernelInitializer }))
    if (dropout > 0) list.push(layers.dropout({ name: `dense${i + 1}_dropout`, rate: dropout }))
  }
  if (headDropout > 0) list.push(layers.dropout({ name: 'head_dropout', rate: headDropout }))
  list.push(layers.dense({ name: 'output', units: classes, activation: 'softmax', kernelInitializer }))
  return list
}

/** The network, its weights not seeded yet, and what seeds them. */
function unseeded(options: CnnOptions | ResidualOptions | DepthwiseOptions): {
  network: LayersModel
  seed: number
  initializer: KernelInitializer
} {
  if (!('kind' in options)) {
    const cnn = resolveCnn(options)
    const blocks = cnn.blocks.flatMap((block, i) => convLayers(block, i + 1, cnn))
    return { ...cnn, network: sequential({ name: 'cnn', layers: [...blocks, ...headLayers(cnn)] }) }
  }
  switch (options.kind) {
    case 'residual':
      return residualNetwork(options)
    case 'depthwise':
      return depthwiseNetwork(options)
    default:
      return refuse('kind', (options as { kind: unknown }).kind, "'residual' or 'depthwise', or none for plain blocks")
  }
}

/**
 * Builds a convolutional network with seeded weights: input `[n, height, width, channels]`, output `[n, classes]`
 * softmax probabilities. Layers are named `conv1`, `bn1`, `relu1`, `pool1`, `dropout1`, ... `gap` or `flatten`,
 * `dense1`, ... `output`. They are the standard layers of tfjs: any tfjs program can load the saved model.
 *
 * With `kind: 'residual'` it is a residual network of basic blocks (He et al. 2016), with layers such as `stage1_block1_conv1`;
 * with `kind: 'depthwise'` one of inverted residuals (Sandler et al. 2018), with layers such as `block1_depthwise`.
 *
 * The same options and seed give weights that are equal to the bit on every backend. The caller disposes of the model
 * (`model.dispose()`).
 *
 * @throws RangeError naming the parameter, what came and what was expected
 * @example
 * ```ts
 * const model = buildCnn({ preset: 'covid-seed', seed: 7 })
 * const own = buildCnn({ input: [64, 64, 1], filters: [8, 16], batchNorm: true, head: 'gap', classes: 3 })
 * own.outputShape // [null, 3]
 * const stages = [{ filters: 8 }, { filters: 16, stride: 2 }]
 * const residual = buildCnn({ kind: 'residual', input: [64, 64, 1], stem: { filters: 8 }, stages })
 * residual.getLayer('stage2_block1_add').outputShape // [null, 8, 8, 16]
 * ```
 */
export function buildCnn(options: PresetOptions | CnnOptions | ResidualOptions | DepthwiseOptions): LayersModel {
  const { network, seed, initializer } = unseeded('preset' in options ? fromPreset(options) : options)
  for (const layer of network.layers) seedLayer(layer, seed, initializer)
  return network
}

function fromPreset({ preset, ...changes }: PresetOptions): NetworkOptions {
  const unknown = Object.keys(changes).find((key) => key !== 'classes' && key !== 'seed' && key !== 'input')
  if (unknown !== undefined)
    throw new RangeError(`${unknown}: no such option beside preset; there are classes, input, seed`)
  return { ...presetSpec(preset).network, ...changes }
}
