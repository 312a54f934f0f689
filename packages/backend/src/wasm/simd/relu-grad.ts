/** ReluGrad: the gradient of ReLU in one pass, from what it gave. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { RELU_GRADIENT } from './elementwise.ts'
import { engineKernel, perChunk, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

export const reluGrad: EngineKernel<never, never> = engineKernel<{ dy: TensorInfo; y: TensorInfo }, unknown>(
  (engine, { inputs: { dy, y }, backend }) => {
    const size = sizeOf(y.shape)
    const dx = backend.makeOutput(y.shape, 'float32')
    const run = perChunk(size)
    const params = [engine.address(dy), engine.address(y), engine.address(dx), size, run, RELU_GRADIENT, 0]
    engine.run('binary', params, Math.ceil(size / run))
    return dx
  },
)
