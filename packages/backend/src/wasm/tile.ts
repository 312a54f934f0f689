/** Tile for wasm by copying memory where a whole tensor is repeated, as the gradient of batch normalisation does. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { floats } from './kernel-call.ts'
import type { WasmBackend } from '../compute/wasm-backend.ts'

interface Call {
  inputs: { x: TensorInfo }
  attrs: { reps: number[] }
  backend: WasmBackend
}

/** True where all repetition happens before the first axis that holds more than one value. */
function repeatsWhole(shape: readonly number[], reps: readonly number[]): boolean {
  const first = shape.findIndex((size) => size !== 1)
  return first !== -1 && reps.slice(first + 1).every((count) => count === 1)
}

/** @param shipped the kernel of the wasm package, for every other repetition */
export function tileKernel(shipped: KernelFunc): KernelFunc {
  const kernel = (call: Call): TensorInfo => {
    const { inputs, attrs, backend } = call
    const { x } = inputs
    const shape = x.shape.map((size, axis) => size * attrs.reps[axis]!)
    if (x.dtype !== 'float32' || shape.includes(0) || !repeatsWhole(x.shape, attrs.reps)) {
      return shipped(call as unknown as Parameters<KernelFunc>[0]) as TensorInfo
    }
    const output = backend.makeOutput(shape, 'float32')
    const to = floats(backend, output)
    const from = floats(backend, x)
    to.set(from)
    // double what is there until all is filled
    for (let filled = from.length; filled < to.length; filled *= 2)
      to.copyWithin(filled, 0, Math.min(filled, to.length - filled))
    return output
  }
  return kernel as unknown as KernelFunc
}
