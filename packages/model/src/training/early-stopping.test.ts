import { useBackend } from '@convlens/backend/node'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import { blobs } from './blobs.test-support.ts'
import type { EpochResult, TrainOptions } from './options.ts'
import { train } from './train.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

const network = (): LayersModel =>
  buildCnn({ input: [8, 8, 1], filters: [4, 4], batchNorm: true, dropout: 0.25, dense: [8], head: 'flatten', seed: 1 })

const source = () => blobs()

const weightsOf = (model: LayersModel): Promise<unknown[]> =>
  Promise.all(model.getWeights().map((weight: Tensor) => weight.data()))

// A metric made to order: best at epoch 1, then worse.
const script = [0.5, 0.9, 0.7, 0.8, 0.95]
const scripted = () => {
  let call = 0
  return { score: () => script[call++]! }
}

/** Which of the weights seen after each epoch the model has in the end. */
const last = async (restoreBest: boolean) => {
  const model = network()
  const seen: unknown[] = []
  const options = { epochs: 3, metrics: scripted(), earlyStopping: { monitor: 'score', patience: 9, restoreBest } }
  for await (const _ of train(model, { train: source, val: source }, options)) seen.push(await weightsOf(model))
  const now = await weightsOf(model)
  model.dispose()
  return seen.findIndex((weights) => JSON.stringify(weights) === JSON.stringify(now))
}

/** The same where training ends within or after the third epoch. */
const leftBy = async (how: 'abort' | 'break' | 'error') => {
  const model = network()
  const seen: unknown[] = []
  const abort = new AbortController()
  const options: TrainOptions = {
    epochs: 5,
    metrics: scripted(),
    earlyStopping: { monitor: 'score', patience: 9 },
    signal: abort.signal,
    onBatch: ({ epoch, batch }) => {
      if (epoch !== 2 || batch !== 1) return
      if (how === 'abort') abort.abort()
      if (how === 'error') throw new Error('mine')
    },
  }
  try {
    for await (const { epoch, stopped: why } of train(model, { train: source, val: source }, options)) {
      if (why === undefined) seen.push(await weightsOf(model))
      if (how === 'break' && epoch === 2) break
    }
  } catch (error) {
    expect(error).toMatchObject({ message: 'mine' })
  }
  expect(seen).toHaveLength(how === 'break' ? 3 : 2)
  const now = await weightsOf(model)
  model.dispose()
  return seen.findIndex((weights) => JSON.stringify(weights) === JSON.stringify(now))
}

describe('early stopping', () => {
  it('stops after `patience` epochs without improvement and restores the best weights', async () => {
    const model = network()
    const seen: unknown[] = []
    const results: EpochResult[] = []
    const options = { epochs: 5, metrics: scripted(), earlyStopping: { monitor: 'score', patience: 2 } }
    for await (const epoch of train(model, { train: source, val: source }, options)) {
      results.push(epoch)
      seen.push(await weightsOf(model))
    }
    expect(results.map(({ bestEpoch }) => bestEpoch)).toEqual([0, 1, 1, 1])
    expect(results.map(({ stopped }) => stopped)).toEqual([undefined, undefined, undefined, 'early'])
    expect(seen[3]).toEqual(seen[1])
    expect(seen[2]).not.toEqual(seen[1])
    model.dispose()
  })

  it('restores the best weights after the last epoch, too, and not where told not to', async () => {
    expect(await last(true)).toBe(1)
    expect(await last(false)).toBe(2)
  })

  it('restores the best weights where training is aborted, left or fails', async () => {
    expect(await leftBy('abort')).toBe(1)
    expect(await leftBy('break')).toBe(1)
    expect(await leftBy('error')).toBe(1)
  })
})
