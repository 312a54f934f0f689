import { listBackends, useBackend } from '@convlens/backend/node'
import { describeIf } from '@convlens/testing'
import { memory, tensor } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, expect, it } from 'vitest'

import golden from '../../golden/training-runs.json' with { type: 'json' }
import { buildCnn } from '../build/build-cnn.ts'
import { namedWeights } from '../weights/named-weights.ts'
import type { TrainingBatch } from './batch.ts'
import type { OptimizerOptions } from './optimizers/optimizer.ts'
import type { Schedule } from './schedules/schedule.ts'
import { train } from './train.ts'

const [, side] = golden.shape
const peers: Record<string, { losses: Record<string, number[]> }> = golden.peers

/** The network of golden/training-runs.py with its initial weights. */
function network(): LayersModel {
  const model = buildCnn({
    input: [side!, side!, 1],
    blocks: [{ filters: golden.filters, padding: 'valid', pool: { type: 'max', size: 2 } }],
    head: 'flatten',
    classes: golden.classes,
  })
  for (const { name, variable } of namedWeights(model)) {
    const { values, shape } = golden.initial[name as 'conv1/kernel']
    const start = tensor(values, shape)
    variable.assign(start)
    start.dispose()
  }
  return model
}

async function* batches(): AsyncGenerator<TrainingBatch> {
  for (const { x, y } of golden.batches) {
    const pixels = Float32Array.from(x, (digit) => parseInt(digit, 16) / 16)
    yield { x: pixels, shape: golden.shape, y: Int32Array.from(y) }
  }
}

const backends = await listBackends()
const missing = (name: string) => {
  const found = backends.find((backend) => backend.name === name)
  return found?.available ? undefined : (found?.reason ?? 'it is not listed')
}

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const) {
  // Source of the numbers: golden/training-runs.py (PyTorch and Keras, double precision).
  describeIf(backend, missing(backend), `the first 20 steps on ${backend}`, () => {
    beforeAll(async () => {
      await useBackend(backend)
    })
    afterAll(() => {
      expect(memory().numTensors).toBe(0)
    })

    it.each(golden.runs)('$name: the losses of PyTorch and Keras', async ({ name, optimizer, schedule }) => {
      const model = network()
      const losses: number[] = []
      const options = {
        epochs: golden.epochs,
        optimizer: optimizer as OptimizerOptions,
        schedule: schedule as Schedule,
        onBatch: ({ loss }: { loss: number }) => losses.push(loss),
      }
      for await (const _ of train(model, { train: batches }, options)) continue
      model.dispose()
      expect(losses.length).toBe(20)
      for (const { losses: byRun } of Object.values(peers)) {
        // Keras has no one-cycle.
        for (const [step, expected] of (byRun[name] ?? []).entries())
          expect(Math.abs(losses[step]! - expected) / expected).toBeLessThan(1e-4)
      }
      expect(peers.torch!.losses[name]!.length).toBe(20)
    })
  })
}
