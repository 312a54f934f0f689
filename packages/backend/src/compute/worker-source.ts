/** What a helping thread runs, in Node and in the browser. */

/** Positions in the control block that all threads share. */
export const CONTROL: {
  /** Upper 16 bits: the job's number; lower 16 bits: its chunks that nobody has taken yet. */
  readonly work: 0
  /** Chunks of the job that are done. */
  readonly done: 1
  /** All chunks of the job. */
  readonly chunks: 2
  readonly kernel: 3
  readonly params: 4
  readonly scratch: 5
  readonly scratchBytes: 6
  /** 1 after a chunk failed. */
  readonly failed: 7
} = { work: 0, done: 1, chunks: 2, kernel: 3, params: 4, scratch: 5, scratchBytes: 6, failed: 7 }

/** How often a thread looks again before it goes to sleep: some 30 microseconds, the pause between two kernels. */
export const SPINS = 4000

/**
 * Takes chunks until there are none, looks for a moment, sleeps until there is a new job. The job is read after a chunk was taken:
 * until that chunk is done, nobody changes it.
 */
export const WORKER_SOURCE: string = `
const start = ({ module, memory, control, kernels, thread }, port) => {
  const instance = new WebAssembly.Instance(module, { env: { memory } })
  const run = kernels.map((name) => instance.exports[name])
  port.postMessage('ready')
  for (let spins = 0; ; ) {
    const work = Atomics.load(control, ${CONTROL.work})
    const left = work & 0xffff
    if (left === 0) {
      if (++spins > ${SPINS}) Atomics.wait(control, ${CONTROL.work}, work)
      continue
    }
    spins = 0
    if (Atomics.compareExchange(control, ${CONTROL.work}, work, work - 1) !== work) continue
    try {
      const scratch = (control[${CONTROL.scratch}] >>> 0) + thread * control[${CONTROL.scratchBytes}]
      run[control[${CONTROL.kernel}]](control[${CONTROL.params}], left - 1, scratch)
    } catch {
      Atomics.store(control, ${CONTROL.failed}, 1)
    }
    if (Atomics.add(control, ${CONTROL.done}, 1) + 1 === control[${CONTROL.chunks}]) Atomics.notify(control, ${CONTROL.done})
  }
}
if (typeof self === 'object' && 'onmessage' in self) self.onmessage = ({ data }) => start(data, self)
else {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads')
  start(workerData, parentPort)
}
`
