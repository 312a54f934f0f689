/** SeededDropout: a kernel of ours that `@convlens/model` looks for. Its own gradient: the same call on dy. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { dropoutNumbers } from '../../training/seeded-dropout.ts'
import type { SeededDropoutAttributes } from '../../training/seeded-dropout.ts'
import { engineKernel, perChunk, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

export const seededDropout: EngineKernel<never, never> = engineKernel<{ x: TensorInfo }, SeededDropoutAttributes>(
  (engine, { inputs: { x }, attrs, backend }) => {
    const size = sizeOf(x.shape)
    const y = backend.makeOutput(x.shape, 'float32')
    const run = perChunk(size)
    const params = [engine.address(x), engine.address(y), size, run, ...dropoutNumbers(attrs)]
    engine.run('dropout', params, Math.ceil(size / run), 16)
    return y
  },
)
