/** Conv2DBackpropInput for wasm by the forward convolution: about ten times as fast as the shipped kernel. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { convolutionGeometry } from '../geometry.ts'
import type { ConvolutionAttributes } from '../geometry.ts'
import { floats, Scratch } from '../kernel-call.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

interface Call {
  inputs: { dy: TensorInfo; filter: TensorInfo }
  attrs: ConvolutionAttributes & { inputShape: [number, number, number, number] }
  backend: WasmBackend
}

/**
 * dx[n, p, q, i] = sum over a, b, o of dy'[n, p + top - a, q + left - b, o] W[a, b, i, o], where dy' is dy with zeros
 * between its rows and columns for a stride above 1: the convolution of the padded dy' with the reversed filter, its
 * channels swapped.
 *
 * @param shipped the kernel of the wasm package, for padding wider than the filter and for NCHW
 */
export function conv2DBackpropInputKernel(shipped: KernelFunc): KernelFunc {
  const kernel = (call: Call): TensorInfo => {
    const { inputs, attrs, backend } = call
    const { dy, filter } = inputs
    const { dataFormat, inputShape } = attrs
    const asShipped = (): TensorInfo => shipped(call as unknown as Parameters<KernelFunc>[0]) as TensorInfo
    if (dataFormat !== 'NHWC') return asShipped()
    const info = convolutionGeometry(inputShape, filter.shape, attrs)
    const { filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = info
    const above = filterHeight - 1 - info.padInfo.top
    const left = filterWidth - 1 - info.padInfo.left
    const below = inHeight + filterHeight - 1 - above - ((outHeight - 1) * strideHeight + 1)
    const right = inWidth + filterWidth - 1 - left - ((outWidth - 1) * strideWidth + 1)
    if (Math.min(above, left, below, right) < 0) return asShipped()
    const scratch = new Scratch(backend)
    try {
      const spread =
        strideHeight === 1 && strideWidth === 1 ? dy : dilate(backend, scratch, dy, strideHeight, strideWidth)
      const reversed = scratch.run('Reverse', { x: filter }, { dims: [0, 1] })
      const swapped = scratch.run('Transpose', { x: reversed }, { perm: [0, 1, 3, 2] })
      return scratch.result(
        'Conv2D',
        { x: spread, filter: swapped },
        {
          strides: 1,
          pad: [
            [0, 0],
            [above, below],
            [left, right],
            [0, 0],
          ],
          dataFormat: 'NHWC',
          dilations: 1,
        },
      )
    } finally {
      scratch.release()
    }
  }
  return kernel as unknown as KernelFunc
}

/** `dy` with `strideHeight - 1` rows and `strideWidth - 1` columns of zeros between its own. */
function dilate(
  backend: WasmBackend,
  scratch: Scratch,
  dy: TensorInfo,
  strideHeight: number,
  strideWidth: number,
): TensorInfo {
  const [n, height, width, channels] = dy.shape as [number, number, number, number]
  const wide = (width - 1) * strideWidth + 1
  const high = (height - 1) * strideHeight + 1
  const output = scratch.make([n, high, wide, channels])
  const from = floats(backend, dy)
  const to = floats(backend, output).fill(0)
  for (let row = 0; row < n * height; row++) {
    const picture = Math.floor(row / height)
    const target = (picture * high + (row % height) * strideHeight) * wide * channels
    for (let column = 0; column < width; column++) {
      const source = (row * width + column) * channels
      const start = target + column * strideWidth * channels
      for (let c = 0; c < channels; c++) to[start + c] = from[source + c]!
    }
  }
  return output
}
