/** The kernels Conv2D, FusedConv2D, Conv2DBackpropInput and Conv2DBackpropFilter. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { WasmBackend } from '../../compute/wasm-backend.ts'
import { convolutionGeometry } from '../geometry.ts'
import type { ConvolutionAttributes } from '../geometry.ts'
import { wasmKernel } from '../kernel-call.ts'
import { convolve, filterGradient, inputGradient } from './convolution.ts'
import { engineKernel, sizeOf } from './kernel.ts'
import type { EngineKernel, Parameters } from './kernel.ts'

/** Pictures come as [n, height, width, channels]; grouped convolutions stay with the shipped kernels. */
function isCovered({ dataFormat }: ConvolutionAttributes, x: readonly number[], filter: readonly number[]): boolean {
  return dataFormat === 'NHWC' && filter[2] === x[3]
}

export const conv2D: EngineKernel<never, never> = engineKernel<
  { x: TensorInfo; filter: TensorInfo },
  ConvolutionAttributes
>((engine, { inputs: { x, filter }, attrs, backend }) => {
  const info = convolutionGeometry(x.shape, filter.shape, attrs)
  if (!isCovered(attrs, x.shape, filter.shape) || sizeOf(info.outShape) === 0) return undefined
  const y = backend.makeOutput(info.outShape, 'float32')
  convolve(engine, info, x, filter, y)
  return y
})

/** An activation that tfjs fuses into a product, and what it needs. */
export interface FusedActivation {
  activation: string
  leakyreluAlpha?: number
}

/** Activations that the kernels apply as they write. */
const AS_WRITTEN: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2 }
/** The others, by the kernel that follows. */
const AFTERWARDS: Readonly<Record<string, string>> = {
  elu: 'Elu',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
  sigmoid: 'Sigmoid',
}

/**
 * Computes a product with its bias and activation.
 *
 * @param compute writes the product; its argument says what it is to apply
 * @returns `undefined` where the activation is none that tfjs fuses
 */
export function withActivation(
  backend: WasmBackend,
  { activation, leakyreluAlpha }: FusedActivation,
  alpha: TensorInfo | undefined,
  compute: (code: number) => TensorInfo,
): TensorInfo | undefined {
  const code = AS_WRITTEN[activation]
  if (code !== undefined) return compute(code)
  const after = AFTERWARDS[activation]
  if (after === undefined) return undefined
  const linear = compute(0)
  const inputs: Record<string, TensorInfo> = alpha ? { x: linear, alpha } : { x: linear }
  const call = { inputs, attrs: { alpha: leakyreluAlpha }, backend }
  try {
    return wasmKernel(after)(call as unknown as Parameters) as TensorInfo
  } finally {
    backend.disposeData(linear.dataId)
  }
}

export const fusedConv2D: EngineKernel<never, never> = engineKernel<
  { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo; preluActivationWeights?: TensorInfo },
  ConvolutionAttributes & FusedActivation
>((engine, { inputs, attrs, backend }) => {
  const { x, filter, bias, preluActivationWeights } = inputs
  const info = convolutionGeometry(x.shape, filter.shape, attrs)
  if (!isCovered(attrs, x.shape, filter.shape) || sizeOf(info.outShape) === 0) return undefined
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== info.outChannels)) return undefined
  return withActivation(backend, attrs, preluActivationWeights, (activation) => {
    const y = backend.makeOutput(info.outShape, 'float32')
    convolve(engine, info, x, filter, y, { bias: bias ? engine.address(bias) : 0, activation })
    return y
  })
})

export const conv2DBackpropInput: EngineKernel<never, never> = engineKernel<
  { dy: TensorInfo; filter: TensorInfo },
  ConvolutionAttributes & { inputShape: number[] }
>((engine, { inputs: { dy, filter }, attrs, backend }) => {
  if (!isCovered(attrs, attrs.inputShape, filter.shape) || sizeOf(dy.shape) === 0) return undefined
  const info = convolutionGeometry(attrs.inputShape, filter.shape, attrs)
  const dx = backend.makeOutput(attrs.inputShape, 'float32')
  inputGradient(engine, info, dy, filter, dx)
  return dx
})

export const conv2DBackpropFilter: EngineKernel<never, never> = engineKernel<
  { x: TensorInfo; dy: TensorInfo },
  ConvolutionAttributes & { filterShape: number[] }
>((engine, { inputs: { x, dy }, attrs, backend }) => {
  if (!isCovered(attrs, x.shape, attrs.filterShape) || sizeOf(dy.shape) === 0) return undefined
  const info = convolutionGeometry(x.shape, attrs.filterShape, attrs)
  const dw = backend.makeOutput(attrs.filterShape, 'float32')
  filterGradient(engine, info, x, dy, dw)
  return dw
})
