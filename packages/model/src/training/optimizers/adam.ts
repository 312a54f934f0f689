/** Adam and AdamW with the settings and the formulas of Keras. */
import { type Tensor, add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core'

import { requireFraction, requireNonNegative, requirePositive } from '../check-number.ts'
import type { Move, UpdateRule } from './update-rule.ts'

interface Moments {
  /** Step size. Default 0.001. */
  learningRate?: number
  /** Decay of the mean of gradients. Default 0.9. */
  beta1?: number
  /** Decay of the mean of squared gradients. Default 0.999. */
  beta2?: number
  /** Default 1e-7, as in Keras. tfjs' own Adam takes 1e-4 on backends with 16-bit floats. */
  epsilon?: number
}

/** Settings of Adam; the defaults are those of Keras. */
export interface AdamOptions extends Moments {
  name: 'adam'
}

/** Settings of AdamW; the defaults are those of Keras. */
export interface AdamWOptions extends Moments {
  name: 'adamw'
  /** Share of a weight that every step takes away, times the learning rate. Default 0.004 as in Keras; PyTorch has 0.01. */
  weightDecay?: number
  /**
   * Weights that do not decay, by the end of their names: `['bias', 'gamma', 'beta']` keeps biases and batch normalisations as
   * they are, `['output/kernel']` one kernel. Default none, as in Keras and PyTorch.
   */
  exclude?: readonly string[]
}

/**
 * Kingma and Ba 2015 (arXiv:1412.6980), in the form at the end of their section 2, which Keras uses:
 * `w -= lr * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)`.
 * The powers are computed in double precision from the step number. PyTorch adds its epsilon to the corrected root,
 * `sqrt(v / (1 - beta2^t)) + epsilon`, and has 1e-8: the same but where gradients are as small as that.
 */
export function adam(options: AdamOptions | AdamWOptions): UpdateRule {
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options
  requirePositive('optimizer.learningRate', learningRate)
  requirePositive('optimizer.epsilon', epsilon)
  requireFraction('optimizer.beta1', beta1)
  requireFraction('optimizer.beta2', beta2)
  const decay = options.name === 'adamw' ? decayWith(options) : ({ value }: Move) => value

  return {
    learningRate,
    slots: ['mean', 'square'],
    move(move) {
      const { gradient, slots, step } = move
      const rate = (move.rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step)
      const mean = add(mul(slots.mean!, beta1), mul(gradient, 1 - beta1))
      const squares = add(mul(slots.square!, beta2), mul(square(gradient), 1 - beta2))
      const value = sub(decay(move), div(mul(mean, rate), add(sqrt(squares), epsilon)))
      return { value, slots: { mean, square: squares } }
    },
  }
}

/**
 * Loshchilov and Hutter 2019 (arXiv:1711.05101), as in Keras and PyTorch: `w -= lr * weightDecay * w` before the step of Adam,
 * with the scheduled rate.
 */
function decayWith({ weightDecay = 0.004, exclude = [] }: AdamWOptions): (move: Move) => Tensor {
  requireNonNegative('optimizer.weightDecay', weightDecay)
  if (!Array.isArray(exclude) || !exclude.every((ending) => typeof ending === 'string' && ending !== ''))
    throw new RangeError(`optimizer.exclude: expected a list of endings of names, got ${JSON.stringify(exclude)}`)
  const stays = (name: string): boolean => exclude.some((ending) => `/${name}`.endsWith(`/${ending}`))
  return ({ name, value, rate }) => (stays(name) ? value : sub(value, mul(value, rate * weightDecay)))
}
