/** ReluGrad for wasm without SIMD. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { floats } from '../kernel-call.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

function reluGrad({ inputs, backend }: { inputs: Record<'dy' | 'y', TensorInfo>; backend: WasmBackend }): TensorInfo {
  const dx = backend.makeOutput(inputs.y.shape, 'float32')
  const [dy, y, to] = [floats(backend, inputs.dy), floats(backend, inputs.y), floats(backend, dx)]
  for (let i = 0; i < to.length; i++) to[i] = y[i]! > 0 ? dy[i]! : 0
  return dx
}

export const reluGradKernel: KernelFunc = reluGrad as unknown as KernelFunc
