/** Conv3DBackpropInputV2 for wasm: the shipped kernel gives wrong numbers. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { floats } from '../kernel-call.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

type Shape5D = [number, number, number, number, number]

interface Call {
  inputs: { dy: TensorInfo; filter: TensorInfo }
  attrs: { strides: number | [number, number, number]; pad: 'valid' | 'same'; inputShape: Shape5D }
  backend: WasmBackend
}

/** Every dy goes back, times the filter, to what its window saw. */
function conv3DBackpropInput({ inputs: { dy, filter }, attrs, backend }: Call): TensorInfo {
  const { strides, pad, inputShape } = attrs
  const info = backend_util.computeConv3DInfo(inputShape, filter.shape as Shape5D, strides, 1, pad)
  const dx = backend.makeOutput(inputShape, 'float32')
  const [from, weights, to] = [floats(backend, dy), floats(backend, filter), floats(backend, dx).fill(0)]
  const { inChannels, outChannels, padInfo } = info
  let output = 0
  for (let n = 0; n < info.batchSize; n++) {
    for (let od = 0; od < info.outDepth; od++) {
      for (let oh = 0; oh < info.outHeight; oh++) {
        for (let ow = 0; ow < info.outWidth; ow++, output += outChannels) {
          const [d0, h0, w0] = [
            od * info.strideDepth - padInfo.front,
            oh * info.strideHeight - padInfo.top,
            ow * info.strideWidth - padInfo.left,
          ]
          for (let kd = Math.max(0, -d0); kd < Math.min(info.filterDepth, info.inDepth - d0); kd++) {
            for (let kh = Math.max(0, -h0); kh < Math.min(info.filterHeight, info.inHeight - h0); kh++) {
              for (let kw = Math.max(0, -w0); kw < Math.min(info.filterWidth, info.inWidth - w0); kw++) {
                const pixel = ((n * info.inDepth + d0 + kd) * info.inHeight + h0 + kh) * info.inWidth + w0 + kw
                const tap = (kd * info.filterHeight + kh) * info.filterWidth + kw
                for (let i = 0; i < inChannels; i++) {
                  let sum = 0
                  const row = (tap * inChannels + i) * outChannels
                  for (let o = 0; o < outChannels; o++) sum += from[output + o]! * weights[row + o]!
                  to[pixel * inChannels + i]! += sum
                }
              }
            }
          }
        }
      }
    }
  }
  return dx
}

export const conv3DBackpropInputKernel: KernelFunc = conv3DBackpropInput as unknown as KernelFunc
