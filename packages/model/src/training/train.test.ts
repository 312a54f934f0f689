import { useBackend } from '@convlens/backend/node'
import { type Tensor, fill, memory } from '@tensorflow/tfjs-core'
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import type { TrainingBatch } from './batch.ts'
import { blobs, type BlobSettings } from './blobs.test-support.ts'
import { predict } from './predict.ts'
import type { EpochResult, TrainOptions } from './options.ts'
import { train } from './train.ts'

const network = (seed = 1): LayersModel =>
  buildCnn({ input: [8, 8, 1], filters: [4, 4], batchNorm: true, dropout: 0.25, dense: [8], head: 'flatten', seed })

const source =
  (settings: Partial<BlobSettings> = {}) =>
  () =>
    blobs(settings)

async function run(
  model: LayersModel,
  options: TrainOptions,
  settings: Partial<BlobSettings> = {},
): Promise<EpochResult[]> {
  const epochs: EpochResult[] = []
  const data = { train: source(settings), val: source({ ...settings, seed: 99 }) }
  for await (const epoch of train(model, data, options)) epochs.push(epoch)
  return epochs
}

const withoutTime = (epochs: EpochResult[]) => epochs.map((epoch) => ({ ...epoch, seconds: 0 }))

const weightsOf = (model: LayersModel): Promise<unknown[]> =>
  Promise.all(model.getWeights().map((weight: Tensor) => weight.data()))

beforeAll(async () => {
  await useBackend('cpu')
})

const history = async (seed: number) => {
  const model = network()
  const epochs = await run(model, { epochs: 2, seed })
  model.dispose()
  return withoutTime(epochs)
}

const moved = async (schedule: 'constant' | 'cosine') => {
  const model = buildCnn({ input: [8, 8, 1], filters: [3] })
  const before = (await weightsOf(model)) as Float32Array[]
  await run(model, { epochs: 2, schedule, optimizer: { name: 'adam', learningRate: 1e-4 } }, { count: 4, batchSize: 4 })
  const after = (await weightsOf(model)) as Float32Array[]
  model.dispose()
  return Math.max(...before.flatMap((values, i) => [...values].map((value, j) => Math.abs(after[i]![j]! - value))))
}

const singleEpoch = async (batchSize: number) => {
  const model = buildCnn({ input: [8, 8, 1], filters: [3] })
  const [result] = await run(
    model,
    { epochs: 1, optimizer: { name: 'adam', learningRate: 1e-12 } },
    { batchSize, count: 10 },
  )
  model.dispose()
  return result!
}

