/** Pieces of work that do not depend on each other: one fold, one trial. */

/** What a task is told beside its payload; the same in this process and in one of a pool. */
export interface TaskContext {
  /** Aborted where the result is no longer wanted: end soon, by an error or with any result. */
  signal: AbortSignal
  /**
   * Tells an interim value. Await it: it is rejected where the task is to end, as a pruned trial is.
   */
  report(value: unknown): Promise<void>
  /** How many threads this task may use, where a pool shares out the machine: for `useBackend('wasm', { threads })`. */
  threads?: number
}

/** A piece of work: a plain function, or one of another process. */
export type Task<Payload, Result> = (payload: Payload, context: TaskContext) => Promise<Result>

export interface LimitOptions {
  /** How many run at once; default 1. */
  concurrency?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * Runs a function for every item, in order, at most `concurrency` at once. The first error, or an abort, aborts those under way;
 * it is thrown when they have all ended, so that nothing runs on behind the caller's back.
 *
 * @throws RangeError for a concurrency below 1; the first error; the reason of `signal`
 */
export async function runLimited<Item>(
  items: readonly Item[],
  { concurrency = 1, signal }: LimitOptions,
  run: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new RangeError(`concurrency: expected an integer of at least 1, got ${concurrency}`)
  signal?.throwIfAborted()
  const stop = new AbortController()
  const forward = (): void => stop.abort(signal!.reason)
  signal?.addEventListener('abort', forward, { once: true })
  let next = 0
  const lane = async (): Promise<void> => {
    try {
      while (next < items.length && !stop.signal.aborted) await run(items[next++]!, stop.signal)
    } catch (error) {
      // The first reason stays; what an abort makes others throw is no news.
      stop.abort(error)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, lane))
  } finally {
    signal?.removeEventListener('abort', forward)
  }
  stop.signal.throwIfAborted()
}
