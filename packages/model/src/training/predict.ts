/** Probabilities for batches of pictures. */
import { type Tensor2D, tensor, tidy } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { type TrainingBatch, checkBatch } from './batch.ts'
import { yieldToEventLoop } from './event-loop.ts'
import { classesOf, isSingle, twoColumns } from './output.ts'

/** Predictions in the order of the batches. */
export interface Predictions {
  /** `n * classes` values, row by row. */
  probabilities: Float32Array
  classes: number
  yTrue: Int32Array
  /** Names from the batches; a picture without one gets its number. */
  ids: string[]
}

export interface PredictOptions {
  /** Aborting makes the promise reject with the signal's reason. */
  signal?: AbortSignal
  /** After each batch: pictures done so far. */
  onBatch?: (done: number) => void
}

/**
 * Predicts all batches in inference mode. Leaves no tensor behind.
 *
 * @throws TrainingError `bad-batch` where a batch does not fit the model; the signal's reason where aborted
 * @example
 * ```ts
 * const { probabilities, classes, ids } = await predict(model, batches)
 * probabilities[3 * classes] // probability of class 0 for picture ids[3]
 * ```
 */
export async function predict(
  model: LayersModel,
  batches: AsyncIterable<TrainingBatch>,
  options: PredictOptions = {},
): Promise<Predictions> {
  const { signal, onBatch } = options
  const classes = classesOf(model)
  const rows: Float32Array[] = []
  const yTrue: number[] = []
  const ids: string[] = []
  signal?.throwIfAborted()
  for await (const batch of batches) {
    checkBatch(model, batch, classes, `batch ${rows.length}`)
    const output = tidy(() => {
      const made = model.apply(tensor(batch.x, [...batch.shape], 'float32'), { training: false }) as Tensor2D
      return isSingle(model) ? twoColumns(made, false) : made
    })
    try {
      rows.push((await output.data()) as Float32Array)
    } finally {
      output.dispose()
    }
    for (let i = 0; i < batch.y.length; i++) ids.push(batch.ids?.[i] ?? String(ids.length))
    yTrue.push(...batch.y)
    onBatch?.(yTrue.length)
    await yieldToEventLoop()
    signal?.throwIfAborted()
  }
  const probabilities = new Float32Array(yTrue.length * classes)
  let offset = 0
  for (const row of rows) {
    probabilities.set(row, offset)
    offset += row.length
  }
  return { probabilities, classes, yTrue: Int32Array.from(yTrue), ids }
}