describe('train', () => {
  it('learns', async () => {
    const model = network()
    const epochs = await run(model, { epochs: 8, optimizer: { name: 'adam', learningRate: 0.01 } }, { count: 64 })
    expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(epochs[7]!.loss).toBeLessThan(epochs[0]!.loss / 2)
    expect(epochs[7]!.valAccuracy).toBeGreaterThan(0.9)
    model.dispose()
  })

  it('gives the identical history for the same seed, another one for another dropout seed', async () => {
    expect(await history(3)).toEqual(await history(3))
    expect(await history(3)).not.toEqual(await history(4))
  })

  it('lets the learning rate fall along a cosine', async () => {
    const model = network()
    const rates = async (options: Partial<TrainOptions>) =>
      (await run(model, { epochs: 4, optimizer: { name: 'adam', learningRate: 0.01 }, ...options })).map(
        ({ learningRate }) => learningRate,
      )
    expect(await rates({})).toEqual([0.01, 0.01, 0.01, 0.01])
    // (1 + cos(pi * epoch / 4)) / 2
    const expected = [1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2]
    for (const [i, rate] of (await rates({ schedule: 'cosine' })).entries())
      expect(rate).toBeCloseTo(0.01 * expected[i]!, 12)
    model.dispose()
  })

  it('moves the weights by the scheduled rate', async () => {
    // Adam's step is nearly the rate itself, whatever the gradient: the last of two epochs moves half as far.
    expect(await moved('constant')).toBeCloseTo(2e-4, 5)
    expect(await moved('cosine')).toBeCloseTo(1.5e-4, 5)
  })

  it('averages over samples, not over batches', async () => {
    // Without dropout and with a step too small to move anything, every cut into batches has the same means.
    const [whole, cut] = [await singleEpoch(10), await singleEpoch(4)]
    expect(cut.loss).toBeCloseTo(whole.loss, 6)
    expect(cut.accuracy).toBe(whole.accuracy)
    expect(cut.valLoss).toBeCloseTo(whole.valLoss!, 6)
    expect(cut.valAccuracy).toBe(whole.valAccuracy)
  })

  it('leaves no tensor behind: after the end, a break, an abort, an error', async () => {
    const model = network()
    const options: TrainOptions = { epochs: 3, earlyStopping: { monitor: 'valLoss', patience: 9 } }
    const before = memory().numTensors
    await run(model, options)
    expect(memory().numTensors).toBe(before)

    for await (const _ of train(model, { train: source(), val: source() }, options)) break
    expect(memory().numTensors).toBe(before)

    const abort = new AbortController()
    await run(model, { ...options, signal: abort.signal, onBatch: ({ batch }) => batch === 1 && abort.abort() })
    expect(memory().numTensors).toBe(before)

    await expect(
      run(model, {
        ...options,
        onBatch: () => {
          throw new Error('mine')
        },
      }),
    ).rejects.toThrow('mine')
    expect(memory().numTensors).toBe(before)
    model.dispose()
  })

  it('keeps the number of tensors constant over many steps', async () => {
    const model = network()
    const counts = new Set<number>()
    await run(model, { epochs: 5, onBatch: () => counts.add(memory().numTensors) }, { count: 64, batchSize: 2 })
    // The first step creates the optimizer's moments before it reports.
    expect(counts.size).toBe(1)
    model.dispose()
  })

  it('passes probabilities of the whole validation set to metrics', async () => {
    const model = network()
    let seen: [number, number, number] | undefined
    const metrics = {
      share: (yTrue: Int32Array, probabilities: Float32Array, classes: number) => {
        seen = [yTrue.length, probabilities.length, classes]
        return probabilities[0]! + probabilities[1]!
      },
    }
    const [epoch] = await run(model, { epochs: 1, metrics }, { count: 10, batchSize: 4 })
    expect(seen).toEqual([10, 20, 2])
    expect(epoch!.valMetrics['share']).toBeCloseTo(1, 6)
    model.dispose()
  })

  it('moves the statistics of batch normalisation in training only', async () => {
    const model = network()
    const statistics = () =>
      Promise.all(
        model
          .getLayer('bn1')
          .getWeights()
          .slice(2)
          .map((weight) => weight.data()),
      )
    const start = await statistics()
    await predict(model, blobs())
    expect(await statistics()).toEqual(start)
    await run(model, { epochs: 1 })
    expect(await statistics()).not.toEqual(start)
    model.dispose()
  })

  it('leaves the layers as they were', async () => {
    const model = network()
    await run(model, { epochs: 1 })
    const { probabilities } = await predict(model, blobs())
    expect(probabilities[0]! + probabilities[1]!).toBeCloseTo(1, 6)
    expect(model.layers.filter((layer) => Object.hasOwn(layer, 'call'))).toEqual([])
    model.dispose()
  })

  it('yields to the event loop between steps', async () => {
    const model = network()
    let ticks = 0
    const timer = setInterval(() => ticks++, 0)
    await run(model, { epochs: 3 })
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(5)
    model.dispose()
  })
})

describe('abort', () => {
  it('ends after the step in progress and says so', async () => {
    const model = network()
    const abort = new AbortController()
    const steps: number[] = []
    const epochs = await run(model, {
      epochs: 9,
      signal: abort.signal,
      onBatch: ({ epoch, batch }) => {
        steps.push(batch)
        if (epoch === 1 && batch === 1) abort.abort()
      },
    })
    expect(epochs.map(({ stopped }) => stopped)).toEqual([undefined, 'aborted'])
    expect(steps).toEqual([0, 1, 2, 3, 0, 1])
    expect(epochs[1]!.valLoss).toBeUndefined()
    model.dispose()
  })

  it('does nothing where aborted before the start, and takes a source that throws for ended', async () => {
    const model = network()
    expect(await run(model, { epochs: 1, signal: AbortSignal.abort() })).toEqual([])
    const abort = new AbortController()
    async function* broken(): AsyncGenerator<TrainingBatch> {
      yield* blobs({ count: 8 })
      abort.abort()
      abort.signal.throwIfAborted()
    }
    const epochs: EpochResult[] = []
    for await (const epoch of train(model, { train: broken }, { epochs: 2, signal: abort.signal })) epochs.push(epoch)
    expect(epochs).toMatchObject([{ epoch: 0, stopped: 'aborted' }])
    model.dispose()
  })
})

