/** The wasm backend of TensorFlow.js as kernels see it. */
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core'
import type { WasmMemory } from './web-assembly.ts'

/** What is used of `BackendWasm`; every kernel is handed it. */
export interface WasmBackend {
  makeOutput(shape: number[], dtype: DataType): TensorInfo
  /** A view on the heap. It dies when the heap grows: make every output first, take views last. */
  typedArrayFromHeap(tensor: TensorInfo): ArrayLike<number>
  disposeData(dataId: TensorInfo['dataId']): boolean
  incRef(dataId: TensorInfo['dataId']): void
  getMemoryOffset(dataId: TensorInfo['dataId']): number
  wasm: {
    /** Emscripten's names. */
    _malloc(bytes: number): number
    _free(address: number): void
    /** The threaded build has it here, the others among their exports. */
    wasmMemory?: WasmMemory
    asm?: { memory?: WasmMemory }
  }
}
