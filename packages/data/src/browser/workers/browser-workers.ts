/** Web Workers that prepare pictures. */
import { createWorkerPool } from '../../loader/workers/worker-pool.ts'
import type { StartWorker, WorkerPool } from '../../loader/workers/worker-pool.ts'
import type { FromWorker } from '../../loader/workers/messages.ts'

/**
 * Web Workers for `loader`'s `workers`, started with the first pictures; `close()` ends them. A bundler has to know
 * `new Worker(new URL(...))`, as Vite, webpack, Parcel and esbuild's plugins do; for others pass `start`.
 *
 * @param count how many; by default one for each processor but the page's, at least one, at most 8
 * @param start makes one worker whose script is this package's `./browser/worker`; by default where the bundler put it
 * @throws {RangeError} for a count that cannot be
 *
 * @example
 * for await (const batch of loader(dataset, { preprocess, batchSize: 32, workers: () => browserWorkers(2) })) ...
 */
export function browserWorkers(
  count: number = Math.min(8, Math.max(1, navigator.hardwareConcurrency - 1)),
  start: () => Worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
): WorkerPool {
  return createWorkerPool(count, webWorkerStarter(start))
}

function webWorkerStarter(start: () => Worker): StartWorker {
  return (onMessage, onEnd) => {
    const worker = start()
    let over = false
    const end = (reason: string): void => {
      if (over) return
      over = true
      worker.terminate()
      onEnd(reason)
    }
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (!over) onMessage(data)
    })
    worker.addEventListener('messageerror', () => end('a message could not be read'))
    // A script that cannot be loaded gives an event without words.
    worker.addEventListener('error', (event) => end(event.message || 'its script could not be loaded'))
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      hold: () => undefined,
      end() {
        over = true
        worker.terminate()
        return Promise.resolve()
      },
    }
  }
}
