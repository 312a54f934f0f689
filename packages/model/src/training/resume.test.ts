import { useBackend } from '@convlens/backend/node'
import { memory } from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts'
import { memoryCheckpoints } from '../checkpoint/memory-checkpoints.ts'
import { namedWeights } from '../weights/named-weights.ts'
import { blobs } from './blobs.test-support.ts'
import type { EpochResult, TrainOptions } from './options.ts'
import { train } from './train.ts'

beforeAll(async () => {
  await useBackend('wasm')
})

/** What a process can be killed by. */
class Killed extends Error {}

const settings = { count: 20, batchSize: 4 }
const data = {
  train: (epoch: number) => blobs({ ...settings, seed: epoch }),
  val: () => blobs({ count: 12, seed: 99 }),
}

interface Ended {
  history: EpochResult[]
  weights: Record<string, number[]>
}

/** A process of its own: nothing but the store outlives it. */
async function run(options: Partial<TrainOptions>, killAt = Infinity): Promise<Ended> {
  const model = buildCnn({
    input: [8, 8, 1],
    filters: [3, 4],
    batchNorm: true,
    dropout: 0.25,
    head: 'flatten',
    seed: 1,
  })
  const history: EpochResult[] = []
  try {
    const epochs = train(model, data, {
      epochs: 4,
      seed: 7,
      ...options,
      onBatch: ({ step }) => {
        if (step >= killAt) throw new Killed()
      },
    })
    for await (const { restored: _, seconds: __, ...epoch } of epochs) history.push(epoch as EpochResult)
    const weights = await Promise.all(
      namedWeights(model).map(async ({ name, variable }) => [name, Array.from(await variable.data())] as const),
    )
    return { history, weights: Object.fromEntries(weights) }
  } finally {
    model.dispose()
  }
}

/** Killed at each of these steps, one process after the other, and then to the end. */
async function interrupted(options: Partial<TrainOptions>, kills: readonly number[], store: CheckpointStore) {
  const checkpoints = { store, everySteps: 3, ...options.checkpoints }
  for (const killAt of kills)
    await run({ ...options, checkpoints }, killAt).catch((error) => {
      if (!(error instanceof Killed)) throw error
    })
  return run({ ...options, checkpoints })
}

const kinds: [string, Partial<TrainOptions>][] = [
  ['Adam', {}],
  [
    'AdamW with clipping, cosine and weights',
    { optimizer: { name: 'adamw' }, clip: { norm: 0.5 }, schedule: 'cosine', classWeights: [1, 2] },
  ],
  [
    'SGD with Nesterov, a plateau schedule and an average',
    {
      optimizer: { name: 'sgd', learningRate: 0.02, momentum: 0.9, nesterov: true },
      schedule: { name: 'plateau', monitor: 'valLoss', patience: 1, factor: 0.5 },
      average: { decay: 0.9 },
    },
  ],
  ['accumulation and micro-batches', { accumulate: 2, microBatch: 3 }],
  [
    'early stopping',
    { earlyStopping: { monitor: 'valLoss', patience: 1 }, optimizer: { name: 'adam', learningRate: 0.05 } },
  ],
]

const small = () => buildCnn({ input: [8, 8, 1], filters: [2], seed: 1 })

describe('a training that was killed', () => {
  it.each(kinds)('ends as if nothing had happened, to the bit: %s', async (_, options) => {
    const whole = await run(options)
    const before = memory().numTensors
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 3 }), async (kills) => {
        expect(await interrupted(options, kills, memoryCheckpoints())).toEqual(whole)
      }),
      { seed: 7, numRuns: 6, examples: [[[0]], [[4, 5]]] },
    )
    expect(memory().numTensors).toBe(before)
  })

  it('reads a source from the batch on where it can', async () => {
    const asked: [number, number][] = []
    const store = memoryCheckpoints()
    const from = {
      ...data,
      async *trainFrom(epoch: number, first: number) {
        asked.push([epoch, first])
        let i = 0
        for await (const batch of data.train(epoch)) if (i++ >= first) yield batch
      },
    }
    const options = { epochs: 2, checkpoints: { store, everySteps: 2 } }
    const first = small()
    const kill = ({ step }: { step: number }) => {
      if (step === 8) throw new Killed()
    }
    const epochs = train(first, from, { ...options, onBatch: kill })
    await expect(
      (async () => {
        for await (const _ of epochs);
      })(),
    ).rejects.toThrow(Killed)
    const second = small()
    const restored: unknown[] = []
    for await (const epoch of train(second, from, options)) restored.push(epoch.restored)
    // Five steps are an epoch; the last checkpoint was written two steps into the second.
    expect(asked).toEqual([[1, 2]])
    expect(restored).toEqual([true, undefined])
    first.dispose()
    second.dispose()
  })

  it('yields the history again and trains no more where it had ended; more epochs go on', async () => {
    const store = memoryCheckpoints()
    const ended = await run({ checkpoints: { store } })
    expect(await run({ checkpoints: { store } }, 0)).toEqual(ended)
    expect(await run({ checkpoints: { store }, epochs: 6 })).toEqual(await run({ epochs: 6 }))
  })

  it('refuses to go on with other settings or another model, and starts anew where told to', async () => {
    const store = memoryCheckpoints()
    await run({ checkpoints: { store } })
    await expect(run({ checkpoints: { store }, seed: 8 })).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringContaining('seed was 7 and is 8 now'),
    })
    const other = buildCnn({ input: [8, 8, 1], filters: [5], seed: 1 })
    await expect(train(other, data, { epochs: 4, seed: 7, checkpoints: { store } }).next()).rejects.toThrow(
      'they belong to a training of another model',
    )
    other.dispose()
    expect(await run({ checkpoints: { store, resume: false }, seed: 8 })).toEqual(await run({ seed: 8 }))
  })

  it('saves where it is aborted, and loses no step', async () => {
    const store = memoryCheckpoints()
    const abort = new AbortController()
    const model = small()
    const steps: number[] = []
    const onBatch = ({ step }: { step: number }) => {
      steps.push(step)
      if (step === 6) abort.abort()
    }
    for await (const _ of train(model, data, { epochs: 2, signal: abort.signal, onBatch, checkpoints: { store } }));
    model.dispose()
    const again = small()
    for await (const _ of train(again, data, { epochs: 2, onBatch, checkpoints: { store } }));
    again.dispose()
    expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})
