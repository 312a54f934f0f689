import { useBackend } from '@convlens/backend/node'
import { type Tensor, dispose, memory, scalar, tensor1d, zeros } from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

import type { NamedWeight } from '../../weights/named-weights.ts'
import { givenGradients, initialWeights, named, valuesOf, variablesOf } from './golden-weights.test-support.ts'
import { type Optimizer, type OptimizerOptions, createOptimizer } from './optimizer.ts'

beforeAll(async () => {
  await useBackend('cpu')
})
afterEach(() => {
  expect(memory().numTensors).toBe(0)
})

const kinds: OptimizerOptions[] = [
  { name: 'adam', learningRate: 0.01 },
  { name: 'adamw', learningRate: 0.01, weightDecay: 0.3, exclude: ['bias'] },
  { name: 'sgd', learningRate: 0.01 },
  { name: 'sgd', learningRate: 0.01, momentum: 0.9 },
  { name: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true },
]

/** Steps from one to another of the given gradients. */
function step(optimizer: Optimizer, weights: readonly NamedWeight[], from: number, to: number, only = weights): void {
  for (let i = from; i < to; i++) {
    const gradients = givenGradients(weights, i)
    optimizer.apply(only, gradients, optimizer.learningRate / (i + 1))
    dispose(gradients)
  }
}

const one = (values: readonly number[], name = 'conv1/kernel') => named(name, tensor1d([...values]))

/** One step with one weight. */
function move(optimizer: Optimizer, weight: NamedWeight, gradient: Tensor, rate: number, multiplier?: number): void {
  const multiplierOf = multiplier === undefined ? undefined : () => multiplier
  optimizer.apply([weight], { [weight.variable.name]: gradient }, rate, multiplierOf)
  gradient.dispose()
}

