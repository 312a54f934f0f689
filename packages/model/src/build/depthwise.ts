/** Networks of inverted residuals (Sandler et al. 2018, "MobileNetV2: inverted residuals and linear bottlenecks", table 1). */
import { type LayersModel, type SymbolicTensor, input, layers, model } from '@tensorflow/tfjs-layers'

import { activate, apply, channelsOf, classify, convolve, normalise } from './chain.ts'
import { integer, knownKeys, refuse } from './check-options.ts'
import { POOLED_KEYS, type PooledOptions, resolvePooled } from './head-options.ts'
import type { KernelInitializer } from './seeded-weights.ts'

/** Widen by a 1x1 convolution, filter each channel by itself, narrow by another 1x1 convolution without activation. */
export interface DepthwiseBlock {
  filters: number
  /** Of the depthwise 3x3 convolution. Default 1. */
  stride?: number
  /** Channels inside, as a multiple of those that come in; 1 leaves the widening out. Default 6. */
  expansion?: number
}

/** A depthwise network: stem, blocks, a last 1x1 convolution, global average pooling, softmax. */
export interface DepthwiseOptions extends PooledOptions {
  kind: 'depthwise'
  /** First convolution, 3x3 with stride 2. */
  stem: { filters: number }
  blocks: readonly DepthwiseBlock[]
  /** The last convolution, 1x1: the features that are averaged. */
  last: { filters: number }
}

interface Block extends Required<DepthwiseBlock> {
  name: string
  initializer: KernelInitializer
}

/** The result is added to the input where both have one shape. */
function invertedResidual(x: SymbolicTensor, { name, filters, stride, expansion, initializer }: Block): SymbolicTensor {
  const channels = channelsOf(x)
  const pointwise = { kernel: 1, stride: 1, initializer }
  let inside = x
  if (expansion > 1) {
    inside = convolve(inside, `${name}_expand`, { ...pointwise, filters: channels * expansion })
    inside = activate(normalise(inside, `${name}_expand_bn`), `${name}_expand_relu`, 'relu6')
  }
  const depthwise = layers.depthwiseConv2d({
    name: `${name}_depthwise`,
    kernelSize: 3,
    strides: stride,
    padding: 'same',
    useBias: false,
    depthwiseInitializer: initializer,
  })
  inside = normalise(apply(depthwise, inside), `${name}_depthwise_bn`)
  inside = activate(inside, `${name}_depthwise_relu`, 'relu6')
  const narrow = normalise(convolve(inside, `${name}_project`, { ...pointwise, filters }), `${name}_project_bn`)
  return stride === 1 && channels === filters ? apply(layers.add({ name: `${name}_add` }), [x, narrow]) : narrow
}

function filtersOf(parameter: string, part: { filters: number }): { filters: number } {
  if (typeof part !== 'object' || part === null) refuse(parameter, part, 'an object such as { filters: 16 }')
  knownKeys(`${parameter}.`, part, ['filters'])
  return { filters: integer(`${parameter}.filters`, part.filters, 1) }
}

type Resolved = Omit<Required<DepthwiseOptions>, 'blocks'> & { blocks: Required<DepthwiseBlock>[] }

function resolveDepthwise(options: DepthwiseOptions): Resolved {
  knownKeys('', options, [...POOLED_KEYS, 'stem', 'blocks', 'last'])
  const { blocks } = options
  if (!Array.isArray(blocks) || blocks.length === 0) refuse('blocks', blocks, 'a list of at least one block')
  return {
    ...resolvePooled(options),
    kind: 'depthwise',
    stem: filtersOf('stem', options.stem),
    last: filtersOf('last', options.last),
    blocks: blocks.map((block: DepthwiseBlock, i) => {
      const where = `blocks[${i}].`
      if (typeof block !== 'object' || block === null)
        refuse(`blocks[${i}]`, block, 'an object such as { filters: 24 }')
      knownKeys(where, block, ['filters', 'stride', 'expansion'])
      return {
        filters: integer(`${where}filters`, block.filters, 1),
        stride: integer(`${where}stride`, block.stride ?? 1, 1),
        expansion: integer(`${where}expansion`, block.expansion ?? 6, 1),
      }
    }),
  }
}

/** The network, its weights not seeded yet. */
export function depthwiseNetwork(options: DepthwiseOptions): { network: LayersModel } & Required<PooledOptions> {
  const resolved = resolveDepthwise(options)
  const { stem, blocks, last, initializer } = resolved
  const start = input({ shape: [...resolved.input], name: 'input' })
  let x = convolve(start, 'conv1', { ...stem, kernel: 3, stride: 2, initializer })
  x = activate(normalise(x, 'bn1'), 'relu1', 'relu6')
  for (const [i, block] of blocks.entries()) x = invertedResidual(x, { ...block, name: `block${i + 1}`, initializer })
  x = convolve(x, 'last_conv', { ...last, kernel: 1, stride: 1, initializer })
  x = activate(normalise(x, 'last_bn'), 'last_relu', 'relu6')
  return { ...resolved, network: model({ name: 'depthwise', inputs: start, outputs: classify(x, resolved) }) }
}
