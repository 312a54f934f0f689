/** Threads of Node that prepare pictures. */
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

import { createWorkerPool } from '../../loader/workers/worker-pool.ts'
import type { StartWorker, WorkerPool } from '../../loader/workers/worker-pool.ts'

/**
 * Threads for `loader`'s `workers`, started with the first pictures. They keep no program alive; `close()` ends them at once.
 *
 * @param count how many; by default one for each processor but the caller's, at least one
 * @throws {RangeError} for a count that cannot be
 *
 * @example
 * for await (const batch of loader(train, { preprocess, batchSize: 32, workers: () => nodeWorkers(4) })) ...
 */
export function nodeWorkers(count: number = Math.max(1, availableParallelism() - 1)): WorkerPool {
  return createWorkerPool(count, threadStarter(new URL('./worker.ts', import.meta.url)), shared)
}

/** Threads write their pictures where the batch is: copied there, they would keep the calling thread busy half of the time. */
function shared(values: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(values * Float32Array.BYTES_PER_ELEMENT))
}

/** Starts threads of a script. */
export function threadStarter(script: URL): StartWorker {
  return (onMessage, onEnd) => {
    // The program's own flags are not passed on: its loaders have nothing to do here.
    const worker = script.pathname.endsWith('.ts')
      ? new Worker(readTypeScript(script), { eval: true, execArgv: [] })
      : new Worker(script, { execArgv: [] })
    let reason: string | undefined
    let over = false
    worker.on('message', onMessage)
    worker.on('messageerror', (error) => {
      reason = error.message
      void worker.terminate()
    })
    worker.on('error', (error) => (reason = error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => {
      if (!over) onEnd(reason ?? `it exited with code ${code}`)
      over = true
    })
    worker.unref()
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      hold: (busy) => (busy ? worker.ref() : worker.unref()),
      async end() {
        over = true
        await worker.terminate()
      },
    }
  }
}

/** When run from its sources, before there is a package: tsx reads the script. */
function readTypeScript(script: URL): string {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href.replace(/cjs$/u, 'mjs')
  return `import('${tsx}').then(({ register }) => (register(), import('${script.href}')))`
}
