/** What a process holds. */
import process from 'node:process'
import { backend, engine, memory } from '@tensorflow/tfjs-core'
import type { Held } from './jobs.ts'

/** The same number as `memory().numBytes`, followed at every change: between two steps the most of it is gone again. */
export function watchTensorBytes(): () => number {
  const { state } = engine()
  let now = state.numBytes
  let most = now
  Object.defineProperty(state, 'numBytes', {
    get: () => now,
    set(bytes: number) {
      now = bytes
      most = Math.max(most, bytes)
    },
  })
  return () => most
}

interface WasmModule {
  asm?: { memory?: WebAssembly.Memory }
  wasmMemory?: WebAssembly.Memory
}

/** Bytes of the memory of the wasm backend; 0 on another one. */
export function wasmBytes(): number {
  const { wasm } = backend() as unknown as { wasm?: WasmModule }
  return (wasm?.asm?.memory ?? wasm?.wasmMemory)?.buffer.byteLength ?? 0
}

/** Needs `--expose-gc`. A task passes first, as what it ends is not free before. */
export async function held(step: number): Promise<Held> {
  await new Promise((resolve) => setImmediate(resolve))
  globalThis.gc!()
  const { numTensors, numDataBuffers, numBytes } = memory()
  return { step, numTensors, numDataBuffers, numBytes, heap: process.memoryUsage().heapUsed, wasm: wasmBytes() }
}
