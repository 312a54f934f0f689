/** The WebAssembly backend with our training kernels, on all cores. */
import { backend, env, setBackend } from '@tensorflow/tfjs-core'
import { computeEngine } from '../compute/engine.ts'
import type { WasmBackend } from '../compute/wasm-backend.ts'
import type { StartHelper } from '../compute/thread-pool.ts'
import { registerWasmTrainingKernels } from '../wasm/register.ts'
import { isStarted, obstacleToSharing, setSharedBackend } from '../wasm/shared-memory.ts'
import type { WasmFiles } from '../wasm/shared-memory.ts'
import type { Candidate } from './candidate.ts'
import { Unavailable } from './candidate.ts'

/** What differs between Node and the browser. */
export interface WasmHost {
  /** Threads to compute on, the calling one included. */
  threads: number
  /** Where the binaries are; `undefined` where only TensorFlow.js knows. */
  files: WasmFiles | undefined
  /** Contents of a binary. */
  read(address: string): Promise<Uint8Array>
  startHelper: StartHelper
  /** The calling thread may sleep: not on a page's main thread. */
  mayWait: boolean
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export function wasm(host: WasmHost): Candidate {
  let loaded: typeof import('@tensorflow/tfjs-backend-wasm')
  let whyOneThread: string | undefined

  /** Why fewer threads compute than were asked for, or `undefined`. */
  async function startThreads(): Promise<string | undefined> {
    const engine = computeEngine(backend() as unknown as WasmBackend)
    if (engine === undefined) return 'there is no WebAssembly SIMD'
    if (engine.threads === host.threads) return undefined
    if (!engine.isShared && host.threads > 1) {
      return whyOneThread ?? 'the backend was started before, on memory that is not shared'
    }
    try {
      await engine.useThreads(host.threads - 1, host.mayWait, host.startHelper)
      return undefined
    } catch (error) {
      return `a worker did not start (${message(error)})`
    }
  }

  return {
    name: 'wasm',

    async load() {
      if (!('WebAssembly' in globalThis)) throw new Unavailable('there is no WebAssembly here')
      loaded = await import('@tensorflow/tfjs-backend-wasm')
      if (host.files !== undefined) loaded.setWasmPaths(host.files)
      registerWasmTrainingKernels()
    },

    async set() {
      whyOneThread = obstacleToSharing()
      const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT')
      let binary: Uint8Array | undefined
      if (simd && whyOneThread === undefined && !isStarted()) {
        if (host.files === undefined) whyOneThread = 'the addresses of the .wasm files are not given (option wasmPaths)'
        else {
          try {
            binary = await host.read(host.files['tfjs-backend-wasm-simd.wasm'])
          } catch (error) {
            whyOneThread = `the SIMD binary could not be read (${message(error)})`
          }
        }
      }
      const done =
        binary === undefined
          ? await setBackend('wasm')
          : await setSharedBackend(binary, host.files!, loaded.setWasmPaths)
      if (done) whyOneThread = await startThreads()
      return done
    },

    facts() {
      const engine = computeEngine(backend() as unknown as WasmBackend)
      const threads = engine?.threads ?? 1
      const on =
        threads > 1 ? `${threads} threads` : `one thread${whyOneThread === undefined ? '' : `, as ${whyOneThread}`}`
      return {
        version: loaded.version_wasm,
        threads,
        device: engine === undefined ? 'WebAssembly' : 'WebAssembly SIMD',
        merit:
          engine === undefined
            ? 'WebAssembly without SIMD, several times slower than with it'
            : `WebAssembly with SIMD on ${on}, with the training kernels of @convlens/backend`,
      }
    },
  }
}
