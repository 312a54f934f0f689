import { listBackends, useBackend } from '@convlens/backend/node'
import { describeIf, expectClose } from '@convlens/testing'
import { memory, tensor } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import golden from '../../golden/training-steps.json' with { type: 'json' }
import { buildCnn } from '../build/build-cnn.ts'
import type { TrainingBatch } from './batch.ts'
import { blobs } from './blobs.test-support.ts'
import type { Loss } from './losses/loss.ts'
import { predict } from './predict.ts'
import { train } from './train.ts'

type Case = (typeof golden.cases)[number]

/** The network of golden/training-steps.py with its initial weights. */
function goldenNetwork({ classes, batchNorm, initial }: Case): LayersModel {
  const model = buildCnn({
    input: [8, 8, 2],
    blocks: [{ filters: 3, padding: 'valid', batchNorm, pool: { type: 'max', size: 2 } }],
    head: 'flatten',
    classes,
  })
  for (const weight of model.trainableWeights) {
    const values = initial[weight.originalName as 'conv1/kernel']
    const start = tensor(values, weight.shape as number[])
    weight.write(start)
    start.dispose()
  }
  return model
}

async function* goldenBatches({ x, y, shape }: Case): AsyncGenerator<TrainingBatch> {
  for (const [i, values] of x.entries()) yield { x: Float32Array.from(values), shape, y: Int32Array.from(y[i]!) }
}

const history = async () => {
  const model = buildCnn({
    input: [8, 8, 1],
    filters: [4, 4],
    batchNorm: true,
    dropout: 0.25,
    dense: [8],
    seed: 2,
  })
  const losses: number[] = []
  const options = { epochs: 6, seed: 5, optimizer: { name: 'adam', learningRate: 0.02 } } as const
  for await (const { loss, valLoss } of train(
    model,
    { train: () => blobs(), val: () => blobs({ seed: 9 }) },
    options,
  )) {
    losses.push(loss, valLoss!)
  }
  const { probabilities } = await predict(model, blobs({ count: 5, batchSize: 2 }))
  model.dispose()
  return { losses, probabilities }
}

const backends = await listBackends()
const missing = (name: string) => {
  const found = backends.find((backend) => backend.name === name)
  return found?.available ? undefined : (found?.reason ?? 'it is not listed')
}

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const) {
  describeIf(backend, missing(backend), `training on ${backend}`, () => {
    beforeAll(async () => {
      await useBackend(backend)
    })

    // Source of the numbers: golden/training-steps.py (torch, double precision).
    describe.each(golden.cases)('$name', (example) => {
      it('has the losses, last weights and moving statistics of the reference', async () => {
        const model = goldenNetwork(example)
        const losses: number[] = []
        const options = {
          epochs: 1,
          loss: example.loss as Loss,
          onBatch: ({ loss }: { loss: number }) => losses.push(loss),
        }
        for await (const _ of train(model, { train: () => goldenBatches(example) }, options)) continue
        expectClose(losses, example.losses, 1e-5)
        const statistics = { 'bn1/moving_mean': example.movingMean, 'bn1/moving_variance': example.movingVariance }
        const final: Record<string, number[]> = { ...example.final, ...statistics }
        for (const weight of model.weights) expectClose(await weight.read().data(), final[weight.originalName]!, 1e-4)
        model.dispose()
      })
    })

    it('learns, repeats itself for the same seed, and leaves no tensor behind', async () => {
      const before = memory().numTensors
      const first = await history()
      expect(first.losses.at(-2)).toBeLessThan(first.losses[0]! * 0.7)
      expect(first.probabilities.length).toBe(10)
      expect(await history()).toEqual(first)
      expect(memory().numTensors).toBe(before)
    })

    afterAll(() => {
      expect(memory().numTensors).toBe(0)
    })
  })
}
