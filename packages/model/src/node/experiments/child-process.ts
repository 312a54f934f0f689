/** One process of a pool, as the pool sees it. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

import type { TaskContext } from '../../experiments/task.ts'
import {
  type FromChild,
  type SentError,
  type ToChild,
  childProgram,
  receivedError,
  sentError,
} from './child-program.ts'
import { ProcessError } from './process-error.ts'

/** How processes are started. */
export interface ChildSettings {
  /** Address of the module with the functions. */
  href: string
  execArgv: readonly string[]
  env: NodeJS.ProcessEnv
  threads: number
  /** Milliseconds that a task has to end in after it was aborted. */
  grace: number
  onOutput?: ((text: string, stream: 'stdout' | 'stderr') => void) | undefined
}

/** A task on its way; `run` is called once for each process that tries it. */
export interface Job {
  name: string
  payload: unknown
  context: Partial<TaskContext>
  resolve(result: unknown): void
  reject(error: unknown): void
  /** Processes that have crashed over it. */
  crashes: number
}

/** How much of what a process printed last goes into the error of its crash. */
const TAIL = 2000

export class Child {
  /** The task under way. */
  job: Job | undefined
  readonly pid: number | undefined
  /** Settles when the process is gone. */
  readonly ended: Promise<void>
  #process: ChildProcess
  #settings: ChildSettings
  #onFree: (child: Child) => void
  #id = 0
  #started = false
  #tail = ''
  #fatal: SentError | undefined
  #release: (() => void) | undefined

  /** @param onEnd is told the job that the process died over, if there was one, and whether the job is at fault */
  constructor(
    settings: ChildSettings,
    onFree: (child: Child) => void,
    onEnd: (child: Child, died?: { job: Job; error: ProcessError; counts: boolean }) => void,
  ) {
    this.#settings = settings
    this.#onFree = onFree
    const { execArgv, env, href } = settings
    const child = spawn(process.execPath, [...execArgv, '-e', childProgram, href], {
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
    })
    this.#process = child
    this.pid = child.pid
    child.on('message', (message) => this.#receive(message as FromChild))
    for (const stream of ['stdout', 'stderr'] as const) {
      // Where the system gave no pipe there is no stream, and an error follows.
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        if (stream === 'stderr') this.#tail = (this.#tail + text).slice(-TAIL)
        settings.onOutput?.(text, stream)
      })
    }
    this.ended = new Promise((resolve) => {
      let over = false
      const end = (why: string, code: 'crashed' | 'not-started'): void => {
        if (over) return
        over = true
        resolve()
        const { job } = this
        this.#settle()
        if (job === undefined) return onEnd(this)
        const reason = job.context.signal?.aborted ? (job.context.signal.reason as unknown) : undefined
        if (reason !== undefined) {
          job.reject(reason)
          return onEnd(this)
        }
        // A process that was killed while it was idle may be given a task before its end is known.
        const counts = this.#started || this.#id === 1
        onEnd(this, { job, error: new ProcessError(code, `'${job.name}': ${why}`), counts })
      }
      child.once('error', (error) => end(`no process could be started: ${error.message}`, 'not-started'))
      child.once('exit', (code, signal) => {
        const why = (): string => {
          const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`
          const last = this.#fatal === undefined ? this.#tail.trim() : `${this.#fatal.name}: ${this.#fatal.message}`
          return `its process ${how}${last === '' ? '' : `: ${last}`}`
        }
        // Messages and output may still be under way; a grandchild may hold the pipes open for ever.
        const limit = setTimeout(() => end(why(), 'crashed'), 1000)
        child.once('close', () => {
          clearTimeout(limit)
          end(why(), 'crashed')
        })
      })
    })
  }

  run(job: Job): void {
    this.job = job
    this.#started = false
    const id = ++this.#id
    const { signal } = job.context
    let timer: NodeJS.Timeout | undefined
    const abort = (): void => {
      this.#post({ type: 'abort', id })
      timer = setTimeout(() => this.kill(), this.#settings.grace)
    }
    signal?.addEventListener('abort', abort, { once: true })
    this.#release = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    this.hold(true)
    try {
      const { name, payload } = job
      this.#post({ type: 'run', id, name, payload, threads: this.#settings.threads })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#settle()
      job.reject(
        new ProcessError('not-sendable', `'${job.name}': the payload cannot be sent: ${why}`, { cause: error }),
      )
      this.#onFree(this)
    }
  }

  /** Whether the program must stay alive for this process. */
  hold(busy: boolean): void {
    const { stdout, stderr, channel } = this.#process
    const pipes = [stdout, stderr] as unknown as (Readable & { ref(): void; unref(): void })[]
    for (const part of [this.#process, channel, ...pipes]) if (busy) part?.ref()
    if (!busy) for (const part of [this.#process, channel, ...pipes]) part?.unref()
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill('SIGKILL')
  }

  #post(message: ToChild): void {
    // One that is gone answers by its end.
    if (this.#process.connected) this.#process.send(message, () => undefined)
  }

  #settle(): void {
    this.#release?.()
    this.#release = undefined
    this.job = undefined
  }

  #receive(message: FromChild): void {
    if (message.type === 'fatal') {
      this.#fatal = message.error
      return
    }
    const { job } = this
    if (job === undefined || message.id !== this.#id) return
    if (message.type === 'started') this.#started = true
    else if (message.type === 'report') void this.#report(job, message.report, message.value)
    else {
      this.#settle()
      const { signal } = job.context
      if (signal?.aborted) job.reject(signal.reason)
      else if (message.type === 'done') job.resolve(message.result)
      else job.reject(this.#errorOf(job, message))
      this.#onFree(this)
    }
  }

  #errorOf(job: Job, { error, code }: FromChild & { type: 'failed' }): Error {
    const received = receivedError(error)
    if (code === undefined) return received
    const why =
      code === 'bad-module'
        ? `${this.#settings.href} ${error.message}`
        : `what it returns or reports cannot be sent: ${error.message}`
    return new ProcessError(code, `'${job.name}': ${why}`, { cause: received })
  }

  async #report(job: Job, report: number, value: unknown): Promise<void> {
    const id = this.#id
    try {
      await job.context.report?.(value)
      this.#post({ type: 'reported', id, report })
    } catch (error) {
      this.#post({ type: 'reported', id, report, error: sentError(error) })
    }
  }
}
