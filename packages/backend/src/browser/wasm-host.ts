/** The wasm backend in the browser: its files, and Web Workers as threads. */
import type { WasmHost } from '../select/wasm.ts'
import type { WasmFiles } from '../wasm/shared-memory.ts'

/** Where the three `.wasm` files are: a folder (ending in `/`), or the address of each by its file name. */
export type WasmPaths = string | WasmFiles

function asFiles(paths: WasmPaths | undefined): WasmFiles | undefined {
  if (typeof paths !== 'string') return paths
  return {
    'tfjs-backend-wasm.wasm': `${paths}tfjs-backend-wasm.wasm`,
    'tfjs-backend-wasm-simd.wasm': `${paths}tfjs-backend-wasm-simd.wasm`,
    'tfjs-backend-wasm-threaded-simd.wasm': `${paths}tfjs-backend-wasm-threaded-simd.wasm`,
  }
}

export function wasmHost(paths?: WasmPaths, threads: number = navigator.hardwareConcurrency): WasmHost {
  return {
    threads,
    files: asFiles(paths),
    async read(address) {
      const response = await fetch(address)
      if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    async startHelper(source, data) {
      const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
      const worker = new Worker(address)
      URL.revokeObjectURL(address)
      worker.postMessage(data, [])
      await new Promise((resolve, reject) => {
        const refuse = (): void =>
          reject(new Error('a worker did not start; does the content security policy allow blob:?'))
        worker.addEventListener('message', resolve)
        worker.addEventListener('error', refuse)
      })
      return worker
    },
    // only workers may: there is no document in them
    mayWait: typeof document === 'undefined',
  }
}
