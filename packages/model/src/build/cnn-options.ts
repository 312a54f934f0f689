/** The options of a convolutional network, and their check: every error names the parameter. */
import { integer, knownKeys, oneOf, pictureShape, rate, refuse } from './check-options.ts'
import type { KernelInitializer } from './seeded-weights.ts'

/** What halves a picture between blocks: windows do not overlap. */
export interface Pooling {
  type: 'max' | 'average'
  /** Side of the window and step, in pixels. */
  size: number
  /**
   * Pool the convolution's output before normalisation and activation instead of after them. Max-pooling gives nearly the same
   * picture either way, but what follows then has a quarter of the values to work on. Default false.
   */
  early?: boolean
}

/** Convolution, optional batch normalisation, ReLU, then optional pooling and dropout. */
export interface ConvBlock {
  filters: number
  /** Side of the square window. Default 3. */
  kernel?: number
  /** Default 1. */
  stride?: number
  /** `valid` shrinks the picture by `kernel - 1`, `same` keeps it. Default `same`. */
  padding?: 'valid' | 'same'
  /** Batch normalisation between convolution and ReLU; the convolution then has no bias. Default false. */
  batchNorm?: boolean
  /** Default none. */
  pool?: Pooling
  /** Share of values dropped in training, after pooling. Default 0. */
  dropout?: number
}

/** A dense ReLU layer before the output. */
export interface DenseBlock {
  units: number
  /** Share of values dropped in training. Default 0. */
  dropout?: number
}

/** What a network and its start are made of, whichever way its blocks are given. */
export interface CommonOptions {
  /** `[height, width, channels]` */
  input: readonly [number, number, number]
  /** `gap`: mean over the picture for each filter; `flatten`: every value of the last block. Default `gap`. */
  head?: 'gap' | 'flatten'
  /** Dense layers after the head, before the output. Default none. */
  dense?: readonly (number | DenseBlock)[]
  /** Dropout before the output layer. Default 0. */
  headDropout?: number
  /** Number of classes. Default 2. */
  classes?: number
  /** Default `glorotUniform`, as in Keras. */
  initializer?: KernelInitializer
  /** Same seed, same weights, to the bit. Default 0. */
  seed?: number
}

/** Every block spelled out. */
export interface BlockOptions extends CommonOptions {
  blocks: readonly ConvBlock[]
}

/** Short form: one block for each number in `filters`, all alike otherwise. */
export interface FilterOptions extends CommonOptions, Omit<ConvBlock, 'filters' | 'pool'> {
  filters: readonly number[]
  /** After every block. Default max-pooling of 2; `false` for none. */
  pooling?: Pooling | 'max' | 'average' | false
}

/** A network without a preset. */
export type CnnOptions = BlockOptions | FilterOptions

/** Options with every default filled in. */
export interface ResolvedCnn {
  input: readonly [number, number, number]
  blocks: readonly (Required<Omit<ConvBlock, 'pool'>> & { pool: Required<Pooling> | undefined })[]
  head: 'gap' | 'flatten'
  dense: readonly Required<DenseBlock>[]
  headDropout: number
  classes: number
  initializer: KernelInitializer
  seed: number
}

const BLOCK_KEYS = ['filters', 'kernel', 'stride', 'padding', 'batchNorm', 'pool', 'dropout']
const COMMON_KEYS = ['input', 'head', 'dense', 'headDropout', 'classes', 'initializer', 'seed']

function resolvePool(parameter: string, pool: unknown): Required<Pooling> | undefined {
  if (pool === undefined) return undefined
  if (typeof pool !== 'object' || pool === null) refuse(parameter, pool, "{ type: 'max' | 'average', size }")
  knownKeys(`${parameter}.`, pool, ['type', 'size', 'early'])
  const { type, size, early = false } = pool as Partial<Pooling>
  if (typeof early !== 'boolean') refuse(`${parameter}.early`, early, 'true or false')
  return {
    early,
    type: oneOf(`${parameter}.type`, type, ['max', 'average']),
    size: integer(`${parameter}.size`, size, 2),
  }
}

