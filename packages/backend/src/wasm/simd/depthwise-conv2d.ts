/** Depthwise convolutions and both their gradients, of which the wasm package ships none. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { MAX_CHUNKS } from '../../compute/engine.ts'
import { convolutionGeometry } from '../geometry.ts'
import type { DepthwiseAttributes } from '../geometry.ts'
import { engineKernel, geometryParams, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

export const depthwiseConv2dNative: EngineKernel<never, never> = engineKernel<
  { x: TensorInfo; filter: TensorInfo },
  DepthwiseAttributes
>((engine, { inputs: { x, filter }, attrs, backend }) => {
  const info = convolutionGeometry(x.shape, filter.shape, attrs, true)
  const rows = info.batchSize * info.outHeight
  // rows are chunks: more than can be counted are left to the shipped kernel
  if (rows > MAX_CHUNKS || sizeOf(info.outShape) === 0) return undefined
  const y = backend.makeOutput(info.outShape, 'float32')
  const addresses = [engine.address(x), engine.address(filter), engine.address(y), 0]
  engine.run('depthwise', [...addresses, ...geometryParams(info)], rows)
  return y
})

export const depthwiseConv2dNativeBackpropInput: EngineKernel<never, never> = engineKernel<
  { dy: TensorInfo; filter: TensorInfo },
  DepthwiseAttributes & { inputShape: number[] }
>((engine, { inputs: { dy, filter }, attrs, backend }) => {
  const info = convolutionGeometry(attrs.inputShape, filter.shape, attrs, true)
  const dx = backend.makeOutput(attrs.inputShape, 'float32')
  const addresses = [engine.address(dx), engine.address(filter), engine.address(dy), 0]
  engine.run('depthwiseInputGradient', [...addresses, ...geometryParams(info)], info.batchSize)
  return dx
})

export const depthwiseConv2dNativeBackpropFilter: EngineKernel<never, never> = engineKernel<
  { x: TensorInfo; dy: TensorInfo },
  DepthwiseAttributes & { filterShape: number[] }
>((engine, { inputs: { x, dy }, attrs, backend }) => {
  const info = convolutionGeometry(x.shape, attrs.filterShape, attrs, true)
  const dw = backend.makeOutput(attrs.filterShape, 'float32')
  const size = sizeOf(attrs.filterShape)
  engine.withMemory(4 * size * info.batchSize, (sums) => {
    const addresses = [engine.address(x), sums, engine.address(dy), 0]
    engine.run('depthwiseFilterGradient', [...addresses, ...geometryParams(info)], info.batchSize)
    const [rows, columns] = [attrs.filterShape[0]! * attrs.filterShape[1]!, info.outChannels]
    const params = [sums, info.batchSize, engine.address(dw), rows, columns, 4 * columns]
    engine.run('sumPartial', params, Math.ceil(rows / 16))
  })
  return dw
})
