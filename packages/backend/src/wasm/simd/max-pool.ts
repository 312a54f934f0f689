/** MaxPool and MaxPoolGrad. The shipped gradient is slow, and wrong where a window holds no positive value. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { engineKernel, geometry, perChunk, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

interface Attributes {
  filterSize: number | [number, number]
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

function measure(x: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: Attributes): backend_util.Conv2DInfo {
  const shape = x.shape as [number, number, number, number]
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode)
}

function rowsPerChunk(info: backend_util.Conv2DInfo): number {
  const rows = info.batchSize * info.outHeight
  return Math.max(1, Math.ceil(rows / 1024), Math.floor(16_384 / Math.max(1, info.inWidth * info.inChannels)))
}

export const maxPool: EngineKernel<never, never> = engineKernel<{ x: TensorInfo }, Attributes>(
  (engine, { inputs: { x }, attrs, backend }) => {
    const info = measure(x, attrs)
    if (x.dtype !== 'float32' || sizeOf(info.outShape) === 0) return undefined
    const y = backend.makeOutput(info.outShape, 'float32')
    const rows = rowsPerChunk(info)
    const params = [
      engine.address(x),
      0,
      engine.address(y),
      0,
      ...geometry(info),
      info.batchSize * info.outHeight,
      rows,
    ]
    engine.run('maxPool', params, Math.ceil((info.batchSize * info.outHeight) / rows))
    return y
  },
)

/** Every dy goes to the first of the largest values of its window, row by row, as on the other backends. */
export const maxPoolGrad: EngineKernel<never, never> = engineKernel<{ dy: TensorInfo; input: TensorInfo }, Attributes>(
  (engine, { inputs: { dy, input }, attrs, backend }) => {
    const info = measure(input, attrs)
    const dx = backend.makeOutput(input.shape, 'float32')
    const size = sizeOf(input.shape)
    if (size === 0) return dx
    const run = perChunk(size)
    engine.run('zero', [engine.address(dx), size, run], Math.ceil(size / run))
    // windows that share rows must not be written by two threads
    const rows = info.strideHeight >= info.filterHeight ? rowsPerChunk(info) : info.outHeight
    const params = [
      engine.address(input),
      engine.address(dy),
      engine.address(dx),
      0,
      ...geometry(info),
      info.batchSize * info.outHeight,
      rows,
    ]
    engine.run('maxPoolGradient', params, Math.ceil((info.batchSize * info.outHeight) / rows))
    return dx
  },
)
