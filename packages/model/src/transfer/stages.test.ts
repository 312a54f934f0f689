/** Fine-tuning in stages: the head first, then the last layers of the base with the same optimizer, more slowly. */
import { useBackend } from '@convlens/backend/node'
import { maxRelativeError } from '@convlens/testing'
import { memory } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import { blobs } from '../training/blobs.test-support.ts'
import { createOptimizer } from '../training/optimizers/optimizer.ts'
import { train } from '../training/train.ts'
import { namedWeights } from '../weights/named-weights.ts'
import { freeze, unfreeze } from './freeze.ts'
import { transferModel } from './transfer-model.ts'

beforeAll(async () => {
  await useBackend('wasm')
})

const data = { train: () => blobs() }

const valuesOf = (model: LayersModel): Map<string, Float32Array> =>
  new Map(namedWeights(model).map(({ name, variable }) => [name, variable.dataSync().slice() as Float32Array]))

/** How much each weight has moved since. */
const movedSince = (model: LayersModel, before: Map<string, Float32Array>): Map<string, number> =>
  new Map(Array.from(valuesOf(model), ([name, values]) => [name, maxRelativeError(values, before.get(name)!)]))

it('moves the head, then what is thawed, and keeps the state of the optimizer', async () => {
  const tensors = memory().numTensors
  const base = buildCnn({ input: [8, 8, 1], filters: [4, 6], batchNorm: true, seed: 2 })
  for await (const _ of train(base, data, { epochs: 2, optimizer: { name: 'adam', learningRate: 0.02 } })) continue
  const model = transferModel({ base, classes: 2, seed: 1 })
  base.dispose()

  const optimizer = createOptimizer({ name: 'adam', learningRate: 0.02 })
  const losses: number[] = []
  const run = async (options: { epochs: number; learningRateMultipliers?: Record<string, number> }): Promise<void> => {
    for await (const { loss } of train(model, data, { ...options, optimizer, seed: 1 })) losses.push(loss)
  }

  freeze(model, 'base')
  let before = valuesOf(model)
  await run({ epochs: 4 })
  for (const [name, moved] of movedSince(model, before)) {
    if (name.startsWith('base/')) expect(moved, name).toBe(0)
    else expect(moved, name).toBeGreaterThan(0)
  }

  expect(unfreeze(model, { from: 'base/conv2' }, { normalisations: false })).toEqual(['base/conv2', 'head_output'])
  before = valuesOf(model)
  await run({ epochs: 4, learningRateMultipliers: { base: 0.5 } })
  for (const [name, moved] of movedSince(model, before)) {
    if (name === 'base/conv2/kernel' || name.startsWith('head')) expect(moved, name).toBeGreaterThan(0)
    else expect(moved, name).toBe(0)
  }

  // 4 steps an epoch: the head goes on counting, what was thawed starts, what is frozen is unknown.
  expect((await optimizer.state()).steps).toEqual({
    'base/conv2/kernel': 16,
    'head_output/kernel': 32,
    'head_output/bias': 32,
  })

  unfreeze(model, 'base')
  before = valuesOf(model)
  await run({ epochs: 4, learningRateMultipliers: { base: 0.1 } })
  for (const [name, moved] of movedSince(model, before)) expect(moved, name).toBeGreaterThan(0)
  expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.8)

  optimizer.dispose()
  model.dispose()
  expect(memory().numTensors).toBe(tensors)
})
