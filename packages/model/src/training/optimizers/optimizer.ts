/** Moves the weights of a model by their gradients, and remembers what it needs for that by the names of the weights. */
import { type Tensor, dispose, keep, tidy, zerosLike } from '@tensorflow/tfjs-core'

import type { NamedWeight } from '../../weights/named-weights.ts'
import { type TensorValues, prefixed, readTensors, toTensors } from '../../weights/tensor-values.ts'
import { requirePositive } from '../check-number.ts'
import { type AdamOptions, type AdamWOptions, adam } from './adam.ts'
import { type SgdOptions, sgd } from './sgd.ts'
import type { UpdateRule } from './update-rule.ts'

export type OptimizerOptions = AdamOptions | AdamWOptions | SgdOptions

/** What an optimizer remembers. JSON but for the values of the slots. */
export interface OptimizerState {
  name: OptimizerOptions['name']
  /** How often each weight has moved, by its name: Adam's bias correction belongs to the weight. */
  steps: Readonly<Record<string, number>>
  /** By the name of the slot and of the weight: `mean/conv1/kernel`. */
  slots: TensorValues
}

export interface Optimizer {
  /** Before any schedule; it may be set at any time. */
  learningRate: number
  /**
   * Moves each weight by its gradient. One without a gradient, or with the factor 0, stays exactly as it is, and so does what is
   * remembered of it. A weight that comes later (of a layer that was frozen) starts from the beginning, with a bias correction of
   * its own. Gradients remain the caller's to dispose of.
   *
   * @param gradients by the name of the tfjs variable, as `variableGrads` gives them
   * @param rate the learning rate of this step
   * @param multiplierOf a factor of the rate for each weight; 1 by default
   * @throws RangeError where a weight has another shape than what is remembered of it; nothing has moved then
   */
  apply(
    weights: readonly NamedWeight[],
    gradients: Readonly<Record<string, Tensor>>,
    rate: number,
    multiplierOf?: (weight: NamedWeight) => number,
  ): void
  /** A copy of all that is remembered. Going on after `restore(await state())` equals going on, to the bit. */
  state(): Promise<OptimizerState>
  /** @throws RangeError where the state is that of another optimizer, or incomplete; nothing has changed then */
  restore(state: OptimizerState): void
  /** Frees, and forgets, all that is remembered. */
  dispose(): void
}

/**
 * An optimizer that is kept beyond one training, for instance to freeze and unfreeze layers without losing what it knows of the
 * others. The caller disposes of it. `train` also takes the bare options.
 *
 * @throws RangeError naming the option that is wrong
 * @example
 * ```ts
 * const optimizer = createOptimizer({ name: 'adamw', learningRate: 0.001, exclude: ['bias', 'gamma', 'beta'] })
 * for await (const epoch of train(model, data, { epochs: 5, optimizer })) show(epoch)
 * base.trainable = true
 * for await (const epoch of train(model, data, { epochs: 5, optimizer })) show(epoch)
 * optimizer.dispose()
 * ```
 */
export function createOptimizer(options: OptimizerOptions = { name: 'adam' }): Optimizer {
  return new RuleOptimizer(options.name, ruleOf(options))
}

/** Tells an optimizer from the options of one. */
export const isOptimizer = (value: Optimizer | OptimizerOptions): value is Optimizer => 'apply' in value

function ruleOf(options: OptimizerOptions): UpdateRule {
  switch (options.name) {
    case 'adam':
    case 'adamw':
      return adam(options)
    case 'sgd':
      return sgd(options)
    default: {
      const { name } = options as { name: unknown }
      throw new RangeError(`optimizer.name: expected 'adam', 'adamw' or 'sgd', got '${String(name)}'`)
    }
  }
}

interface Memory {
  steps: number
  slots: Readonly<Record<string, Tensor>>
}

class RuleOptimizer implements Optimizer {
  readonly #name: OptimizerOptions['name']
  readonly #rule: UpdateRule
  #learningRate: number
  #memories = new Map<string, Memory>()

