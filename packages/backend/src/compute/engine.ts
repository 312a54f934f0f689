/** Our kernels over the heap of one wasm backend, on one thread or on many. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { decodeBinary } from './binary-module.ts'
import { shareMemory } from './share-memory.ts'
import { ThreadPool } from './thread-pool.ts'
import type { ChunkRunner, StartHelper } from './thread-pool.ts'
import type { WasmBackend } from './wasm-backend.ts'
import { WebAssembly } from './web-assembly.ts'
import type { WasmMemory, WasmModule } from './web-assembly.ts'

const PARAMS_BYTES = 256
/** A job counts its chunks in 16 bits. */
export const MAX_CHUNKS = 65_535

const MEGABYTE = 2 ** 20
/** The heap ends at four gigabytes, whatever the machine has; nearly as much at once makes its `malloc` overflow. */
const LARGEST = 4000 * MEGABYTE

/**
 * Makes a full heap an error. The backend takes the address 0 that its `malloc` then gives, and writes over what lies there.
 */
function guardAllocation({ wasm }: WasmBackend, memory: WasmMemory): void {
  // Emscripten puts the real function in place of a first one when that is called
  wasm._free(wasm._malloc(1))
  const malloc = wasm._malloc
  wasm._malloc = (bytes) => {
    const address = bytes < LARGEST ? malloc(bytes) : 0
    const end = (address >>> 0) + bytes
    if ((address !== 0 || bytes === 0) && end <= memory.buffer.byteLength) return address
    const [wanted, used] = [bytes, memory.buffer.byteLength].map((count) => Math.ceil(count / MEGABYTE))
    throw new Error(`wasm: no memory for ${wanted} MB beside the ${used} MB in use; smaller batches need less`)
  }
}

export class ComputeEngine {
  readonly #backend: WasmBackend
  readonly #memory: WasmMemory
  readonly #module: WasmModule
  readonly #names: readonly string[]
  readonly #run: readonly ChunkRunner[]
  readonly #params: number
  #pool: ThreadPool | undefined
  #scratch = 0
  #scratchBytes = 0

  /** @throws WebAssembly.CompileError where there is no SIMD */
  constructor(backend: WasmBackend) {
    const memory = backend.wasm.asm?.memory ?? backend.wasm.wasmMemory
    if (memory === undefined) throw new Error('backend: this wasm backend does not show its memory')
    this.#backend = backend
    this.#memory = memory
    guardAllocation(backend, memory)
    const binary = decodeBinary()
    this.#module = new WebAssembly.Module(this.isShared ? shareMemory(binary) : binary)
    const { exports } = new WebAssembly.Instance(this.#module, { env: { memory } })
    this.#names = Object.keys(exports).filter((name) => typeof exports[name] === 'function')
    this.#run = this.#names.map((name) => exports[name] as ChunkRunner)
    this.#params = this.allocate(PARAMS_BYTES)
  }

  /** Other threads can work in the backend's memory. */
  get isShared(): boolean {
    return typeof SharedArrayBuffer !== 'undefined' && this.#memory.buffer instanceof SharedArrayBuffer
  }

  get threads(): number {
    return this.#pool?.threads ?? 1
  }

  /**
   * Lets `helpers` more threads take part; ends those of an earlier call.
   *
   * @throws Error where the memory is not shared, or what `start` rejects with; then one thread computes
   */
  async useThreads(helpers: number, mayWait: boolean, start: StartHelper): Promise<void> {
    if (helpers > 0 && !this.isShared) throw new Error('the memory of the wasm backend is not shared')
    this.#pool?.terminate()
    this.#pool = undefined
    if (helpers > 0) {
      const shared = { module: this.#module, memory: this.#memory, kernels: this.#names }
      this.#pool = await ThreadPool.start(this.#run, helpers, mayWait, start, shared)
    }
    // scratch memory is for as many threads as there were
    this.#free(this.#scratch)
    this.#scratch = 0
    this.#scratchBytes = 0
  }

  /** Where a tensor's values lie. */
  address(tensor: TensorInfo): number {
    return this.#backend.getMemoryOffset(tensor.dataId)
  }

  /** A view on the heap; it dies when the heap grows. */
  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length)
  }

  /** Writes `length` values `copies` times, one behind the other. */
  repeat(from: number, length: number, to: number, copies: number): void {
    const target = this.floats(to, length * copies)
    for (let i = 0; i < copies; i++) target.set(this.floats(from, length), i * length)
  }

  /** @throws Error where the heap is full */
  allocate(bytes: number): number {
    return this.#backend.wasm._malloc(bytes) >>> 0
  }

  #free(address: number): void {
    if (address !== 0) this.#backend.wasm._free(address)
  }

  /** Gives `task` a piece of the heap for its time. */
  withMemory<T>(bytes: number, task: (address: number) => T): T {
    const address = this.allocate(bytes)
    try {
      return task(address)
    } finally {
      this.#free(address)
    }
  }

  /**
   * Runs chunks 0 to `chunks - 1` of a kernel and returns when all are done.
   *
   * @param params whole numbers and addresses, as the kernel's comment lists them
   * @param scratchBytes memory that each thread needs for itself
   */
  run(name: string, params: readonly number[], chunks: number, scratchBytes = 0): void {
    if (chunks === 0) return
    if (chunks > MAX_CHUNKS) throw new RangeError(`chunks: got ${chunks}, expected at most ${MAX_CHUNKS}`)
    const kernel = this.#names.indexOf(name)
    const scratch = this.#scratchFor(Math.ceil(scratchBytes / 64) * 64 + 64)
    const list = new Int32Array(this.#memory.buffer, this.#params, PARAMS_BYTES / 4)
    for (const [i, value] of params.entries()) list[i] = value
    if (this.#pool !== undefined && chunks > 1) {
      this.#pool.run({ kernel, params: this.#params, chunks, scratch, scratchBytes: this.#scratchBytes })
      return
    }
    const run = this.#run[kernel]!
    for (let chunk = 0; chunk < chunks; chunk++) run(this.#params, chunk, scratch)
  }

  #scratchFor(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      this.#free(this.#scratch)
      this.#scratch = 0
      this.#scratch = this.allocate(bytes * this.threads)
      this.#scratchBytes = bytes
    }
    return this.#scratch
  }
}

const engines = new WeakMap<object, ComputeEngine | 'no SIMD'>()

/** The engine of a backend, made when first asked for; `undefined` where there is no WebAssembly SIMD. */
export function computeEngine(backend: WasmBackend): ComputeEngine | undefined {
  let engine = engines.get(backend)
  if (engine === undefined) {
    try {
      engine = new ComputeEngine(backend)
    } catch (error) {
      if (!(error instanceof WebAssembly.CompileError)) throw error
      engine = 'no SIMD'
    }
    engines.set(backend, engine)
  }
  return engine === 'no SIMD' ? undefined : engine
}