const poisoned = async function* (): AsyncGenerator<TrainingBatch> {
  for await (const batch of blobs({ count: 8 })) {
    batch.x[64 * 2 + 5] = Number.NaN
    yield batch
  }
}

describe('errors', () => {
  it('names the picture that holds NaN, and leaves the weights as they were', async () => {
    const model = buildCnn({ input: [8, 8, 1], filters: [3] })
    const before = await weightsOf(model)
    const epochs = train(model, { train: poisoned }, { epochs: 1 })
    await expect(epochs.next()).rejects.toMatchObject({
      code: 'non-finite-loss',
      message: "epoch 0, batch 0: the loss became NaN; the picture '2' holds NaN",
    })
    expect(await weightsOf(model)).toEqual(before)
    model.dispose()
  })

  it('names the learning rate where the loss explodes', async () => {
    const model = sequential({
      layers: [layers.flatten({ inputShape: [8, 8, 1] }), layers.dense({ units: 2, activation: 'softmax' })],
    })
    model.setWeights(model.getWeights().map((weight) => fill(weight.shape, 1e38)))
    await expect(run(model, { epochs: 1, optimizer: { name: 'adam', learningRate: 0.5 } })).rejects.toMatchObject({
      code: 'non-finite-loss',
      message: expect.stringContaining('try a learning rate below 0.5'),
    })
    model.dispose()
  })

  const refused: [string, Partial<TrainOptions>, string][] = [
    ['epochs', { epochs: 0 }, 'epochs: expected an integer of at least 1, got 0'],
    [
      'loss',
      { loss: 'mse' as never },
      "loss: no loss named 'mse'; there are binary-crossentropy, categorical-crossentropy",
    ],
    ['microBatch', { microBatch: 0 }, 'microBatch: expected an integer of at least 1, got 0'],
    ['microBatch', { microBatch: 2.5 }, 'microBatch: expected an integer of at least 1, got 2.5'],
    ['clip', { clip: { norm: 0 } }, 'clip.norm: expected a positive number, got 0'],
    ['seed', { seed: 0.5 }, 'seed: expected an integer, got 0.5'],
    [
      'learning rate',
      { optimizer: { name: 'adam', learningRate: 0 } },
      'optimizer.learningRate: expected a positive number, got 0',
    ],
    [
      'optimizer',
      { optimizer: { name: 'lion' as never } },
      "optimizer.name: expected 'adam', 'adamw' or 'sgd', got 'lion'",
    ],
    [
      'monitor',
      { schedule: { name: 'plateau', monitor: 'auc' } },
      "schedule.monitor: nothing is named 'auc'; there are loss, accuracy, valLoss, valAccuracy",
    ],
    [
      'monitor',
      { earlyStopping: { monitor: 'auc', patience: 1 } },
      "earlyStopping.monitor: nothing is named 'auc'; there are loss, accuracy, valLoss, valAccuracy",
    ],
    [
      'patience',
      { earlyStopping: { monitor: 'loss', patience: -1 } },
      'earlyStopping.patience: expected an integer of at least 0, got -1',
    ],
  ]
  it.each(refused)('refuses a bad %s at once', (_, options, message) => {
    const model = network()
    expect(() => train(model, { train: source(), val: source() }, { epochs: 1, ...options })).toThrow(message)
    model.dispose()
  })

  it('refuses batches that do not fit', async () => {
    const model = network()
    const good = { x: new Float32Array(128), shape: [2, 8, 8, 1], y: Int32Array.of(0, 1) }
    const bad: [Partial<TrainingBatch>, string][] = [
      [{ shape: [2, 8, 8, 3] }, 'epoch 0, batch 0: shape is [2,8,8,3], the model takes [null,8,8,1]'],
      [{ x: new Float32Array(5) }, 'x holds 5 values, its shape [2,8,8,1] asks for 128'],
      [{ y: Int32Array.of(0) }, 'y holds 1 classes for 2 pictures'],
      [{ y: Int32Array.of(0, 2), ids: ['a', 'b'] }, "'b' has class 2, the model has the classes 0 to 1"],
    ]
    for (const [change, message] of bad) {
      const epochs = train(
        model,
        {
          train: async function* () {
            yield { ...good, ...change }
          },
        },
        { epochs: 1 },
      )
      await expect(epochs.next()).rejects.toThrow(message)
    }
    await expect(train(model, { train: async function* () {} }, { epochs: 1 }).next()).rejects.toThrow(
      'epoch 0: train brought no batch',
    )
    model.dispose()
  })
})
