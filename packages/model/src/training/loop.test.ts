import { useBackend } from '@convlens/backend/node'
import { maxRelativeError } from '@convlens/testing'
import { memory } from '@tensorflow/tfjs-core'
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import type { TrainingBatch } from './batch.ts'
import { blobs } from './blobs.test-support.ts'
import { createOptimizer } from './optimizers/optimizer.ts'
import type { EpochResult, TrainOptions } from './options.ts'
import { predict } from './predict.ts'
import { train } from './train.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

const weightsOf = (model: LayersModel): Promise<Float32Array[]> =>
  Promise.all(model.getWeights().map(async (weight) => (await weight.data()) as Float32Array))

const plain = () => buildCnn({ input: [8, 8, 1], filters: [3], dropout: 0.25, head: 'flatten', seed: 1 })

async function fit(
  model: LayersModel,
  options: TrainOptions,
  source: () => AsyncIterable<TrainingBatch> = () => blobs({ count: 24, batchSize: 6 }),
): Promise<EpochResult[]> {
  const epochs: EpochResult[] = []
  for await (const epoch of train(model, { train: source, val: () => blobs({ seed: 99 }) }, options)) epochs.push(epoch)
  return epochs
}

const weighted = (change: (batch: TrainingBatch) => TrainingBatch) =>
  async function* () {
    for await (const batch of blobs({ count: 12, batchSize: 6 })) yield change(batch)
  }

describe('accumulate', () => {
  it('is one larger batch, dropout and the rest of the epoch included', async () => {
    // 5 batches of 4 by twos are batches of 8, 8 and 4.
    const [small, large] = [plain(), plain()]
    const steps: number[] = []
    const onBatch = ({ samples }: { samples: number }) => steps.push(samples)
    const a = await fit(small, { epochs: 2, accumulate: 2, onBatch }, () => blobs({ count: 20, batchSize: 4 }))
    const b = await fit(large, { epochs: 2 }, () => blobs({ count: 20, batchSize: 8 }))
    expect(steps).toEqual([8, 8, 4, 8, 8, 4])
    expect(
      maxRelativeError(
        a.map(({ loss }) => loss),
        b.map(({ loss }) => loss),
      ),
    ).toBeLessThan(1e-6)
    const [of, to] = [await weightsOf(small), await weightsOf(large)]
    for (const [i, weight] of to.entries()) expect(maxRelativeError(of[i]!, weight)).toBeLessThan(1e-5)
    small.dispose()
    large.dispose()
  })
})

const bad = async function* () {
  for await (const batch of blobs({ count: 6, batchSize: 6 })) yield { ...batch, weights: new Float32Array(6).fill(-1) }
}

const mixed = async function* () {
  for await (const batch of blobs({ count: 6, batchSize: 6 })) yield { ...batch, ySoft: new Float32Array(12).fill(0.5) }
}

/** The losses of the steps of one epoch. */
const lossesOf = async (options: Partial<TrainOptions>, change: (batch: TrainingBatch) => TrainingBatch) => {
  const model = plain()
  const losses: number[] = []
  const onBatch = ({ loss }: { loss: number }) => losses.push(loss)
  await fit(model, { epochs: 1, onBatch, ...options }, weighted(change))
  model.dispose()
  return losses
}

describe('weights of pictures', () => {
  it('of zero leave pictures out, of classes and of samples multiply', async () => {
    const byClass = await lossesOf({ classWeights: [0.5, 3] }, (batch) => batch)
    const bySample = await lossesOf({}, (batch) => ({
      ...batch,
      weights: Float32Array.from(batch.y, (y) => [0.5, 3][y]!),
    }))
    expect(byClass).toEqual(bySample)
    const both = await lossesOf({ classWeights: [1, 0] }, (batch) => ({
      ...batch,
      weights: Float32Array.from(batch.y, (y) => 1 - y),
    }))
    const zeros = await lossesOf({}, (batch) => ({ ...batch, weights: Float32Array.from(batch.y, (y) => 1 - y) }))
    expect(both).toEqual(zeros)
  })

  it('refuses what is no weight', async () => {
    const model = plain()
    await expect(fit(model, { epochs: 1 }, bad)).rejects.toThrow('weights[0] is -1, expected a number of at least 0')
    expect(() => train(model, { train: bad }, { epochs: 1, classWeights: [1] })).toThrow('classWeights')
    model.dispose()
  })

  it('takes mixed pictures', async () => {
    const model = plain()
    const still: TrainOptions = { epochs: 60, optimizer: { name: 'adam', learningRate: 0.01 } }
    await fit(model, still, mixed)
    const { probabilities } = await predict(model, blobs({ count: 6, batchSize: 6 }))
    for (const p of probabilities) expect(Math.abs(p - 0.5)).toBeLessThan(0.1)
    model.dispose()
  })
})

const single = () =>
  sequential({
    layers: [
      layers.flatten({ inputShape: [8, 8, 1] }),
      layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: 'zeros' }),
    ],
  })

