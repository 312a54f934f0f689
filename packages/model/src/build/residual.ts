/** Residual networks of basic blocks (He et al. 2016, "Deep residual learning for image recognition", figures 3 and 5 left). */
import { type LayersModel, type SymbolicTensor, input, layers, model } from '@tensorflow/tfjs-layers'

import { activate, apply, channelsOf, classify, convolve, normalise } from './chain.ts'
import { integer, knownKeys, refuse } from './check-options.ts'
import { POOLED_KEYS, type PooledOptions, resolvePooled } from './head-options.ts'
import type { KernelInitializer } from './seeded-weights.ts'

/** Blocks that work on pictures of one size. */
export interface ResidualStage {
  filters: number
  /** Number of blocks; each has two 3x3 convolutions. Default 1. */
  blocks?: number
  /** Of the first block; the others keep the size. Default 1. */
  stride?: number
}

/** A residual network: stem, stages, global average pooling, softmax. */
export interface ResidualOptions extends PooledOptions {
  kind: 'residual'
  /** First convolution with stride 2, then max-pooling of 3x3 with stride 2. Its window is 7x7 unless `kernel` says otherwise. */
  stem: { filters: number; kernel?: number }
  stages: readonly ResidualStage[]
}

interface Block {
  name: string
  filters: number
  stride: number
  initializer: KernelInitializer
}

/** `relu(shortcut(x) + bn(conv(relu(bn(conv(x))))))`; the shortcut is `x`, or a 1x1 convolution where the shape changes. */
function basicBlock(x: SymbolicTensor, { name, filters, stride, initializer }: Block): SymbolicTensor {
  const same = stride === 1 && channelsOf(x) === filters
  // The shortcut comes first in the sum, so that the last convolution in the order of the layers, the one that Grad-CAM looks
  // at, is one of the trunk.
  const projection = (): SymbolicTensor =>
    normalise(convolve(x, `${name}_shortcut_conv`, { filters, kernel: 1, stride, initializer }), `${name}_shortcut_bn`)
  const shortcut = same ? x : projection()
  const first = convolve(x, `${name}_conv1`, { filters, kernel: 3, stride, initializer })
  const active = activate(normalise(first, `${name}_bn1`), `${name}_relu1`, 'relu')
  const second = convolve(active, `${name}_conv2`, { filters, kernel: 3, stride: 1, initializer })
  const sum = apply(layers.add({ name: `${name}_add` }), [shortcut, normalise(second, `${name}_bn2`)])
  return activate(sum, `${name}_relu2`, 'relu')
}

type Resolved = Omit<Required<ResidualOptions>, 'stages'> & { stages: Required<ResidualStage>[] }

function resolveResidual(options: ResidualOptions): Resolved {
  knownKeys('', options, [...POOLED_KEYS, 'stem', 'stages'])
  const { stem, stages } = options
  if (typeof stem !== 'object' || stem === null) refuse('stem', stem, 'an object such as { filters: 16 }')
  knownKeys('stem.', stem, ['filters', 'kernel'])
  if (!Array.isArray(stages) || stages.length === 0) refuse('stages', stages, 'a list of at least one stage')
  return {
    ...resolvePooled(options),
    kind: 'residual',
    stem: {
      filters: integer('stem.filters', stem.filters, 1),
      kernel: integer('stem.kernel', stem.kernel ?? 7, 1),
    },
    stages: stages.map((stage: ResidualStage, i) => {
      const where = `stages[${i}].`
      if (typeof stage !== 'object' || stage === null)
        refuse(`stages[${i}]`, stage, 'an object such as { filters: 16 }')
      knownKeys(where, stage, ['filters', 'blocks', 'stride'])
      return {
        filters: integer(`${where}filters`, stage.filters, 1),
        blocks: integer(`${where}blocks`, stage.blocks ?? 1, 1),
        stride: integer(`${where}stride`, stage.stride ?? 1, 1),
      }
    }),
  }
}

/** The network, its weights not seeded yet. */
export function residualNetwork(options: ResidualOptions): { network: LayersModel } & Required<PooledOptions> {
  const resolved = resolveResidual(options)
  const { stem, stages, initializer } = resolved
  const start = input({ shape: [...resolved.input], name: 'input' })
  let x = convolve(start, 'conv1', { filters: stem.filters, kernel: stem.kernel!, stride: 2, initializer })
  x = activate(normalise(x, 'bn1'), 'relu1', 'relu')
  x = apply(layers.maxPooling2d({ name: 'pool1', poolSize: 3, strides: 2, padding: 'same' }), x)
  for (const [i, { filters, blocks, stride }] of stages.entries()) {
    for (let j = 0; j < blocks; j++) {
      const name = `stage${i + 1}_block${j + 1}`
      x = basicBlock(x, { name, filters, stride: j === 0 ? stride : 1, initializer })
    }
  }
  return { ...resolved, network: model({ name: 'residual', inputs: start, outputs: classify(x, resolved) }) }
}
