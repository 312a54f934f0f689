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

/** Starts `WORKER_SOURCE` with `data`; throws where this runtime refuses. */
export type StartWorker = (source: string, data: Record<string, unknown>) => { terminate(): unknown }

/**
 * The calling thread works too: a job ends when `run` returns. Chunks are taken by compare-and-swap on one word that also
 * holds the job's number, so that a thread that wakes late can take nothing of a job that is over.
 */
export class ThreadPool {
  readonly threads: number
  readonly #control = new Int32Array(new SharedArrayBuffer(64))
  readonly #run: readonly ChunkRunner[]
  readonly #workers: { terminate(): unknown }[] = []
  readonly #mayWait: boolean
  #job = 0

  /**
   * @param helpers threads beside the calling one
   * @param mayWait the calling thread may sleep (`Atomics.wait`): not on a page's main thread
   */
  constructor(
    run: readonly ChunkRunner[],
    helpers: number,
    mayWait: boolean,
    start: StartWorker,
    data: { module: WasmModule; memory: WasmMemory; kernels: readonly string[] },
  ) {
    this.#run = run
    this.#mayWait = mayWait
    this.threads = helpers + 1
    for (let thread = 1; thread <= helpers; thread++) {
      this.#workers.push(start(WORKER_SOURCE, { ...data, control: this.#control, thread }))
    }
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
    for (const worker of this.#workers) worker.terminate()
  }
}
