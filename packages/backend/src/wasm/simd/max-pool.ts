/** MaxPool and MaxPoolGrad. The shipped gradient is slow, and wrong where a window holds no positive value. */
import type { TensorInfo, backend_util } from '@tensorflow/tfjs-core'
import type { ComputeEngine } from '../../compute/engine.ts'
import { poolingGeometry } from '../geometry.ts'
import type { PoolingAttributes } from '../geometry.ts'
import { engineKernel, geometryParams, perChunk, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

function rowsPerChunk(info: backend_util.Conv2DInfo): number {
  const rows = info.batchSize * info.outHeight
  return Math.max(1, Math.ceil(rows / 1024), Math.floor(16_384 / Math.max(1, info.inWidth * info.inChannels)))
}

/** Runs a kernel over all output rows of all pictures. */
function run(
  engine: ComputeEngine,
  kernel: 'maxPool' | 'maxPoolGradient',
  info: backend_util.Conv2DInfo,
  [x, dy, output]: readonly [number, number, number],
  rowsAChunk: number,
): void {
  const rows = info.batchSize * info.outHeight
  engine.run(kernel, [x, dy, output, 0, ...geometryParams(info), rows, rowsAChunk], Math.ceil(rows / rowsAChunk))
}

export const maxPool: EngineKernel<never, never> = engineKernel<{ x: TensorInfo }, PoolingAttributes>(
  (engine, { inputs: { x }, attrs, backend }) => {
    const info = poolingGeometry(x.shape, attrs)
    if (x.dtype !== 'float32' || sizeOf(info.outShape) === 0) return undefined
    const y = backend.makeOutput(info.outShape, 'float32')
    run(engine, 'maxPool', info, [engine.address(x), 0, engine.address(y)], rowsPerChunk(info))
    return y
  },
)

/** Every dy goes to the first of the largest values of its window, row by row, as on the other backends. */
export const maxPoolGrad: EngineKernel<never, never> = engineKernel<
  { dy: TensorInfo; input: TensorInfo },
  PoolingAttributes
>((engine, { inputs: { dy, input }, attrs, backend }) => {
  const info = poolingGeometry(input.shape, attrs)
  const dx = backend.makeOutput(input.shape, 'float32')
  const size = sizeOf(input.shape)
  if (size === 0) return dx
  const values = perChunk(size)
  engine.run('zero', [engine.address(dx), size, values], Math.ceil(size / values))
  // windows that share rows must not be written by two threads
  const rows = info.strideHeight >= info.filterHeight ? rowsPerChunk(info) : info.outHeight
  run(engine, 'maxPoolGradient', info, [engine.address(input), engine.address(dy), engine.address(dx)], rows)
  return dx
})
