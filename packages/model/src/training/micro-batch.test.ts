import { listBackends, useBackend } from '@convlens/backend/node'
import { describeIf, maxRelativeError } from '@convlens/testing'
import { memory } from '@tensorflow/tfjs-core'
import { type LayersModel, layers, regularizers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import { type TrainingBatch, cutBatch } from './batch.ts'
import { type BlobSettings, blobs } from './blobs.test-support.ts'
import type { EpochResult, TrainOptions } from './options.ts'
import { train } from './train.ts'

const network = (): LayersModel =>
  buildCnn({ input: [8, 8, 1], filters: [4, 4], dropout: 0.25, dense: [8], head: 'flatten', seed: 1 })

interface Run {
  epochs: EpochResult[]
  /** Of each step. */
  losses: number[]
  weights: number[][]
  tensors: Set<number>
}

async function run(
  microBatch: number | undefined,
  options: Partial<TrainOptions> = {},
  settings: Partial<BlobSettings> = {},
  make: () => LayersModel = network,
): Promise<Run> {
  const model = make()
  const [epochs, losses, tensors]: [EpochResult[], number[], Set<number>] = [[], [], new Set()]
  const data = { train: () => blobs(settings), val: () => blobs({ ...settings, seed: 99 }) }
  const onBatch = ({ loss }: { loss: number }) => {
    losses.push(loss)
    tensors.add(memory().numTensors)
  }
  const cut = microBatch === undefined ? {} : { microBatch }
  for await (const epoch of train(model, data, { epochs: 3, seed: 4, onBatch, ...cut, ...options }))
    epochs.push({ ...epoch, seconds: 0 })
  const weights = await Promise.all(model.getWeights().map(async (weight) => Array.from(await weight.data())))
  model.dispose()
  return { epochs, losses, weights, tensors }
}

function expectSame(actual: Run, expected: Run): void {
  const lossesOf = ({ epochs, losses }: Run) => [...losses, ...epochs.flatMap(({ loss, valLoss }) => [loss, valLoss!])]
  expect(maxRelativeError(lossesOf(actual), lossesOf(expected))).toBeLessThan(1e-6)
  const counted = ({ epochs }: Run) => epochs.map(({ accuracy, valAccuracy }) => [accuracy, valAccuracy])
  expect(counted(actual)).toEqual(counted(expected))
  for (const [i, weight] of expected.weights.entries())
    expect(maxRelativeError(actual.weights[i]!, weight), `weight ${i}`).toBeLessThan(1e-6)
}

const backends = await listBackends()
const missing = (name: string) => {
  const found = backends.find((backend) => backend.name === name)
  return found?.available ? undefined : (found?.reason ?? 'it is not listed')
}

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const) {
  describeIf(backend, missing(backend), `microBatch on ${backend}`, () => {
    beforeAll(async () => {
      await useBackend(backend)
    })

    // 22 pictures in batches of 10, 10 and 2: parts of 4, 4, 2; of 3, 3, 3, 1; of one; and a part larger than the batch.
    it.each([4, 3, 1, 10])('gives the history and the weights of whole batches, dropout included: %i', async (size) => {
      const settings = { count: 22, batchSize: 10 }
      expectSame(await run(size, {}, settings), await run(undefined, {}, settings))
    })
  })
}

const regularised = () =>
  sequential({
    layers: [
      layers.flatten({ inputShape: [8, 8, 1] }),
      layers.dense({
        units: 2,
        activation: 'softmax',
        kernelInitializer: 'ones',
        kernelRegularizer: regularizers.l2({ l2: 0.1 }),
      }),
    ],
  })

const normalised = () => buildCnn({ input: [8, 8, 1], filters: [3], batchNorm: true, seed: 3 })

/** One batch of eight pictures, the seventh of which (in the second part of four) may hold NaN. */
const eight = (bad: boolean) =>
  async function* (): AsyncGenerator<TrainingBatch> {
    for await (const batch of blobs({ count: 8 })) {
      if (bad) batch.x[64 * 6 + 5] = Number.NaN
      yield batch
    }
  }

