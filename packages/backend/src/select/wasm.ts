/** The WebAssembly backend with our training kernels. */
import { env } from '@tensorflow/tfjs-core'
import { registerWasmTrainingKernels } from '../wasm/register.ts'
import type { Candidate } from './candidate.ts'
import { Unavailable } from './candidate.ts'

/** Where the three `.wasm` files are: a folder (ending in `/`), or the address of each by its file name. */
export type WasmPaths =
  | string
  | Record<'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm', string>

export function wasm(paths?: WasmPaths): Candidate {
  let loaded: typeof import('@tensorflow/tfjs-backend-wasm')
  return {
    name: 'wasm',
    async load() {
      if (!('WebAssembly' in globalThis)) throw new Unavailable('there is no WebAssembly here')
      loaded = await import('@tensorflow/tfjs-backend-wasm')
      if (paths !== undefined) loaded.setWasmPaths(paths)
      registerWasmTrainingKernels()
    },
    async facts() {
      const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT')
      const threaded = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')
      const threads = simd && threaded ? loaded.getThreadsCount() : 1
      return {
        version: loaded.version_wasm,
        threads,
        device: simd ? 'WebAssembly SIMD' : 'WebAssembly',
        merit: `WebAssembly${simd ? ' with SIMD' : ''} on ${threads === 1 ? 'one thread' : `${threads} threads`}, with the training kernels of @convlens/backend`,
      }
    },
  }
}
