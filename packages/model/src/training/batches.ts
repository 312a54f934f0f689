/** The batches of an epoch, one after another or in groups. */
import type { TrainingBatch } from './batch.ts'

/** Batches until they end or the signal is aborted; a source that throws because of that same signal has simply ended. */
export async function* untilAborted(
  batches: AsyncIterable<TrainingBatch>,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingBatch> {
  try {
    for await (const batch of batches) {
      if (signal?.aborted) return
      yield batch
      if (signal?.aborted) return
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

/** Groups of `size` batches, the last of which may be smaller. A group that the signal cuts off is dropped: it is no step. */
export async function* inGroups(
  batches: AsyncIterable<TrainingBatch>,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingBatch[]> {
  let group: TrainingBatch[] = []
  for await (const batch of batches) {
    group.push(batch)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0 && !signal?.aborted) yield group
}

/** All but the first `count` batches. */
export async function* skip(batches: AsyncIterable<TrainingBatch>, count: number): AsyncGenerator<TrainingBatch> {
  let seen = 0
  for await (const batch of batches) if (seen++ >= count) yield batch
}
