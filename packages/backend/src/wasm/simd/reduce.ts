/** Sum and Mean over neighbouring axes before the last, such as the gradient of a bias. */
import { backend_util, util } from '@tensorflow/tfjs-core'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { MAX_CHUNKS } from '../../compute/engine.ts'
import { asBlock } from '../composed/reduce.ts'
import { engineKernel } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

/** Chunks of one sum: a fixed number, so that the order of additions does not depend on the threads. */
const CHUNKS = 64

/** @param mean divide by the number of summed values */
export function reduce(mean: boolean): EngineKernel<never, never> {
  return engineKernel<{ x: TensorInfo }, { axis: number | number[]; keepDims: boolean }>(
    (engine, { inputs: { x }, attrs, backend }) => {
      const axes = util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b)
      const block = asBlock(x.shape, axes)
      if (x.dtype !== 'float32' || block === undefined || x.shape.includes(0)) return undefined
      const [outer, rows, inner] = block
      const perChunk = Math.max(32, Math.ceil(rows / CHUNKS / 32) * 32)
      const chunks = Math.ceil(rows / perChunk)
      if (outer * chunks > MAX_CHUNKS) return undefined
      const [kept] = backend_util.computeOutAndReduceShapes(x.shape, axes)
      const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept
      const y = backend.makeOutput(shape, 'float32')
      engine.withMemory(8 * outer * chunks * inner, (sums) => {
        const params = [engine.address(x), sums, rows, inner, perChunk, chunks]
        engine.run('sumRows', params, outer * chunks, 4 * inner + 16)
        engine.run('finishSums', [sums, engine.address(y), outer, inner, chunks, mean ? rows : 1], 1)
      })
      return y
    },
  )
}