describe('a single output', () => {
  it('by a sigmoid is trained and predicts both classes', async () => {
    const model = single()
    const losses: number[] = []
    const onBatch = ({ loss }: { loss: number }) => losses.push(loss)
    const epochs = await fit(model, { epochs: 25, optimizer: { name: 'adam', learningRate: 0.05 }, onBatch }, () =>
      blobs({ count: 96, batchSize: 12 }),
    )
    expect(losses[0]).toBeCloseTo(Math.LN2, 6)
    expect(epochs.at(-1)!.valAccuracy).toBeGreaterThan(0.9)
    const { classes, probabilities, yTrue } = await predict(model, blobs({ seed: 99 }))
    expect(classes).toBe(2)
    yTrue.forEach((_, i) => expect(probabilities[2 * i]! + probabilities[2 * i + 1]!).toBeCloseTo(1, 6))
    expect([...yTrue].filter((y, i) => probabilities[2 * i + y]! > 0.5).length / yTrue.length).toBeGreaterThan(0.9)
    model.dispose()
  })

  it('by anything else is refused', () => {
    const model = sequential({ layers: [layers.flatten({ inputShape: [8, 8, 1] }), layers.dense({ units: 1 })] })
    expect(() => train(model, { train: () => blobs() }, { epochs: 1 })).toThrow(
      "model: expected a sigmoid before a single output, or at least 2 classes; got 'linear'",
    )
    model.dispose()
  })
})

describe('average', () => {
  it('is what is validated and what remains', async () => {
    const model = plain()
    const seen: Float32Array[][] = []
    const options: TrainOptions = { epochs: 2, average: { decay: 0.5 }, optimizer: { name: 'sgd', learningRate: 0.1 } }
    const data = { train: () => blobs({ count: 12, batchSize: 6 }), val: () => blobs({ seed: 99 }) }
    const own: Float32Array[][] = []
    const before = memory().numTensors
    const onBatch = async () => own.push(await weightsOf(model))
    for await (const _ of train(model, data, { ...options, onBatch })) seen.push(await weightsOf(model))
    expect(memory().numTensors).toBe(before)
    // The mean begins with the weights of the first step.
    const mean = own[0]!.map((values, w) =>
      values.map((_, i) => own.reduce((average, step) => (average + step[w]![i]!) / 2, own[0]![w]![i]!)),
    )
    const now = await weightsOf(model)
    expect(now).toEqual(seen[1])
    for (const [i, values] of mean.entries()) expect(maxRelativeError(now[i]!, values)).toBeLessThan(1e-5)
    model.dispose()
  })
})

describe('an optimizer of the caller', () => {
  it('keeps its state from one training to the next, while layers are frozen and unfrozen', async () => {
    const model = buildCnn({ input: [8, 8, 1], filters: [3, 3], batchNorm: true, seed: 1 })
    const optimizer = createOptimizer({ name: 'adam' })
    const [first] = model.layers
    first!.trainable = false
    const kernel = async () => Array.from(await first!.getWeights()[0]!.data())
    const frozen = await kernel()
    await fit(model, { epochs: 1, optimizer })
    expect(await kernel()).toEqual(frozen)
    const early = await optimizer.state()
    expect(Object.keys(early.slots).some((name) => name.includes('conv1'))).toBe(false)
    first!.trainable = true
    await fit(model, { epochs: 1, optimizer })
    expect(await kernel()).not.toEqual(frozen)
    const late = await optimizer.state()
    expect(Object.keys(late.slots).length).toBeGreaterThan(Object.keys(early.slots).length)
    expect(late.steps).toMatchObject({ 'conv2/kernel': 8, 'conv1/kernel': 4 })
    optimizer.dispose()
    model.dispose()
  })
})

describe('divergence', () => {
  it('is found, explained, and ends with the best weights', async () => {
    const model = plain()
    const seen: Float32Array[][] = []
    let rate = 1e-3
    const optimizer = createOptimizer({ name: 'sgd', learningRate: rate })
    const data = { train: () => blobs({ count: 24, batchSize: 6 }), val: () => blobs({ seed: 99 }) }
    const epochs = train(model, data, {
      epochs: 9,
      optimizer,
      earlyStopping: { monitor: 'valLoss', patience: 9 },
      onEpochStart: ({ epoch }) => (optimizer.learningRate = rate = epoch < 2 ? 1e-3 : 1e4),
    })
    const error = await (async () => {
      try {
        for await (const _ of epochs) seen.push(await weightsOf(model))
      } catch (caught) {
        return caught as Error
      }
    })()
    expect(error).toMatchObject({ name: 'TrainingError', code: expect.stringMatching('diverged|non-finite') })
    expect(error!.message).toContain('try a learning rate below 10000')
    expect(await weightsOf(model)).toEqual(seen[1])
    optimizer.dispose()
    model.dispose()
  })
})
