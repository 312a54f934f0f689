/** Folds and trials in processes of their own: tfjs-node works in no worker thread, and a crash there ends one task only. */
import { availableParallelism } from 'node:os'

import type { TaskContext } from '../../experiments/task.ts'
import { Child, type ChildSettings, type Job } from './child-process.ts'
import { ProcessError } from './process-error.ts'

export interface ProcessPoolOptions {
  /** A module that exports the functions: `new URL('./folds.js', import.meta.url)`. */
  module: URL
  /** How many processes there are at most. Default 2. */
  size?: number
  /** Threads of each; default the processors divided by `size`. Native TensorFlow is told; wasm is by `context.threads`. */
  threads?: number
  /** Environment beside this process's own. */
  env?: Readonly<Record<string, string>>
  /** Node's own options. Default those of this process, so that TypeScript sources run there where they run here. */
  execArgv?: readonly string[]
  /** How often a task is tried again after its process crashed. Not after an error that it threw itself. Default 0. */
  retries?: number
  /** Milliseconds a task has to end in after an abort, before its process is killed. Default 5000. */
  grace?: number
  /** What the processes print; nothing is printed here. */
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void
}

/** A function of the module, run in some process of the pool. Rejects with the function's error, or a `ProcessError`. */
export type PoolTask<Payload, Result> = (payload: Payload, context?: Partial<TaskContext>) => Promise<Result>

export interface ProcessPool {
  readonly size: number
  /**
   * A function exported by the module, `(payload, context) => result`, in a form that `crossValidate` and `tune` take as `run`. Payload,
   * result and reports are copied; they may hold typed arrays, maps and the like, but no functions.
   */
  task<Payload, Result>(name: string): PoolTask<Payload, Result>
  /** Process ids of those alive. */
  pids(): number[]
  /** Ends all processes now; settles when they are gone. What was under way or waiting is rejected. Closing twice does no harm. */
  close(): Promise<void>
}

/**
 * Processes that run functions of a module, one task at a time each; more tasks wait here. They start with the first tasks, keep no
 * program alive without work, and end with this process, however that ends. An abort first reaches the task as its
 * `context.signal`; what has not ended after `grace` is killed. A process that crashes fails its task only, and is replaced.
 *
 * Results do not depend on which process computes them, as long as the backend and its number of threads do not change them:
 * those of cpu and wasm are equal to the bit.
 *
 * @throws RangeError for a bad option
 * @example
 * ```ts
 * // folds.js exports: async function trainFold({ train, val, seed }, { signal, threads }) { ...; return predict(model, ...) }
 * const pool = processPool({ module: new URL('./folds.js', import.meta.url), size: 2 })
 * const { outOfFold } = await crossValidate({ folds, run: pool.task('trainFold'), concurrency: pool.size })
 * await pool.close()
 * ```
 */
export function processPool(options: ProcessPoolOptions): ProcessPool {
  const { module, size = 2, retries = 0, grace = 5000, execArgv = process.execArgv } = options
  checkWhole('size', size, 1)
  checkWhole('retries', retries, 0)
  if (!(grace >= 0 && grace < 2 ** 31)) throw new RangeError(`grace: expected milliseconds of at least 0, got ${grace}`)
  const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / size))
  checkWhole('threads', threads, 1)
  const settings: ChildSettings = {
    href: module.href,
    execArgv: inherited(execArgv),
    env: { ...process.env, ...threadSettings(threads), ...options.env },
    threads,
    grace,
    onOutput: options.onOutput,
  }
  const children = new Set<Child>()
  const waiting: Job[] = []
  let closed: ProcessError | undefined

  // A process that computes without a pause does not see its channel close.
  const killAll = (): void => children.forEach((child) => child.kill())

  function add(): Child {
    if (children.size === 0) process.on('exit', killAll)
    const child = new Child(settings, free, (one, died) => {
      children.delete(one)
      if (children.size === 0) process.off('exit', killAll)
      if (died !== undefined) again(died)
      pump()
    })
    children.add(child)
    return child
  }

  function again({ job, error, counts }: { job: Job; error: ProcessError; counts: boolean }): void {
    if (counts) job.crashes++
    if (closed !== undefined) job.reject(closed)
    else if (job.crashes > retries || error.code === 'not-started') job.reject(error)
    else waiting.unshift(job)
  }

  function free(child: Child): void {
    child.hold(false)
    pump()
  }

  function pump(): void {
    // After `close` nothing waits any more.
    while (waiting.length > 0) {
      const idle = [...children].find(({ job }) => job === undefined) ?? (children.size < size ? add() : undefined)
      if (idle === undefined) return
      idle.run(waiting.shift()!)
    }
  }

  function enqueue(name: string, payload: unknown, context: Partial<TaskContext>): Promise<unknown> {
    const { signal } = context
    return new Promise((resolve, reject) => {
      if (closed !== undefined) throw closed
      signal?.throwIfAborted()
      // Under way, an abort is the child's to answer; here it is answered while the job waits.
      const leave = (): void => {
        const place = waiting.indexOf(job)
        if (place < 0) return
        waiting.splice(place, 1)
        job.reject(signal!.reason)
      }
      const settled =
        <Value>(next: (value: Value) => void) =>
        (value: Value): void => {
          signal?.removeEventListener('abort', leave)
          next(value)
        }
      const job: Job = { name, payload, context, resolve: settled(resolve), reject: settled(reject), crashes: 0 }
      signal?.addEventListener('abort', leave)
      waiting.push(job)
      pump()
    })
  }

  return {
    size,
    task<Payload, Result>(name: string): PoolTask<Payload, Result> {
      return (payload, context = {}) => enqueue(name, payload, context) as Promise<Result>
    },
    pids: () => [...children].flatMap(({ pid }) => pid ?? []),
    async close() {
      closed ??= new ProcessError('closed', 'the pool is closed')
      for (const job of waiting.splice(0)) job.reject(closed)
      const gone = [...children].map((child) => {
        child.hold(true)
        child.kill()
        return child.ended
      })
      await Promise.all(gone)
    },
  }
}

/** Two processes that each take all processors are slower than one. Read by native TensorFlow (and its OpenMP parts) at its start. */
function threadSettings(threads: number): Record<string, string> {
  const text = String(threads)
  return { OMP_NUM_THREADS: text, TF_NUM_INTRAOP_THREADS: text, TF_NUM_INTEROP_THREADS: text }
}

/** Node's options without those that name another program, or a debugger's port that is taken. */
function inherited(execArgv: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i < execArgv.length; i++) {
    const flag = execArgv[i]!
    if (/^(-e|-p|-pe|--eval|--print|--input-type)$/u.test(flag)) i++
    else if (!/^(--eval=|--print=|--input-type=|--inspect|--test|--watch|-i$|--interactive$|-c$|--check$)/u.test(flag))
      kept.push(flag)
  }
  return kept
}

function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name}: expected an integer of at least ${least}, got ${value}`)
}
