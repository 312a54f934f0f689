/** SeededDropout for wasm without SIMD. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { dropoutFactor } from '../../training/seeded-dropout.ts'
import type { SeededDropoutAttributes } from '../../training/seeded-dropout.ts'
import { floats } from '../kernel-call.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

interface Call {
  inputs: { x: TensorInfo }
  attrs: SeededDropoutAttributes
  backend: WasmBackend
}

function seededDropout({ inputs: { x }, attrs, backend }: Call): TensorInfo {
  const y = backend.makeOutput(x.shape, 'float32')
  const [from, to] = [floats(backend, x), floats(backend, y)]
  const factor = dropoutFactor(attrs)
  for (let i = 0; i < to.length; i++) to[i] = from[i]! * factor(i)
  return y
}

export const seededDropoutKernel: KernelFunc = seededDropout as unknown as KernelFunc
