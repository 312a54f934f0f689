/** UnsortedSegmentSum for wasm, which ships none: the gradient of `gather` and of an embedding. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import type { WasmBackend } from '../compute/wasm-backend.ts'

interface Call {
  inputs: { x: TensorInfo; segmentIds: TensorInfo }
  attrs: { numSegments: number }
  backend: WasmBackend
}

/** output[s] = sum of the x[i] with segmentIds[i] = s; rows of other ids are left out, as on the cpu backend. */
function unsortedSegmentSum({ inputs, attrs, backend }: Call): TensorInfo {
  const { x, segmentIds } = inputs
  const idCount = segmentIds.shape.reduce((a, b) => a * b, 1)
  const inner = x.shape.slice(segmentIds.shape.length)
  const output = backend.makeOutput([attrs.numSegments, ...inner], x.dtype)
  const ids = backend.typedArrayFromHeap(segmentIds)
  const from = backend.typedArrayFromHeap(x) as Float32Array
  const to = (backend.typedArrayFromHeap(output) as Float32Array).fill(0)
  const size = inner.reduce((a, b) => a * b, 1)
  for (let i = 0; i < idCount; i++) {
    const id = ids[i]!
    if (id < 0 || id >= attrs.numSegments) continue
    for (let j = 0; j < size; j++) to[id * size + j]! += from[i * size + j]!
  }
  return output
}

export const unsortedSegmentSumKernel: KernelFunc = unsortedSegmentSum as unknown as KernelFunc
