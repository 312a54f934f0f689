/** Picks a backend in the browser. */
import { choose } from '../select/choose.ts'
import { checkThreads } from '../select/check-threads.ts'
import { cpu } from '../select/cpu.ts'
import type { BackendName, BackendReport } from '../select/report.ts'
import { wasm } from '../select/wasm.ts'
import { webgl } from './webgl.ts'
import { webgpu } from './webgpu.ts'
import { wasmHost } from './wasm-host.ts'
import type { WasmPaths } from './wasm-host.ts'

export interface UseBackendOptions {
  /** Where the page serves the `.wasm` files of `@tensorflow/tfjs-backend-wasm`; by default beside the script. */
  wasmPaths?: WasmPaths
  /**
   * Threads that wasm computes on, the calling one included; by default as many as the browser names. More than one needs
   * `wasmPaths` and a page that is cross-origin isolated (headers COOP and COEP). The numbers do not depend on it.
   */
  threads?: number
}

const elsewhere = { tensorflow: 'is a backend of Node' }

/**
 * Sets the TensorFlow.js backend and makes it fit for training.
 *
 * `auto` takes the first of webgpu (with a real graphics adapter), webgl, wasm and cpu that starts and computes a tiny
 * training step with the right numbers. A name takes that one, also on simulated hardware, or throws. Prints nothing.
 *
 * @returns what runs now, why, and what was passed over
 * @throws BackendError where the named backend is not there
 * @example
 * ```ts
 * import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
 * import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
 * import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
 *
 * const backend = await useBackend('auto', {
 *   wasmPaths: {
 *     'tfjs-backend-wasm.wasm': plain,
 *     'tfjs-backend-wasm-simd.wasm': simd,
 *     'tfjs-backend-wasm-threaded-simd.wasm': threaded,
 *   },
 * })
 * ```
 */
export async function useBackend(
  name: 'auto' | BackendName = 'auto',
  options: UseBackendOptions = {},
): Promise<BackendReport> {
  return choose(name, [webgpu, webgl, wasm(wasmHost(options.wasmPaths, checkThreads(options.threads))), cpu], elsewhere)
}
