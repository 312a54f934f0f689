/** A fold and a trial on little pictures, for this process and for others: a real network, really trained. */
import { useBackend } from '@convlens/backend/node'

import { buildCnn } from '../../build/build-cnn.ts'
import type { FoldTask } from '../../experiments/cross-validation/fold.ts'
import type { TaskContext } from '../../experiments/task.ts'
import type { TrialTask } from '../../experiments/tuning/trial.ts'
import type { TrainingBatch } from '../../training/batch.ts'
import { blobs } from '../../training/blobs.test-support.ts'
import { type Predictions, predict } from '../../training/predict.ts'
import { train } from '../../training/train.ts'

export const pictures = 24

/** The pictures of these ids, eight at a time. */
async function* batchesOf(ids: readonly string[]): AsyncGenerator<TrainingBatch> {
  const all = new Map<string, TrainingBatch>()
  for await (const batch of blobs({ count: pictures, batchSize: 1 })) all.set(batch.ids![0]!, batch)
  for (let start = 0; start < ids.length; start += 8) {
    const chosen = ids.slice(start, start + 8)
    const parts = chosen.map((id) => all.get(id)!)
    yield {
      x: Float32Array.from(parts.flatMap(({ x }) => [...x])),
      shape: [parts.length, ...parts[0]!.shape.slice(1)],
      y: Int32Array.from(parts, ({ y }) => y[0]!),
      ids: chosen,
    }
  }
}

export async function trainFold(
  { train: trainIds, val, seed }: FoldTask,
  { signal, threads, report }: TaskContext,
): Promise<Predictions> {
  await useBackend('wasm', threads === undefined ? {} : { threads })
  const model = buildCnn({ input: [8, 8, 1], filters: [4], dropout: 0.25, head: 'flatten', seed })
  const options = { epochs: 8, seed, signal, optimizer: { name: 'adam', learningRate: 0.03 } } as const
  try {
    for await (const { loss } of train(model, { train: () => batchesOf(trainIds) }, options))
      await report({ loss, pid: process.pid })
    return await predict(model, batchesOf(val), { signal })
  } finally {
    model.dispose()
  }
}

export const space = { rate: { logUniform: [1e-5, 1e-1] } } as const

export async function trainTrial(
  { settings, seed }: TrialTask<typeof space>,
  { signal, threads, report }: TaskContext,
): Promise<number> {
  await useBackend('wasm', threads === undefined ? {} : { threads })
  const model = buildCnn({ input: [8, 8, 1], filters: [4], head: 'flatten', seed })
  const options = { epochs: 4, seed, signal, optimizer: { name: 'adam', learningRate: settings.rate } } as const
  const ids = Array.from({ length: pictures }, (_, i) => String(i))
  const data = { train: () => batchesOf(ids.slice(0, 16)), val: () => batchesOf(ids.slice(16)) }
  let last = Infinity
  try {
    for await (const { valLoss } of train(model, data, options)) {
      last = valLoss!
      await report(last)
    }
    return last
  } finally {
    model.dispose()
  }
}
