/** What residual and depthwise networks share, and its check. */
import { integer, oneOf, pictureShape, rate } from './check-options.ts'
import type { KernelInitializer } from './seeded-weights.ts'

/** Options of a network that ends in global average pooling and softmax. */
export interface PooledOptions {
  /** `[height, width, channels]` */
  input: readonly [number, number, number]
  /** Dropout before the output layer. Default 0. */
  headDropout?: number
  /** Number of classes. Default 2. */
  classes?: number
  /** Default `heUniform` (He et al. 2015). */
  initializer?: KernelInitializer
  /** Same seed, same weights, to the bit. Default 0. */
  seed?: number
}

export const POOLED_KEYS: readonly string[] = ['kind', 'input', 'headDropout', 'classes', 'initializer', 'seed']

/** Checks these options and fills in the defaults. */
export function resolvePooled(options: PooledOptions): Required<PooledOptions> {
  const { input, headDropout = 0, classes = 2, initializer = 'heUniform', seed = 0 } = options
  return {
    input: pictureShape(input),
    headDropout: rate('headDropout', headDropout),
    classes: integer('classes', classes, 2),
    initializer: oneOf('initializer', initializer, ['glorotUniform', 'heUniform']),
    seed: integer('seed', seed, Number.MIN_SAFE_INTEGER),
  }
}
