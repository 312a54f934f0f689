/** The kernels Conv2D, FusedConv2D, Conv2DBackpropInput and Conv2DBackpropFilter. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { WasmBackend } from '../../compute/engine.ts'
import { wasmKernel } from '../kernel-call.ts'
import { convolve, filterGradient, inputGradient } from './convolution.ts'
import { engineKernel, sizeOf } from './kernel.ts'
import type { EngineKernel, Parameters } from './kernel.ts'

type Shape4D = [number, number, number, number]

interface Attributes {
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dataFormat: 'NHWC' | 'NCHW'
  /** Absent in the kernels of gradients as tfjs calls them. */
  dilations?: number | [number, number]
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

function measure(x: readonly number[], filter: readonly number[], attrs: Attributes): backend_util.Conv2DInfo {
  const { strides, dilations, pad, dimRoundingMode } = attrs
  return backend_util.computeConv2DInfo(x as Shape4D, filter as Shape4D, strides, dilations ?? 1, pad, dimRoundingMode)
}

/** Pictures come as [n, height, width, channels] of float32; grouped convolutions stay with the shipped kernels. */
function isCovered(attrs: Attributes, info: backend_util.Conv2DInfo, filter: readonly number[], size: number): boolean {
  return attrs.dataFormat === 'NHWC' && filter[2] === info.inChannels && size > 0
}

export const conv2D: EngineKernel<never, never> = engineKernel<{ x: TensorInfo; filter: TensorInfo }, Attributes>(
  (engine, { inputs: { x, filter }, attrs, backend }) => {
    const info = measure(x.shape, filter.shape, attrs)
    if (!isCovered(attrs, info, filter.shape, sizeOf(info.outShape) * x.shape[0]!)) return undefined
    const y = backend.makeOutput(info.outShape, 'float32')
    convolve(engine, info, x, filter, y)
    return y
  },
)

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
  Attributes & FusedActivation
>((engine, { inputs, attrs, backend }) => {
  const { x, filter, bias, preluActivationWeights } = inputs
  const info = measure(x.shape, filter.shape, attrs)
  if (!isCovered(attrs, info, filter.shape, sizeOf(info.outShape))) return undefined
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== info.outChannels)) return undefined
  return withActivation(backend, attrs, preluActivationWeights, (activation) => {
    const y = backend.makeOutput(info.outShape, 'float32')
    convolve(engine, info, x, filter, y, { bias: bias ? engine.address(bias) : 0, activation })
    return y
  })
})

export const conv2DBackpropInput: EngineKernel<never, never> = engineKernel<
  { dy: TensorInfo; filter: TensorInfo },
  Attributes & { inputShape: number[] }
>((engine, { inputs: { dy, filter }, attrs, backend }) => {
  const info = measure(attrs.inputShape, filter.shape, attrs)
  if (!isCovered(attrs, info, filter.shape, sizeOf(dy.shape))) return undefined
  const dx = backend.makeOutput(attrs.inputShape, 'float32')
  inputGradient(engine, info, dy, filter, dx)
  return dx
})

export const conv2DBackpropFilter: EngineKernel<never, never> = engineKernel<
  { x: TensorInfo; dy: TensorInfo },
  Attributes & { filterShape: number[] }
>((engine, { inputs: { x, dy }, attrs, backend }) => {
  const info = measure(x.shape, attrs.filterShape, attrs)
  if (!isCovered(attrs, info, attrs.filterShape, sizeOf(dy.shape))) return undefined
  const dw = backend.makeOutput(attrs.filterShape, 'float32')
  filterGradient(engine, info, x, dy, dw)
  return dw
})
