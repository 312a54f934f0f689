/** Calling kernels of the wasm backend from a kernel, on tensors the engine does not know. */
import { getKernel } from '@tensorflow/tfjs-core'
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import type { WasmBackend } from '../compute/wasm-backend.ts'

export type Attributes = Record<string, unknown>

/** The shipped wasm kernel `name`. @throws Error where `@tensorflow/tfjs-backend-wasm` is not loaded or lacks it */
export function wasmKernel(name: string): KernelFunc {
  const config = getKernel(name, 'wasm')
  if (config === undefined || config === null) {
    throw new Error(
      `wasm kernel ${name} is not registered: import @tensorflow/tfjs-backend-wasm before registerWasmTrainingKernels()`,
    )
  }
  return config.kernelFunc
}

/** A chain of kernel calls whose intermediate tensors are given back at the end. */
export class Scratch {
  readonly #backend: WasmBackend
  readonly #intermediates: TensorInfo[] = []

  constructor(backend: WasmBackend) {
    this.#backend = backend
  }

  /** Runs a kernel; its output lives until `release`. */
  run(name: string, inputs: Record<string, TensorInfo>, attrs: Attributes): TensorInfo {
    const output = this.result(name, inputs, attrs)
    this.#intermediates.push(output)
    return output
  }

  /** Runs a kernel whose output outlives the chain. */
  result(name: string, inputs: Record<string, TensorInfo>, attrs: Attributes): TensorInfo {
    return wasmKernel(name)({
      inputs,
      attrs,
      backend: this.#backend,
    } as unknown as Parameters<KernelFunc>[0]) as TensorInfo
  }

  /** An uninitialised float tensor that lives until `release`. */
  make(shape: number[]): TensorInfo {
    const output = this.#backend.makeOutput(shape, 'float32')
    this.#intermediates.push(output)
    return output
  }

  release(): void {
    for (const { dataId } of this.#intermediates) this.#backend.disposeData(dataId)
    this.#intermediates.length = 0
  }
}

/** The heap behind a float tensor. */
export function floats(backend: WasmBackend, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array
}
