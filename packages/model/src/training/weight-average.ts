/** A running mean of a model's weights. */
import { type Tensor, add, clone, dispose, keep, mul, sub, tidy } from '@tensorflow/tfjs-core'

import type { NamedWeight } from '../weights/named-weights.ts'
import { type TensorValues, readTensors, toTensors } from '../weights/tensor-values.ts'
import { requireCount, requireFraction } from './check-number.ts'

export interface WeightAverageOptions {
  /** How much of the mean stays at each step, 0 to 1: it reaches back over about `1 / (1 - decay)` steps. Default 0.99. */
  decay?: number
  /** Steps that are not averaged. Default 0. */
  startStep?: number
}

/** What a later process needs to go on. */
export interface WeightAverageState {
  /** How often it was updated, skipped steps included. */
  steps: number
  /** By the name of the weight. */
  weights: TensorValues
}

export interface WeightAverage {
  /**
   * Takes the weights after a step into the mean, moving statistics of batch normalisations among them.
   *
   * @throws Error while the mean is in the model; RangeError where a weight's shape has changed
   */
  update(weights: readonly NamedWeight[]): void
  /** Puts the mean into the model, and the next time the model's own weights back, to the bit. Without a mean nothing happens. */
  swap(weights: readonly NamedWeight[]): void
  state(): Promise<WeightAverageState>
  restore(state: WeightAverageState): void
  /** Frees mean and originals; the model stays as it is. */
  dispose(): void
}

/**
 * Exponential moving average of weights (Polyak and Juditsky 1992; Tarvainen and Valpola 2017, arXiv:1703.01780), which is often
 * better, and always calmer, than the last weights: `mean += (1 - decay) * (weight - mean)`, beginning with the weights of
 * the first step. That is `torch.optim.swa_utils.AveragedModel` with `get_ema_multi_avg_fn` and `use_buffers=True`, and Keras'
 * `use_ema`, which leaves moving statistics out.
 *
 * @throws RangeError naming the option that is wrong
 * @example
 * ```ts
 * const average = createWeightAverage({ decay: 0.99 })
 * average.update(namedWeights(model)) // after every step
 * average.swap(namedWeights(model)) // the mean is in the model
 * const { classes } = await predict(model, batches())
 * average.swap(namedWeights(model)) // and out again
 * average.dispose()
 * ```
 */
export function createWeightAverage(options: WeightAverageOptions = {}): WeightAverage {
  return new ExponentialAverage(options)
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((side, i) => side === b[i])

class ExponentialAverage implements WeightAverage {
  readonly #decay: number
  readonly #startStep: number
  #steps = 0
  #means: Record<string, Tensor> = {}
  /** The model's own weights, while the means are in it. */
  #originals: Record<string, Tensor> | undefined

  constructor({ decay = 0.99, startStep = 0 }: WeightAverageOptions) {
    requireFraction('average.decay', decay)
    requireCount('average.startStep', startStep, 0)
    this.#decay = decay
    this.#startStep = startStep
  }

  update(weights: readonly NamedWeight[]): void {
    if (this.#originals !== undefined)
      throw new Error('average: it is in the model; swap it out before the next update')
    this.#steps += 1
    if (this.#steps <= this.#startStep) return
    for (const weight of weights) this.#requireSameShape(weight)
    for (const { name, variable } of weights) {
      const old = this.#means[name]
      // In this form a weight that stays, stays in the mean to the bit.
      const mean = () => (old === undefined ? clone(variable) : add(old, mul(sub(variable, old), 1 - this.#decay)))
      this.#means[name] = keep(tidy(mean))
      old?.dispose()
    }
  }

  #requireSameShape({ name, variable: { shape } }: NamedWeight): void {
    const before = this.#means[name]?.shape
    if (before === undefined || same(shape, before)) return
    throw new RangeError(`average: ${name} has the shape ${JSON.stringify(shape)}, its mean ${JSON.stringify(before)}`)
  }

  swap(weights: readonly NamedWeight[]): void {
    for (const weight of weights) this.#requireSameShape(weight)
    const back = this.#originals
    const next = back ?? this.#means
    const originals: Record<string, Tensor> = {}
    for (const { name, variable } of weights) {
      const value = next[name]
      if (value === undefined) continue
      if (back === undefined) originals[name] = keep(clone(variable))
      variable.assign(value)
    }
    if (back !== undefined) dispose(back)
    this.#originals = back === undefined ? originals : undefined
  }

  async state(): Promise<WeightAverageState> {
    const steps = this.#steps
    return { steps, weights: await readTensors(this.#means) }
  }

  restore({ steps, weights }: WeightAverageState): void {
    this.dispose()
    this.#steps = steps
    this.#means = toTensors(weights)
  }

  dispose(): void {
    dispose(this.#means)
    if (this.#originals !== undefined) dispose(this.#originals)
    this.#means = {}
    this.#originals = undefined
  }
}
