/** Conv2DBackpropFilter for wasm, which ships none: the gradient of a convolution with respect to its filter. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { Scratch } from './kernel-call.ts'
import type { WasmBackend } from './kernel-call.ts'

interface Call {
  inputs: { x: TensorInfo; dy: TensorInfo }
  attrs: {
    strides: number | [number, number]
    pad: 'valid' | 'same' | number | backend_util.ExplicitPadding
    dataFormat: 'NHWC' | 'NCHW'
    dimRoundingMode?: 'floor' | 'round' | 'ceil'
    filterShape: [number, number, number, number]
  }
  backend: WasmBackend
}

/**
 * dW[a, b, i, o] = sum over n, p, q of x[n, p s + a - top, q s + b - left, i] dy[n, p, q, o].
 *
 * That sum is itself a convolution: input channels stand for pictures and pictures for channels, dy is the filter and the
 * stride becomes its dilation. So it runs on the fast forward convolution.
 */
function conv2DBackpropFilter({ inputs, attrs, backend }: Call): TensorInfo {
  const { x, dy } = inputs
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs
  if (dataFormat !== 'NHWC')
    throw new Error(`Conv2DBackpropFilter on wasm: dataFormat is '${dataFormat}', expected 'NHWC'`)
  const info = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  )
  const [kh, kw, ic, oc] = filterShape
  const { top, left } = info.padInfo
  const below = missing(info.outHeight, info.strideHeight, kh, info.inHeight + top)
  const right = missing(info.outWidth, info.strideWidth, kw, info.inWidth + left)
  const scratch = new Scratch(backend)
  try {
    const pictures = scratch.run('Transpose', { x }, { perm: [3, 1, 2, 0] })
    const filter = scratch.run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] })
    const gradient = scratch.run(
      'Conv2D',
      { x: pictures, filter },
      {
        strides: 1,
        pad: [
          [0, 0],
          [top, below.padding],
          [left, right.padding],
          [0, 0],
        ],
        dataFormat: 'NHWC',
        dilations: [info.strideHeight, info.strideWidth],
      },
    )
    const whole = below.surplus === 0 && right.surplus === 0
    const cut = whole
      ? gradient
      : scratch.run('Slice', { x: gradient }, { begin: [0, 0, 0, 0], size: [ic, kh, kw, oc] })
    return scratch.result('Transpose', { x: cut }, { perm: [1, 2, 0, 3] })
  } finally {
    scratch.release()
  }
}

/** Rows to add below the input so that dy, dilated by the stride, fits `kernel` times; or rows that no window reached. */
function missing(outputs: number, stride: number, kernel: number, rows: number): { padding: number; surplus: number } {
  const needed = (outputs - 1) * stride + kernel
  return { padding: Math.max(0, needed - rows), surplus: Math.max(0, rows - needed) }
}

export const conv2DBackpropFilterKernel: KernelFunc = conv2DBackpropFilter as unknown as KernelFunc