  constructor(name: OptimizerOptions['name'], rule: UpdateRule) {
    this.#name = name
    this.#rule = rule
    this.#learningRate = rule.learningRate
  }

  get learningRate(): number {
    return this.#learningRate
  }

  set learningRate(rate: number) {
    requirePositive('optimizer.learningRate', rate)
    this.#learningRate = rate
  }

  apply(
    weights: readonly NamedWeight[],
    gradients: Readonly<Record<string, Tensor>>,
    rate: number,
    multiplierOf: (weight: NamedWeight) => number = () => 1,
  ): void {
    for (const weight of weights) this.#requireSameShape(weight)
    for (const weight of weights) {
      const gradient = gradients[weight.variable.name]
      const multiplier = multiplierOf(weight)
      if (gradient !== undefined && multiplier !== 0) tidy(() => this.#move(weight, gradient, rate * multiplier))
    }
  }

  #requireSameShape({ name, variable: { shape } }: NamedWeight): void {
    const before = Object.values(this.#memories.get(name)?.slots ?? {})[0]?.shape
    if (before === undefined || (before.length === shape.length && before.every((side, i) => side === shape[i]))) return
    throw new RangeError(
      `optimizer: ${name} has the shape ${JSON.stringify(shape)}, in the steps before it had ${JSON.stringify(before)}; ` +
        'another model needs an optimizer of its own',
    )
  }

  #move({ name, variable }: NamedWeight, gradient: Tensor, rate: number): void {
    const memory = this.#memories.get(name)
    const step = (memory?.steps ?? 0) + 1
    const before = memory?.slots ?? Object.fromEntries(this.#rule.slots.map((slot) => [slot, zerosLike(variable)]))
    const { value, slots } = this.#rule.move({ name, value: variable, gradient, slots: before, rate, step })
    variable.assign(value)
    for (const slot of Object.values(slots)) keep(slot)
    dispose(Object.values(before))
    this.#memories.set(name, { steps: step, slots })
  }

  async state(): Promise<OptimizerState> {
    const steps = Object.fromEntries([...this.#memories].map(([name, memory]) => [name, memory.steps]))
    const named = this.#rule.slots.map(async (slot) => {
      const ofSlot = [...this.#memories].map(([name, { slots }]) => [name, slots[slot]!] as const)
      return prefixed(slot, await readTensors(Object.fromEntries(ofSlot)))
    })
    return { name: this.#name, steps, slots: Object.assign({}, ...(await Promise.all(named))) }
  }

  restore(state: OptimizerState): void {
    this.#check(state)
    this.dispose()
    const tensors = toTensors(state.slots)
    for (const [name, steps] of Object.entries(state.steps)) {
      const slots = Object.fromEntries(this.#rule.slots.map((slot) => [slot, tensors[`${slot}/${name}`]!]))
      this.#memories.set(name, { steps, slots })
    }
  }

  #check({ name, steps, slots }: OptimizerState): void {
    if (name !== this.#name) throw new RangeError(`state: it is that of '${name}', this optimizer is '${this.#name}'`)
    const expected = Object.keys(steps).flatMap((weight) => this.#rule.slots.map((slot) => `${slot}/${weight}`))
    const missing = expected.find((slot) => slots[slot] === undefined)
    if (missing !== undefined) throw new RangeError(`state.slots: '${missing}' is missing`)
    const known = new Set(expected)
    const strange = Object.keys(slots).find((slot) => !known.has(slot))
    if (strange !== undefined) throw new RangeError(`state.slots: '${strange}' belongs to no weight in state.steps`)
    for (const [slot, { shape, data }] of Object.entries(slots)) {
      const size = shape.reduce((product, side) => product * side, 1)
      if (data.length !== size)
        throw new RangeError(`state.slots: '${slot}' holds ${data.length} values, its shape asks for ${size}`)
    }
  }

  dispose(): void {
    for (const { slots } of this.#memories.values()) dispose(Object.values(slots))
    this.#memories.clear()
  }
}
