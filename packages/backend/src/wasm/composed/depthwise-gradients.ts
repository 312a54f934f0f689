/** Both gradients of a depthwise convolution for wasm without SIMD, which ships none: plain loops over the heap. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { convolutionGeometry } from '../geometry.ts'
import type { DepthwiseAttributes } from '../geometry.ts'
import { floats } from '../kernel-call.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

/** Visits every product of the convolution: positions of its x, its weight (the first of the channel's) and its y. */
function visit(
  xShape: readonly number[],
  filterShape: readonly number[],
  attrs: DepthwiseAttributes,
  product: (x: number, weight: number, y: number) => void,
): void {
  const info = convolutionGeometry(xShape, filterShape, attrs, true)
  const { inChannels, outChannels, padInfo } = info
  const multiplier = outChannels / inChannels
  for (let row = 0; row < info.batchSize * info.outHeight; row++) {
    const picture = Math.floor(row / info.outHeight)
    const top = (row % info.outHeight) * info.strideHeight - padInfo.top
    for (let column = 0; column < info.outWidth; column++) {
      const left = column * info.strideWidth - padInfo.left
      for (let kh = 0; kh < info.filterHeight; kh++) {
        const y = top + kh * info.dilationHeight
        if (y < 0 || y >= info.inHeight) continue
        for (let kw = 0; kw < info.filterWidth; kw++) {
          const x = left + kw * info.dilationWidth
          if (x < 0 || x >= info.inWidth) continue
          const pixel = ((picture * info.inHeight + y) * info.inWidth + x) * inChannels
          const tap = (kh * info.filterWidth + kw) * outChannels
          const output = (row * info.outWidth + column) * outChannels
          for (let c = 0; c < outChannels; c++) product(pixel + Math.floor(c / multiplier), tap + c, output + c)
        }
      }
    }
  }
}

interface InputCall {
  inputs: { dy: TensorInfo; filter: TensorInfo }
  attrs: DepthwiseAttributes & { inputShape: number[] }
  backend: WasmBackend
}

function backpropInput({ inputs, attrs, backend }: InputCall): TensorInfo {
  const dx = backend.makeOutput(attrs.inputShape, 'float32')
  const [dy, filter] = [floats(backend, inputs.dy), floats(backend, inputs.filter)]
  const to = floats(backend, dx).fill(0)
  visit(attrs.inputShape, inputs.filter.shape, attrs, (x, weight, y) => (to[x]! += filter[weight]! * dy[y]!))
  return dx
}

interface FilterCall {
  inputs: { x: TensorInfo; dy: TensorInfo }
  attrs: DepthwiseAttributes & { filterShape: number[] }
  backend: WasmBackend
}

function backpropFilter({ inputs, attrs, backend }: FilterCall): TensorInfo {
  const dw = backend.makeOutput(attrs.filterShape, 'float32')
  const [values, dy] = [floats(backend, inputs.x), floats(backend, inputs.dy)]
  const to = floats(backend, dw).fill(0)
  visit(inputs.x.shape, attrs.filterShape, attrs, (x, weight, y) => (to[weight]! += values[x]! * dy[y]!))
  return dw
}

export const depthwiseBackpropInputKernel: KernelFunc = backpropInput as unknown as KernelFunc
export const depthwiseBackpropFilterKernel: KernelFunc = backpropFilter as unknown as KernelFunc
