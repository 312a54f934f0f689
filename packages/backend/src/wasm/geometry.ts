/** Where the windows of a convolution or pooling lie, from the attributes of its kernel. */
import { backend_util } from '@tensorflow/tfjs-core'

type Conv2DInfo = backend_util.Conv2DInfo
type Shape4D = [number, number, number, number]

interface WindowAttributes {
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

export interface DepthwiseAttributes extends WindowAttributes {
  /** Absent in the kernels of gradients as tfjs calls them. */
  dilations?: number | [number, number]
}

export interface ConvolutionAttributes extends DepthwiseAttributes {
  dataFormat: 'NHWC' | 'NCHW'
}

export interface PoolingAttributes extends WindowAttributes {
  filterSize: number | [number, number]
}

/** @param x shape of the pictures, [n, height, width, channels] */
export function convolutionGeometry(
  x: readonly number[],
  filter: readonly number[],
  { strides, dilations, pad, dimRoundingMode }: DepthwiseAttributes,
  depthwise = false,
): Conv2DInfo {
  const shapes = [x as Shape4D, filter as Shape4D] as const
  return backend_util.computeConv2DInfo(...shapes, strides, dilations ?? 1, pad, dimRoundingMode, depthwise)
}

/** @param x shape of the pictures, [n, height, width, channels] */
export function poolingGeometry(
  x: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolingAttributes,
): Conv2DInfo {
  return backend_util.computePool2DInfo(x as Shape4D, filterSize, strides, 1, pad, dimRoundingMode)
}
