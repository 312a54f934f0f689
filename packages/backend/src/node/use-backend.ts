/** Picks a backend in Node. */
import { choose } from '../select/choose.ts'
import { cpu } from '../select/cpu.ts'
import { checkThreads } from '../select/check-threads.ts'
import type { BackendName, BackendReport } from '../select/report.ts'
import { wasm } from '../select/wasm.ts'
import { missingTensorflow, tensorflow } from './tensorflow.ts'
import { wasmHost } from './wasm-host.ts'
import { webgpu, webgpuAvailability } from './webgpu.ts'

export interface UseBackendOptions {
  /**
   * Threads that wasm computes on, the calling one included; by default as many as the process may use. The numbers do not
   * depend on it.
   */
  threads?: number
}

const elsewhere = { webgl: 'is a backend of the browser' }

/**
 * Sets the TensorFlow.js backend and makes it fit for training.
 *
 * `auto` takes the first of tensorflow (if `@tensorflow/tfjs-node` is installed), webgpu (if `webgpu` and
 * `@tensorflow/tfjs-backend-webgpu` are installed and there is a real graphics adapter), wasm and cpu that starts and
 * computes a tiny training step with the right numbers. A name takes that one, also on simulated hardware, or throws. Prints
 * nothing; on wasm the training kernels are registered.
 *
 * @returns what runs now, why, and what was passed over
 * @throws BackendError with the remedy where the named backend is not there
 * @example
 * ```ts
 * const backend = await useBackend('auto')
 * backend.reason // 'wasm: the fastest that works here; WebAssembly with SIMD on 2 threads, ...'
 * ```
 */
export async function useBackend(
  name: 'auto' | BackendName = 'auto',
  { threads }: UseBackendOptions = {},
): Promise<BackendReport> {
  return choose(name, [tensorflow, webgpu, wasm(wasmHost(checkThreads(threads))), cpu], elsewhere)
}

/**
 * What `useBackend` could set, fastest first: nothing is loaded or switched here. Where
 * `webgpu` is installed, a process of its own looks for a graphics adapter, which takes some tenths of a second.
 *
 * @example
 * ```ts
 * const [native] = await listBackends()
 * native.reason // '@tensorflow/tfjs-node is installed without its native addon'
 * ```
 */
export async function listBackends(): Promise<{ name: BackendName; available: boolean; reason: string }[]> {
  const missing = missingTensorflow()
  return [
    {
      name: 'tensorflow',
      available: missing === undefined,
      reason: missing?.message ?? 'the native addon of @tensorflow/tfjs-node is there',
    },
    { name: 'webgpu', ...(await webgpuAvailability()) },
    { name: 'wasm', available: true, reason: 'comes with @convlens/backend' },
    { name: 'cpu', available: true, reason: 'comes with @convlens/backend' },
  ]
}