function resolveBlock(block: ConvBlock, where: string): ResolvedCnn['blocks'][number] {
  const { filters, kernel = 3, stride = 1, padding = 'same', batchNorm = false, pool, dropout = 0 } = block
  if (typeof batchNorm !== 'boolean') refuse(`${where}batchNorm`, batchNorm, 'true or false')
  return {
    filters: integer(`${where}filters`, filters, 1),
    kernel: integer(`${where}kernel`, kernel, 1),
    stride: integer(`${where}stride`, stride, 1),
    padding: oneOf(`${where}padding`, padding, ['valid', 'same']),
    batchNorm,
    pool: resolvePool(`${where}pool`, pool),
    dropout: rate(`${where}dropout`, dropout),
  }
}

function resolveBlocks(options: CnnOptions): ResolvedCnn['blocks'] {
  if ('blocks' in options) {
    knownKeys('', options, [...COMMON_KEYS, 'blocks'])
    const { blocks } = options
    if (!Array.isArray(blocks) || blocks.length === 0) refuse('blocks', blocks, 'a list of at least one block')
    return blocks.map((block: ConvBlock, i) => {
      if (typeof block !== 'object' || block === null)
        refuse(`blocks[${i}]`, block, 'an object such as { filters: 32 }')
      knownKeys(`blocks[${i}].`, block, BLOCK_KEYS)
      return resolveBlock(block, `blocks[${i}].`)
    })
  }
  knownKeys('', options, [...COMMON_KEYS, 'pooling', ...BLOCK_KEYS.filter((key) => key !== 'pool')])
  const { filters, kernel = 3, stride = 1, padding = 'same', batchNorm = false, dropout = 0, pooling = 'max' } = options
  if (!Array.isArray(filters) || filters.length === 0) refuse('filters', filters, 'a list such as [32, 64]')
  const size = pooling === 'max' || pooling === 'average' ? { type: pooling, size: 2 } : pooling
  const pool = resolvePool('pooling', size === false ? undefined : size)
  const pooled = pool === undefined ? {} : { pool }
  return filters.map((count: number, i) => {
    integer(`filters[${i}]`, count, 1)
    return resolveBlock({ filters: count, kernel, stride, padding, batchNorm, dropout, ...pooled }, '')
  })
}

/** Walks the side of the picture through the blocks, so that a window that does not fit is named. */
function checkFit(input: ResolvedCnn['input'], blocks: ResolvedCnn['blocks']): void {
  let [height, width] = input
  for (const [i, { kernel, stride, padding, pool }] of blocks.entries()) {
    const name = `block ${i + 1}`
    if (padding === 'valid' && (kernel > height || kernel > width)) {
      throw new RangeError(
        `kernel: a ${kernel}x${kernel} window does not fit into the ${height}x${width} picture that reaches ${name}`,
      )
    }
    const shrink = padding === 'valid' ? kernel - 1 : 0
    height = Math.ceil((height - shrink) / stride)
    width = Math.ceil((width - shrink) / stride)
    if (pool === undefined) continue
    if (pool.size > height || pool.size > width) {
      throw new RangeError(
        `pooling: a ${pool.size}x${pool.size} window does not fit into the ${height}x${width} picture in ${name}`,
      )
    }
    height = Math.floor(height / pool.size)
    width = Math.floor(width / pool.size)
  }
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws RangeError naming the parameter, what came and what was expected
 */
export function resolveCnn(options: CnnOptions): ResolvedCnn {
  const {
    input,
    head = 'gap',
    dense = [],
    headDropout = 0,
    classes = 2,
    initializer = 'glorotUniform',
    seed = 0,
  } = options
  const picture = pictureShape(input)
  const blocks = resolveBlocks(options)
  if (!Array.isArray(dense)) refuse('dense', dense, 'a list such as [64]')
  const resolved: ResolvedCnn = {
    input: picture,
    blocks,
    head: oneOf('head', head, ['gap', 'flatten']),
    dense: dense.map((block: number | DenseBlock, i) => {
      const { units, dropout = 0 } = typeof block === 'object' && block !== null ? block : { units: block }
      return { units: integer(`dense[${i}].units`, units, 1), dropout: rate(`dense[${i}].dropout`, dropout) }
    }),
    headDropout: rate('headDropout', headDropout),
    classes: integer('classes', classes, 2),
    initializer: oneOf('initializer', initializer, ['glorotUniform', 'heUniform']),
    seed: integer('seed', seed, Number.MIN_SAFE_INTEGER),
  }
  checkFit(resolved.input, blocks)
  return resolved
}
