/** Depthwise convolutions and both their gradients, of which the wasm package ships none. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { engineKernel, geometry, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

type Shape4D = [number, number, number, number]

interface Attributes {
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dilations?: number | [number, number]
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

function measure(x: readonly number[], filter: readonly number[], attrs: Attributes): backend_util.Conv2DInfo {
  const { strides, dilations, pad, dimRoundingMode } = attrs
  const shapes = [x as Shape4D, filter as Shape4D] as const
  return backend_util.computeConv2DInfo(...shapes, strides, dilations ?? 1, pad, dimRoundingMode, true)
}

/** Rows are chunks; a picture series of more rows than chunks can be counted is left to the shipped kernel. */
const MOST_ROWS = 65_535

export const depthwiseConv2dNative: EngineKernel<never, never> = engineKernel<
  { x: TensorInfo; filter: TensorInfo },
  Attributes
>((engine, { inputs: { x, filter }, attrs, backend }) => {
  const info = measure(x.shape, filter.shape, attrs)
  const rows = info.batchSize * info.outHeight
  if (rows > MOST_ROWS || sizeOf(info.outShape) === 0) return undefined
  const y = backend.makeOutput(info.outShape, 'float32')
  const addresses = [engine.address(x), engine.address(filter), engine.address(y), 0]
  engine.run('depthwise', [...addresses, ...geometry(info)], rows)
  return y
})

export const depthwiseConv2dNativeBackpropInput: EngineKernel<never, never> = engineKernel<
  { dy: TensorInfo; filter: TensorInfo },
  Attributes & { inputShape: number[] }
>((engine, { inputs: { dy, filter }, attrs, backend }) => {
  const info = measure(attrs.inputShape, filter.shape, attrs)
  const dx = backend.makeOutput(attrs.inputShape, 'float32')
  const addresses = [engine.address(dx), engine.address(filter), engine.address(dy), 0]
  engine.run('depthwiseInputGradient', [...addresses, ...geometry(info)], info.batchSize)
  return dx
})

export const depthwiseConv2dNativeBackpropFilter: EngineKernel<never, never> = engineKernel<
  { x: TensorInfo; dy: TensorInfo },
  Attributes & { filterShape: number[] }
>((engine, { inputs: { x, dy }, attrs, backend }) => {
  const info = measure(x.shape, attrs.filterShape, attrs)
  const dw = backend.makeOutput(attrs.filterShape, 'float32')
  const size = sizeOf(attrs.filterShape)
  engine.withMemory(4 * size * info.batchSize, (sums) => {
    const addresses = [engine.address(x), sums, engine.address(dy), 0]
    engine.run('depthwiseFilterGradient', [...addresses, ...geometry(info)], info.batchSize)
    const [rows, columns] = [attrs.filterShape[0]! * attrs.filterShape[1]!, info.outChannels]
    const params = [sums, info.batchSize, engine.address(dw), rows, columns, 4 * columns]
    engine.run('sumPartial', params, Math.ceil(rows / 16))
  })
  return dw
})
