/** Gradient descent, plain, with momentum, or with Nesterov's, with the formulas of Keras. */
import { add, mul, sub } from '@tensorflow/tfjs-core'

import { requireFraction, requirePositive } from '../check-number.ts'
import type { UpdateRule } from './update-rule.ts'

/** Settings of SGD; the defaults are those of Keras. */
export interface SgdOptions {
  name: 'sgd'
  /** Step size. Default 0.01. */
  learningRate?: number
  /** Share of the last step that the next one keeps, 0 to 1. Default 0. */
  momentum?: number
  /** Nesterov's momentum: the gradient counts as if it were taken one step further. Default false. */
  nesterov?: boolean
}

/**
 * `velocity = momentum * velocity - lr * g`, then `w += velocity`, or with Nesterov (Sutskever et al. 2013)
 * `w += momentum * velocity - lr * g`.
 *
 * PyTorch keeps `buffer = momentum * buffer + g` and moves by `-lr * buffer`. With a constant rate that is the same. With a
 * schedule it is not: here, as in Keras, a step that was taken at an old rate rolls on at that rate; in PyTorch the whole buffer
 * takes the new one.
 */
export function sgd({ learningRate = 0.01, momentum = 0, nesterov = false }: SgdOptions): UpdateRule {
  requirePositive('optimizer.learningRate', learningRate)
  requireFraction('optimizer.momentum', momentum)
  if (nesterov && momentum === 0)
    throw new RangeError('optimizer.nesterov: it needs optimizer.momentum above 0, such as 0.9, got 0')
  if (momentum === 0) {
    return {
      learningRate,
      slots: [],
      move: ({ value, gradient, rate }) => ({ value: sub(value, mul(gradient, rate)), slots: {} }),
    }
  }
  return {
    learningRate,
    slots: ['velocity'],
    move({ value, gradient, slots, rate }) {
      const step = mul(gradient, rate)
      const velocity = sub(mul(slots.velocity!, momentum), step)
      const by = nesterov ? sub(mul(velocity, momentum), step) : velocity
      return { value: add(value, by), slots: { velocity } }
    },
  }
}