describe('microBatch', () => {
  beforeAll(async () => {
    await useBackend('cpu')
  })

  it('counts the regularisation of the model once', async () => {
    const settings = { count: 18, batchSize: 9 }
    const whole = await run(undefined, {}, settings, regularised)
    // 0.1 times the sum of 128 squared ones, and the crossentropy of equal scores.
    expect(whole.losses[0]).toBeCloseTo(12.8 + Math.LN2, 4)
    expectSame(await run(4, {}, settings, regularised), whole)
  })

  it('normalises by the statistics of each part', async () => {
    // With a step too small to move anything, parts of four are what batches of four are.
    const still = { epochs: 1, optimizer: { name: 'adam', learningRate: 1e-12 } } as const
    const parts = await run(4, still, { batchSize: 8 }, normalised)
    const batches = await run(undefined, still, { batchSize: 4 }, normalised)
    expect(parts.epochs[0]!.loss).toBeCloseTo(batches.epochs[0]!.loss, 6)
    expect(maxRelativeError(parts.weights.flat(), batches.weights.flat())).toBeLessThan(1e-6)
    const whole = await run(undefined, still, { batchSize: 8 }, normalised)
    expect(Math.abs(parts.epochs[0]!.loss - whole.epochs[0]!.loss)).toBeGreaterThan(1e-5)
  })

  it('leaves no tensor behind and keeps their number constant', async () => {
    const before = memory().numTensors
    const { tensors } = await run(3, {}, { count: 22, batchSize: 10 })
    expect(tensors.size).toBe(1)
    expect(memory().numTensors).toBe(before)
  })

  it('finds NaN in a later part before any weight has moved, and names the picture', async () => {
    const model = network()
    const weights = () => Promise.all(model.getWeights().map((weight) => weight.data()))
    const [tensors, start] = [memory().numTensors, await weights()]
    const epochs = train(model, { train: eight(true) }, { epochs: 1, microBatch: 4 })
    await expect(epochs.next()).rejects.toMatchObject({
      code: 'non-finite-loss',
      message: "epoch 0, batch 0: the loss became NaN; the picture '6' holds NaN",
    })
    expect(await weights()).toEqual(start)
    expect(memory().numTensors).toBe(tensors)
    model.dispose()
  })

  it('leaves no tensor behind where a later part fails, in the network or after it', async () => {
    const model = network()
    const before = memory().numTensors
    for (const [target, method] of [
      [model.layers.at(-1)!, 'call'],
      [model, 'calculateLosses'],
    ] as const) {
      const original = (target as unknown as Record<string, (...values: unknown[]) => unknown>)[method]!
      let calls = 0
      const failing = (...values: unknown[]) => {
        if (++calls === 2) throw new Error('mine')
        return original.apply(target, values)
      }
      Object.assign(target, { [method]: failing })
      await expect(train(model, { train: eight(false) }, { epochs: 1, microBatch: 4 }).next()).rejects.toThrow('mine')
      Reflect.deleteProperty(target, method)
      expect(memory().numTensors).toBe(before)
    }
    model.dispose()
  })

  it('is refused where the model takes no other number of pictures', () => {
    const model = sequential({
      layers: [layers.flatten({ batchInputShape: [8, 8, 8, 1] }), layers.dense({ units: 2, activation: 'softmax' })],
    })
    expect(() => train(model, { train: eight(false) }, { epochs: 1, microBatch: 4 })).toThrow(
      'microBatch: the model takes 8 pictures at once and no fewer, got 4',
    )
    expect(() => train(model, { train: eight(false) }, { epochs: 1, microBatch: 8 })).not.toThrow()
    model.dispose()
  })
})

it('cutBatch keeps pictures, classes and names together', () => {
  const batch = {
    x: Float32Array.from({ length: 10 }, (_, i) => i),
    shape: [5, 1, 2, 1],
    y: Int32Array.of(0, 1, 1, 0, 1),
    ids: ['a', 'b', 'c', 'd', 'e'],
  }
  expect(cutBatch(batch)).toEqual([batch])
  expect(cutBatch(batch, 9)).toEqual([batch])
  expect(cutBatch(batch, 2)).toEqual([
    { x: Float32Array.of(0, 1, 2, 3), shape: [2, 1, 2, 1], y: Int32Array.of(0, 1), ids: ['a', 'b'] },
    { x: Float32Array.of(4, 5, 6, 7), shape: [2, 1, 2, 1], y: Int32Array.of(1, 0), ids: ['c', 'd'] },
    { x: Float32Array.of(8, 9), shape: [1, 1, 2, 1], y: Int32Array.of(1), ids: ['e'] },
  ])
})
