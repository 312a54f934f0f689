import { useBackend } from '@convlens/backend/node'
import { expectClose } from '@convlens/testing'
import { dispose, memory, tensor1d, tidy, variableGrads, sum, mul } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import { type NamedWeight, namedWeights } from '../weights/named-weights.ts'
import { createOptimizer } from './optimizers/optimizer.ts'
import {
  givenGradients,
  golden,
  initialWeights,
  named,
  valuesOf,
  variablesOf,
} from './optimizers/golden-weights.test-support.ts'
import { type WeightAverage, type WeightAverageOptions, createWeightAverage } from './weight-average.ts'

beforeAll(async () => {
  await useBackend('wasm')
})
afterEach(() => {
  expect(memory().numTensors).toBe(0)
})

const one = (...values: number[]) => named('a/kernel', tensor1d(values))

/** The weight after a step. */
function put({ variable }: NamedWeight, ...values: number[]): void {
  tidy(() => variable.assign(tensor1d(values)))
}

/** The mean after each of these values of one weight. */
async function means(options: WeightAverageOptions, values: readonly number[]): Promise<(number | undefined)[]> {
  const weight = one(Number.NaN)
  const average = createWeightAverage(options)
  const after: (number | undefined)[] = []
  for (const value of values) {
    put(weight, value)
    average.update([weight])
    after.push((await average.state()).weights['a/kernel']?.data[0])
  }
  average.dispose()
  weight.variable.dispose()
  return after
}

const inModel = async (average: WeightAverage, weights: readonly NamedWeight[]): Promise<number[]> => {
  average.swap(weights)
  const values = await valuesOf(weights)
  average.swap(weights)
  return values
}

describe('createWeightAverage', () => {
  // Source of the numbers: golden/optimizers.py (AveragedModel of PyTorch, use_ema of Keras), SGD with rate 0.05.
  it('has the means of PyTorch and Keras after each of 20 steps', async () => {
    const weights = initialWeights()
    const optimizer = createOptimizer({ name: 'sgd', learningRate: 0.05 })
    const average = createWeightAverage({ decay: golden.decay })
    for (let step = 0; step < 20; step++) {
      const gradients = givenGradients(weights, step)
      optimizer.apply(weights, gradients, 0.05)
      dispose(gradients)
      average.update(weights)
      const values = await inModel(average, weights)
      expectClose(values, golden.peers.torch.averages[step]!, 1e-6)
      expectClose(values, golden.peers.keras.averages[step]!, 1e-6)
    }
    average.dispose()
    optimizer.dispose()
    dispose(variablesOf(weights))
  })

  it('begins with the first weights that count', async () => {
    expect(await means({ decay: 0.5 }, [8, 4, 4])).toEqual([8, 6, 5])
    expect(await means({ decay: 0.5, startStep: 2 }, [100, 50, 8, 4])).toEqual([undefined, undefined, 8, 6])
    expect(await means({ decay: 0 }, [8, 4])).toEqual([8, 4])
    expect((await means({}, [0, 1]))[1]).toBeCloseTo(0.01, 7)
  })

  it('keeps a weight that stays to the bit, whatever the decay', async () => {
    const value = Math.fround(0.1)
    expect(await means({ decay: 0.9 }, Array(50).fill(value) as number[])).toEqual(Array(50).fill(value))
  })

  it('puts the mean of a whole model in, moving statistics too, and the model back to the bit', async () => {
    const model = buildCnn({ input: [4, 4, 1], filters: [2], batchNorm: true, seed: 3 })
    const weights = namedWeights(model)
    const average = createWeightAverage({ decay: 0.5 })
    average.update(weights)
    const first = await valuesOf(weights)
    for (const { variable } of weights) tidy(() => variable.assign(mul(variable, 3)))
    average.update(weights)
    const own = await valuesOf(weights)
    average.swap(weights)
    expectClose(
      await valuesOf(weights),
      first.map((value) => 2 * value),
      1e-6,
    )
    const names = Object.keys((await average.state()).weights)
    expect(names).toEqual(weights.map(({ name }) => name))
    expect(names.some((name) => name.endsWith('moving_variance'))).toBe(true)
    average.swap(weights)
    expect(await valuesOf(weights)).toEqual(own)
    // The weights are still variables of the model, with data of their own.
    const { value, grads } = variableGrads(() => sum(mul(weights[0]!.variable, 2)), [weights[0]!.variable])
    dispose([value, ...Object.values(grads)])
    average.dispose()
    expect(await valuesOf(weights)).toEqual(own)
    model.dispose()
  })

  it('leaves the model alone before there is a mean', async () => {
    const weight = one(7)
    const average = createWeightAverage({ startStep: 5 })
    average.update([weight])
    expect(await inModel(average, [weight])).toEqual([7])
    expect(await valuesOf([weight])).toEqual([7])
    average.dispose()
    weight.variable.dispose()
  })

  it('goes on from its state as if nothing had happened, also from one taken while it is in the model', async () => {
    const [weight, again] = [one(1, -1), one(0, 0)]
    const [average, resumed] = [createWeightAverage({ decay: 0.7 }), createWeightAverage({ decay: 0.7 })]
    for (const [a, b] of [
      [0.3, 5],
      [1.7, 4],
      [0.01, 2],
    ] as const) {
      put(weight, a, b)
      average.update([weight])
    }
    average.swap([weight])
    const state = await average.state()
    average.swap([weight])
    expect(state.steps).toBe(3)
    resumed.update([again]) // is forgotten
    resumed.restore({
      ...(JSON.parse(JSON.stringify({ steps: state.steps })) as { steps: number }),
      weights: state.weights,
    })
    for (const [made, own] of [
      [average, weight],
      [resumed, again],
    ] as const) {
      put(own, 11, 0.9)
      made.update([own])
    }
    expect(await resumed.state()).toEqual(await average.state())
    average.dispose()
    resumed.dispose()
    dispose([weight.variable, again.variable])
  })

  it('refuses to average itself, and another shape', () => {
    const [weight, other] = [one(1), one(1, 2)]
    const average = createWeightAverage()
    average.update([weight])
    average.swap([weight])
    expect(() => average.update([weight])).toThrow('average: it is in the model; swap it out before the next update')
    average.swap([weight])
    const message = 'average: a/kernel has the shape [2], its mean [1]'
    expect(() => average.update([other])).toThrow(new RangeError(message))
    expect(() => average.swap([other])).toThrow(new RangeError(message))
    average.swap([weight])
    average.dispose() // also while it is in the model
    dispose([weight.variable, other.variable])
  })

  it.each<[WeightAverageOptions, string]>([
    [{ decay: 1 }, 'average.decay: expected a number from 0 up to, not including, 1, got 1'],
    [{ startStep: -1 }, 'average.startStep: expected an integer of at least 0, got -1'],
  ])('refuses %j', (options, message) => {
    expect(() => createWeightAverage(options)).toThrow(new RangeError(message))
  })
})