describe('createOptimizer', () => {
  it("computes Adam's steps in this very order, on which published histories depend", async () => {
    // The formula in single precision as tfjs' cpu backend rounds it: every constant, and after every operation.
    const f = Math.fround
    const weight = one([0.7])
    const optimizer = createOptimizer({ name: 'adam', learningRate: 0.003 })
    let [w, m, v] = [f(0.7), 0, 0]
    for (const [i, g] of [0.3, -0.011, 2.7, 0.04].map(f).entries()) {
      const t = i + 1
      m = f(f(m * f(0.9)) + f(g * f(1 - 0.9)))
      v = f(f(v * f(0.999)) + f(f(g * g) * f(1 - 0.999)))
      const rate = (0.003 * 0.5 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)
      w = f(w - f(f(m * f(rate)) / f(f(Math.sqrt(v)) + f(1e-7))))
      move(optimizer, weight, tensor1d([g]), 0.003 * 0.5)
      expect(await valuesOf([weight])).toEqual([w])
    }
    optimizer.dispose()
    weight.variable.dispose()
  })

  it.each(kinds)('goes on after restore, in other variables, as if nothing had happened: %j', async (options) => {
    const property = fc.asyncProperty(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }), async (a, b) => {
      const weights = initialWeights()
      const optimizer = createOptimizer(options)
      step(optimizer, weights, 0, a)
      // As it goes through a checkpoint.
      const { slots, ...rest } = await optimizer.state()
      const state = { ...(JSON.parse(JSON.stringify(rest)) as typeof rest), slots }
      const again = initialWeights()
      for (const [i, { variable }] of again.entries()) variable.assign(weights[i]!.variable)
      const restored = createOptimizer(options)
      step(restored, again, 0, 3) // is forgotten
      for (const [i, { variable }] of again.entries()) variable.assign(weights[i]!.variable)
      restored.restore(state)

      step(optimizer, weights, a, a + b)
      step(restored, again, a, a + b)
      expect(await valuesOf(again)).toEqual(await valuesOf(weights))
      expect(await restored.state()).toEqual(await optimizer.state())
      optimizer.dispose()
      restored.dispose()
      dispose([...variablesOf(weights), ...variablesOf(again)])
    })
    await fc.assert(property, { numRuns: 8 })
  })

  it('keeps its slots by the names of the weights', async () => {
    const weights = initialWeights()
    const optimizer = createOptimizer()
    step(optimizer, weights, 0, 2)
    const { name, steps, slots } = await optimizer.state()
    expect(name).toBe('adam')
    expect(steps).toEqual({ 'hidden/kernel': 2, 'hidden/bias': 2, 'output/kernel': 2, 'output/bias': 2 })
    expect(Object.keys(slots).sort()).toEqual(
      ['mean', 'square'].flatMap((slot) => Object.keys(steps).map((weight) => `${slot}/${weight}`)).sort(),
    )
    expect(slots['mean/hidden/kernel']!.shape).toEqual([2, 3])
    optimizer.dispose()
    dispose(variablesOf(weights))
  })

  it.each(kinds)(
    'starts a weight that comes later from the beginning, and keeps what it knows of the others: %j',
    async (options) => {
      const [weights, alone, whole] = [initialWeights(), initialWeights(), initialWeights()]
      const [optimizer, fresh, always] = [createOptimizer(options), createOptimizer(options), createOptimizer(options)]
      step(optimizer, weights, 0, 5, weights.slice(2))
      step(optimizer, weights, 5, 9)
      step(fresh, alone, 5, 9)
      step(always, whole, 0, 9)
      expect(await valuesOf(weights.slice(0, 2))).toEqual(await valuesOf(alone.slice(0, 2)))
      expect(await valuesOf(weights.slice(2))).toEqual(await valuesOf(whole.slice(2)))
      for (const made of [optimizer, fresh, always]) made.dispose()
      dispose([weights, alone, whole].flatMap(variablesOf))
    },
  )

  it.each(kinds)('leaves a weight without a gradient, or with the factor 0, exactly as it is: %j', async (options) => {
    const optimizer = createOptimizer(options)
    const [still, moving] = [one([3, -2], 'a/kernel'), one([3, -2], 'b/kernel')]
    const gradients = { [still.variable.name]: tensor1d([1, 1]), [moving.variable.name]: tensor1d([1, 1]) }
    optimizer.apply([still, moving], gradients, 0.1, ({ path }) => (path === 'a' ? 0 : 1))
    optimizer.apply([still, moving], { [moving.variable.name]: gradients[moving.variable.name]! }, 0.1)
    expect(await valuesOf([still])).toEqual([3, -2])
    expect((await valuesOf([moving]))[0]).toBeLessThan(3)
    expect((await optimizer.state()).steps).toEqual({ 'b/kernel': 2 })
    optimizer.dispose()
    dispose([gradients, still.variable, moving.variable])
  })

  it.each(kinds)('multiplies the rate by the factor of the weight, decay included: %j', async (options) => {
    const [a, b] = [one([1, 2]), one([1, 2])]
    const [first, second] = [createOptimizer(options), createOptimizer(options)]
    for (let i = 0; i < 3; i++) {
      move(first, a, tensor1d([0.5, -0.25]), 0.01, 0.25)
      move(second, b, tensor1d([0.5, -0.25]), 0.0025)
    }
    expect(await valuesOf([a])).toEqual(await valuesOf([b]))
    first.dispose()
    second.dispose()
    dispose([a.variable, b.variable])
  })

  it('lets weights decay by the rate times the decay, but not those that are excluded', async () => {
    const optimizer = createOptimizer({ name: 'adamw', weightDecay: 0.5, exclude: ['bias', 'head/kernel'] })
    const names = ['conv/kernel', 'conv/bias', 'conv/mybias', 'head/kernel', 'ahead/kernel']
    const weights = names.map((name) => one([8], name))
    const gradients = Object.fromEntries(weights.map(({ variable }) => [variable.name, zeros([1])]))
    optimizer.apply(weights, gradients, 0.25)
    // 8 - 0.25 * 0.5 * 8
    expect(await valuesOf(weights)).toEqual([7, 8, 7, 8, 7])
    optimizer.dispose()
    dispose([gradients, ...variablesOf(weights)])
  })

  it('refuses a weight whose shape has changed, and moves nothing', async () => {
    const optimizer = createOptimizer()
    const [other, before, after] = [one([5], 'a/kernel'), one([1, 2]), one([1, 2, 3])]
    move(optimizer, before, tensor1d([1, 1]), 0.1)
    const gradients = { [other.variable.name]: tensor1d([1]), [after.variable.name]: tensor1d([1, 1, 1]) }
    expect(() => optimizer.apply([other, after], gradients, 0.1)).toThrow(
      new RangeError(
        'optimizer: conv1/kernel has the shape [3], in the steps before it had [2]; another model needs an optimizer of its own',
      ),
    )
    expect(await valuesOf([other])).toEqual([5])
    optimizer.dispose()
    dispose([gradients, other.variable, before.variable, after.variable])
  })

  it('refuses a state that is not its own or not whole, and keeps what it has', async () => {
    const [optimizer, other] = [createOptimizer(), createOptimizer({ name: 'sgd', momentum: 0.5 })]
    const weight = one([1, 2])
    move(optimizer, weight, tensor1d([1, 1]), 0.1)
    const state = await optimizer.state()
    expect(() => other.restore(state)).toThrow(new RangeError("state: it is that of 'adam', this optimizer is 'sgd'"))
    const { 'mean/conv1/kernel': mean, ...missing } = state.slots
    expect(() => optimizer.restore({ ...state, slots: missing })).toThrow("state.slots: 'mean/conv1/kernel' is missing")
    expect(() => optimizer.restore({ ...state, slots: { ...state.slots, 'mean/x': mean! } })).toThrow(
      "state.slots: 'mean/x' belongs to no weight in state.steps",
    )
    const short = { ...mean!, data: mean!.data.slice(1) }
    expect(() => optimizer.restore({ ...state, slots: { ...state.slots, 'mean/conv1/kernel': short } })).toThrow(
      "state.slots: 'mean/conv1/kernel' holds 1 values, its shape asks for 2",
    )
    expect(await optimizer.state()).toEqual(state)
    optimizer.dispose()
    weight.variable.dispose()
  })

  it('holds two tensors for each weight of Adam, one with momentum, none without, and frees them', () => {
    for (const [i, count] of [2, 2, 0, 1, 1].entries()) {
      const optimizer = createOptimizer(kinds[i])
      const weight = named('a/scale', scalar(1))
      const before = memory().numTensors
      for (let k = 0; k < 3; k++) {
        move(optimizer, weight, scalar(1), 0.1)
        expect(memory().numTensors).toBe(before + count)
      }
      optimizer.dispose()
      weight.variable.dispose()
    }
  })

  it("has Keras' learning rates", () => {
    const rates = (['adam', 'adamw', 'sgd'] as const).map((name) => createOptimizer({ name }).learningRate)
    expect(rates).toEqual([0.001, 0.001, 0.01])
    expect(createOptimizer().learningRate).toBe(0.001)
  })

  it.each<[OptimizerOptions, string]>([
    [{ name: 'adam', learningRate: 0 }, 'optimizer.learningRate: expected a positive number, got 0'],
    [{ name: 'sgd', learningRate: Infinity }, 'optimizer.learningRate: expected a positive number, got Infinity'],
    [{ name: 'adam', epsilon: -1 }, 'optimizer.epsilon: expected a positive number, got -1'],
    [{ name: 'adamw', beta1: 1 }, 'optimizer.beta1: expected a number from 0 up to, not including, 1, got 1'],
    [{ name: 'adam', beta2: Number.NaN }, 'optimizer.beta2: expected a number from 0 up to, not including, 1, got NaN'],
    [{ name: 'adamw', weightDecay: -1 }, 'optimizer.weightDecay: expected a number of at least 0, got -1'],
    [{ name: 'adamw', exclude: 'bias' as never }, 'optimizer.exclude: expected a list of endings of names, got "bias"'],
    [{ name: 'sgd', momentum: 1 }, 'optimizer.momentum: expected a number from 0 up to, not including, 1, got 1'],
    [{ name: 'sgd', nesterov: true }, 'optimizer.nesterov: it needs optimizer.momentum above 0, such as 0.9, got 0'],
    [{ name: 'rmsprop' as never }, "optimizer.name: expected 'adam', 'adamw' or 'sgd', got 'rmsprop'"],
  ])('refuses %j', (options, message) => {
    expect(() => createOptimizer(options)).toThrow(new RangeError(message))
  })
})
