/** A training that tells its parent when it starts and what it has ended with: `[backend, folder of checkpoints]`. */
import process from 'node:process'
import { useBackend } from '@convlens/backend/node'

import { buildCnn } from '../build/build-cnn.ts'
import { checkpointFolder } from '../node/checkpoint-folder.ts'
import { namedWeights } from '../weights/named-weights.ts'
import { blobs } from './blobs.test-support.ts'
import { hashOf } from './killed-training.test-support.ts'
import { train } from './train.ts'

const [backend, folder] = process.argv.slice(2) as ['wasm' | 'tensorflow', string]
await useBackend(backend)
const model = buildCnn({
  input: [12, 12, 1],
  filters: [8, 16],
  batchNorm: true,
  dropout: 0.25,
  dense: [32],
  head: 'flatten',
  seed: 1,
})
const data = {
  train: (epoch: number) => blobs({ size: 12, count: 44, batchSize: 4, seed: epoch }),
  val: () => blobs({ size: 12, count: 16, seed: 99 }),
}
process.send!({ started: true })
const history: unknown[] = []
const epochs = train(model, data, {
  epochs: 6,
  seed: 7,
  optimizer: { name: 'adamw', learningRate: 0.004 },
  schedule: { name: 'plateau', monitor: 'valLoss', patience: 1, factor: 0.5 },
  clip: { norm: 1 },
  average: { decay: 0.9 },
  earlyStopping: { monitor: 'valLoss', patience: 4 },
  checkpoints: { store: checkpointFolder(folder), everySteps: 4 },
})
for await (const { seconds: _, restored: __, ...epoch } of epochs) history.push(epoch)
const weights = await Promise.all(
  namedWeights(model).map(async ({ name, variable }) => [name, (await variable.data()) as Float32Array] as const),
)
process.send!({ hash: hashOf(history, weights) })
process.disconnect()
