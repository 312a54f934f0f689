/** Loss, accuracy and probabilities of a whole validation set. */
import { type TrainingBatch, checkBatch, cutBatch } from './batch.ts'
import { untilAborted } from './batches.ts'
import { yieldToEventLoop } from './event-loop.ts'
import { Means } from './means.ts'
import type { StepContext } from './objective.ts'
import { evaluateStep } from './step.ts'
import { TrainingError } from './training-error.ts'

export interface Evaluation {
  means: Means
  yTrue: Int32Array
  /** `n * classes` values, row by row. */
  probabilities: Float32Array
}

/** @returns undefined where aborted */
export async function evaluate(
  context: StepContext,
  batches: AsyncIterable<TrainingBatch>,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Evaluation | undefined> {
  const means = new Means()
  const yTrue: number[] = []
  const rows: Float32Array[] = []
  let index = 0
  for await (const batch of untilAborted(batches, signal)) {
    const place = `${where}, batch ${index++}`
    checkBatch(context.model, batch, context.classes, place)
    for (const part of cutBatch(batch, context.microBatch)) {
      const result = await evaluateStep(context, part, place)
      means.add(result, part.y.length)
      rows.push(result.probabilities)
      await yieldToEventLoop()
    }
    for (const label of batch.y) yTrue.push(label)
  }
  if (signal?.aborted) return undefined
  if (means.samples === 0) throw new TrainingError('no-batches', `${where}: val brought no batch`)
  const probabilities = new Float32Array(means.samples * context.classes)
  let offset = 0
  for (const row of rows) {
    probabilities.set(row, offset)
    offset += row.length
  }
  return { means, yTrue: Int32Array.from(yTrue), probabilities }
}
