/** Some workers and the pictures they are busy with; the same for threads of Node and of a browser. */
import type { PictureResult, PictureTask } from '../prepare.ts'
import { copySource, receiveError, transferable } from './messages.ts'
import type { FromWorker, StoreSettings, ToWorker } from './messages.ts'
import { WorkersError } from './workers-error.ts'

/** Threads that prepare pictures for `loader`. They are started when there is work, and keep no program alive without it. */
export interface WorkerPool {
  /** How many workers there are at most. */
  readonly size: number
  /** Memory for so many values that workers can write to, where there is such: a task's `out` must lie in it. */
  allocate?(this: void, values: number): Float32Array
  /**
   * Prepares one picture. What it is made of is copied and stays the caller's.
   *
   * @throws what is wrong with the picture, the reason of `signal`, or a `WorkersError`
   */
  run(task: PictureTask, options?: { signal?: AbortSignal; store?: StoreSettings }): Promise<PictureResult>
  /** Ends all workers now; settles when they are gone. What was under way is rejected. Closing twice does no harm. */
  close(): Promise<void>
}

/** One worker as the pool sees it. */
export interface WorkerPort {
  post(message: ToWorker, transfer: ArrayBuffer[]): void
  /** Whether the program must stay alive for this worker. */
  hold(busy: boolean): void
  /** Ends the worker; settles when it is gone. */
  end(): Promise<void>
}

/** Starts a worker. `onEnd` is called once, if it ends by itself. */
export type StartWorker = (onMessage: (message: FromWorker) => void, onEnd: (reason: string) => void) => WorkerPort

interface Job {
  resolve(result: PictureResult): void
  reject(error: unknown): void
}

interface Member {
  port: WorkerPort
  started: boolean
  /** In the order in which the worker takes them. */
  jobs: Map<number, Job>
  /** Jobs that nobody waits for any more, but that the worker may be busy with. */
  dropped: Set<number>
}

/**
 * @param size how many workers, at least 1
 * @param allocate gets memory that they can write to
 * @throws {RangeError} for a size that cannot be
 */
export function createWorkerPool(
  size: number,
  start: StartWorker,
  allocate?: (values: number) => Float32Array,
): WorkerPool {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`workers: ${size} given, expected a whole number of at least 1`)
  const members = new Set<Member>()
  /** One listener a signal, however many pictures wait. */
  const stops = new WeakMap<AbortSignal, Set<() => void>>()
  let count = 0
  let closed: WorkersError | undefined

  function add(): Member {
    const jobs: Member['jobs'] = new Map()
    const member = { started: false, jobs, dropped: new Set<number>() } as Member
    const onMessage = (message: FromWorker): void => {
      member.started = true
      if (message.type === 'ready') return
      const job = jobs.get(message.job)
      member.dropped.delete(message.job)
      if (job === undefined) return
      remove(member, message.job)
      if (message.type === 'done') job.resolve(message.result)
      else job.reject(receiveError(message.error))
    }
    const onEnd = (reason: string): void => {
      members.delete(member)
      const what = member.started ? 'ended while it loaded pictures' : 'could not be started'
      // A worker takes its jobs in turn, so that the first is the one it was busy with, if that was not a dropped one.
      let atWork = member.dropped.size === 0
      for (const job of jobs.values()) {
        const kind = member.started ? (atWork ? 'crash' : 'waiting') : 'start'
        job.reject(new WorkersError(kind, `workers: a worker ${what}: ${reason}`))
        atWork = false
      }
    }
    member.port = start(onMessage, onEnd)
    members.add(member)
    return member
  }

  function remove(member: Member, id: number): void {
    member.jobs.delete(id)
    if (member.jobs.size === 0) member.port.hold(false)
  }

  function stopsOf(signal: AbortSignal): Set<() => void> {
    let known = stops.get(signal)
    if (known === undefined) {
      const made = (known = new Set())
      stops.set(signal, known)
      signal.addEventListener('abort', () => made.forEach((stop) => stop()), { once: true })
    }
    return known
  }

  return {
    size,
    ...(allocate && { allocate }),
    run(task, { signal, store } = {}) {
      return new Promise((resolve, reject) => {
        if (closed !== undefined) throw closed
        signal?.throwIfAborted()
        let member = [...members].sort((one, two) => one.jobs.size - two.jobs.size)[0]
        if (member === undefined || (member.jobs.size > 0 && members.size < size)) member = add()
        const chosen = member
        const id = count++
        const stop = (): void => {
          remove(chosen, id)
          chosen.dropped.add(id)
          chosen.port.post({ type: 'drop', job: id }, [])
          reject(signal!.reason as Error)
        }
        const waiting = signal === undefined ? undefined : stopsOf(signal)
        const settled =
          <Value>(next: (value: Value) => void) =>
          (value: Value): void => {
            waiting?.delete(stop)
            next(value)
          }
        const source = copySource(task.source)
        const sent = {
          type: 'run',
          job: id,
          task: { ...task, source },
          ...(store === undefined ? {} : { store }),
        } as const
        chosen.port.post(sent, transferable(source))
        waiting?.add(stop)
        if (chosen.jobs.size === 0) chosen.port.hold(true)
        chosen.jobs.set(id, { resolve: settled(resolve), reject: settled(reject) })
      })
    },
    async close() {
      closed ??= new WorkersError('closed', 'workers: the pool is closed, expected one that is open')
      const ended = [...members].map((member) => {
        for (const job of member.jobs.values()) job.reject(closed)
        return member.port.end()
      })
      members.clear()
      await Promise.all(ended)
    },
  }
}
