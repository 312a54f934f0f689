/** Loads samples ahead of whom they are for, and hands them out in their order. */
import type { Sample } from '../dataset.ts'
import { newArray } from './batch.ts'
import type { BatchBuilder } from './batch.ts'
import { loadPicture } from './load-picture.ts'
import type { Loaded } from './load-picture.ts'
import type { CheckedOptions } from './options.ts'

/** How long pictures may be made one after another before others get a turn, in milliseconds. */
const TURN = 20

/**
 * Loads the samples in order; with workers as many ahead as `prefetch` batches hold, without them one at a time.
 *
 * @param place gives the place in its batch for the values of the next picture
 * @throws the reason of the signal, at once
 */
export async function* loadInOrder(
  samples: readonly Sample[],
  options: CheckedOptions,
  place: BatchBuilder['place'],
): AsyncGenerator<Loaded> {
  const { batchSize, prefetch, signal, store, memory } = options
  signal?.throwIfAborted()
  const owned = typeof options.workers === 'function' ? options.workers() : undefined
  const pool = owned ?? (options.workers as Exclude<typeof options.workers, () => unknown>)
  // Shared memory without an owner would pile up: it does not count where V8 decides whether to collect garbage.
  const allocate = pool === undefined ? newArray : memory && pool.allocate
  const stop = new AbortController()
  const onAbort = (): void => stop.abort(signal?.reason)
  // One listener for all pictures: adding and removing one takes as long as a small change of a picture.
  let leave: ((reason: unknown) => void) | undefined
  stop.signal.addEventListener('abort', () => leave?.(stop.signal.reason), { once: true })
  signal?.addEventListener('abort', onAbort)
  const depth = pool === undefined ? 1 : Math.max(prefetch * batchSize, 2 * pool.size)
  const ahead: Promise<Loaded>[] = []
  let begun = 0
  let lastPause = performance.now()
  try {
    for (let given = 0; given < samples.length; given++) {
      if (performance.now() - lastPause > TURN) {
        await new Promise((resolve) => setTimeout(resolve))
        lastPause = performance.now()
      }
      stop.signal.throwIfAborted()
      while (begun < samples.length && ahead.length < depth) {
        const loading = loadPicture(samples[begun++]!, options, pool, stop.signal, place(allocate))
        // What fails is told when its turn comes.
        loading.catch(() => undefined)
        ahead.push(loading)
      }
      // (`Promise.race` would keep every picture until the signal itself is gone.)
      yield await new Promise<Loaded>((resolve, reject) => {
        leave = reject
        void ahead.shift()!.then(resolve, reject)
      })
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    if (!stop.signal.aborted) stop.abort(new Error('the loader was left'))
    await owned?.close()
    await store?.flush()
  }
}
