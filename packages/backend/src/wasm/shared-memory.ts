/** Starts the wasm backend on shared memory, so that our kernels can use all cores. */
import { engine, env, setBackend } from '@tensorflow/tfjs-core'
import type { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { shareMemory } from '../compute/share-memory.ts'
import { WebAssembly } from '../compute/web-assembly.ts'

/** Addresses of the three `.wasm` files, by name. */
export type WasmFiles = Record<
  'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm',
  string
>

/** A stand-in for an address, which our fetch knows. */
const PATCHED = 'convlens:tfjs-backend-wasm-simd.wasm'

/** The wasm backend runs. (`findBackend` would start it.) */
export function isStarted(): boolean {
  return engine().registry['wasm'] !== undefined
}

/** Why memory cannot be shared between threads here, or `undefined` where it can. */
export function obstacleToSharing(): string | undefined {
  if (typeof SharedArrayBuffer === 'undefined') {
    return 'memory is not shared here: the page is not cross-origin isolated (headers COOP and COEP)'
  }
  if (isStarted()) return undefined
  try {
    void new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true })
    return undefined
  } catch (error) {
    return `shared memory cannot be reserved (${error instanceof Error ? error.message : String(error)})`
  }
}

/**
 * `setBackend('wasm')` with the shipped SIMD binary on shared memory.
 *
 * TensorFlow.js' own threads stay out of use: they do not start in Node, serve the forward convolution only, and would
 * compete with ours.
 *
 * @param binary contents of `tfjs-backend-wasm-simd.wasm`
 * @param files put back as the backend's paths afterwards
 */
export async function setSharedBackend(
  binary: Uint8Array,
  files: WasmFiles,
  setPaths: typeof setWasmPaths,
): Promise<boolean> {
  const environment = env()
  const { platform } = environment
  const { fetch } = platform
  environment.set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  setPaths({ ...files, 'tfjs-backend-wasm-simd.wasm': PATCHED }, true)
  platform.fetch = async (path, init) =>
    path === PATCHED ? new Response(shareMemory(binary)) : fetch.call(platform, path, init)
  try {
    return await setBackend('wasm')
  } finally {
    platform.fetch = fetch
    setPaths(files)
  }
}
