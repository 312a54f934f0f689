/** The wasm backend in Node: its files, and threads of worker_threads. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { WasmHost } from '../select/wasm.ts'

function folder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist')
}

export function wasmHost(threads: number = availableParallelism()): WasmHost {
  const at = folder()
  return {
    threads,
    files: {
      'tfjs-backend-wasm.wasm': join(at, 'tfjs-backend-wasm.wasm'),
      'tfjs-backend-wasm-simd.wasm': join(at, 'tfjs-backend-wasm-simd.wasm'),
      'tfjs-backend-wasm-threaded-simd.wasm': join(at, 'tfjs-backend-wasm-threaded-simd.wasm'),
    },
    read: (path) => readFile(path),
    async startHelper(source, workerData) {
      // without the program's own flags: its loaders have nothing to do here
      const worker = new Worker(source, { eval: true, execArgv: [], workerData })
      await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
      // from here on a helper that fails leaves its chunks to the others
      worker.on('error', () => undefined)
      // a program must end although its helpers wait for work
      worker.unref()
      return worker
    },
    mayWait: true,
  }
}
