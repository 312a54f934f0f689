/** Threads that share the heap of the wasm backend and take the chunks of one job after the other. */
import type { WasmMemory, WasmModule } from './web-assembly.ts'
import { CONTROL, SPINS, WORKER_SOURCE } from './worker-source.ts'

export interface Job {
  /** Index into the list of kernels. */
  kernel: number
  params: number
  /** 1 to 65,535. */
  chunks: number
  scratch: number
  scratchBytes: number
}

export type ChunkRunner = (params: number, chunk: number, scratch: number) => void

export interface Helper {
  terminate(): unknown
}

/** Starts `WORKER_SOURCE` with `data`; settled once it says that it is ready, or cannot be. */
export type StartHelper = (source: string, data: Record<string, unknown>) => Promise<Helper>

/** What helpers need: the compiled kernels, the heap, and the kernels' names in the order of their numbers. */
export interface SharedWork {
  module: WasmModule
  memory: WasmMemory
  kernels: readonly string[]
}

/**
 * The calling thread works too: a job ends when `run` returns. Chunks are taken by compare-and-swap on one word that also
 * holds the job's number, so that a thread that wakes late can take nothing of a job that is over.
 */
export class ThreadPool {
  readonly #control: Int32Array
  readonly #run: readonly ChunkRunner[]
  readonly #helpers: readonly Helper[]
  readonly #mayWait: boolean
  #job = 0

  private constructor(control: Int32Array, run: readonly ChunkRunner[], helpers: readonly Helper[], mayWait: boolean) {
    this.#control = control
    this.#run = run
    this.#helpers = helpers
    this.#mayWait = mayWait
  }

  /**
   * @param run the kernels, for the calling thread
   * @param helpers threads beside the calling one
   * @param mayWait the calling thread may sleep (`Atomics.wait`): not on a page's main thread
   * @throws what `start` rejects with; then no helper is left
   */
  static async start(
    run: readonly ChunkRunner[],
    helpers: number,
    mayWait: boolean,
    start: StartHelper,
    shared: SharedWork,
  ): Promise<ThreadPool> {
    const control = new Int32Array(new SharedArrayBuffer(64))
    const starts = Array.from({ length: helpers }, (_, i) =>
      start(WORKER_SOURCE, { ...shared, control, thread: i + 1 }),
    )
    const settled = await Promise.allSettled(starts)
    const started = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const failure = settled.find((each) => each.status === 'rejected')
    if (failure !== undefined) {
      for (const helper of started) helper.terminate()
      throw failure.reason
    }
    return new ThreadPool(control, run, started, mayWait)
  }

  get threads(): number {
    return this.#helpers.length + 1
  }

  run({ kernel, params, chunks, scratch, scratchBytes }: Job): void {
    const control = this.#control
    control[CONTROL.kernel] = kernel
    control[CONTROL.params] = params
    control[CONTROL.chunks] = chunks
    control[CONTROL.scratch] = scratch
    control[CONTROL.scratchBytes] = scratchBytes
    Atomics.store(control, CONTROL.done, 0)
    this.#job = (this.#job + 1) & 0x7fff
    Atomics.store(control, CONTROL.work, (this.#job << 16) | chunks)
    Atomics.notify(control, CONTROL.work)
    const run = this.#run[kernel]!
    for (;;) {
      const work = Atomics.load(control, CONTROL.work)
      const left = work & 0xffff
      if (left === 0) break
      if (Atomics.compareExchange(control, CONTROL.work, work, work - 1) !== work) continue
      try {
        run(params, left - 1, scratch)
      } catch {
        Atomics.store(control, CONTROL.failed, 1)
      }
      Atomics.add(control, CONTROL.done, 1)
    }
    this.#await(chunks)
    if (Atomics.exchange(control, CONTROL.failed, 0) === 1) throw new Error('a wasm kernel left its memory')
  }

  #await(chunks: number): void {
    for (let spins = 0; ; spins++) {
      const done = Atomics.load(this.#control, CONTROL.done)
      if (done === chunks) return
      if (this.#mayWait && spins > SPINS) Atomics.wait(this.#control, CONTROL.done, done, 1000)
    }
  }

  /** Ends the helping threads. */
  terminate(): void {
    for (const helper of this.#helpers) helper.terminate()
  }
}
