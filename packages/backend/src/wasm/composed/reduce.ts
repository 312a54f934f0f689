/** Sum and Mean for wasm over axes before the last, such as the gradient of a bias: the shipped kernels transpose first. */
import { backend_util, util } from '@tensorflow/tfjs-core'
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { floats } from '../kernel-call.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

interface Call {
  inputs: { x: TensorInfo }
  attrs: { axis: number | number[]; keepDims: boolean }
  backend: WasmBackend
}

/** [outer, reduced, inner] where the axes are neighbours and something remains behind them. */
export function asBlock(shape: readonly number[], axes: readonly number[]): [number, number, number] | undefined {
  const first = axes[0]
  const last = axes.at(-1)
  if (first === undefined || last === undefined || last - first + 1 !== axes.length) return undefined
  const product = (from: number, to: number): number => shape.slice(from, to).reduce((a, b) => a * b, 1)
  const inner = product(last + 1, shape.length)
  return inner > 1 ? [product(0, first), product(first, last + 1), inner] : undefined
}

/**
 * Sums in double precision, row by row.
 *
 * @param shipped the kernel of the wasm package, for every other reduction
 * @param mean divide by the number of summed values
 */
export function reduceKernel(shipped: KernelFunc, mean: boolean): KernelFunc {
  const kernel = (call: Call): TensorInfo => {
    const { inputs, attrs, backend } = call
    const { x } = inputs
    const axes = util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b)
    const block = asBlock(x.shape, axes)
    if (x.dtype !== 'float32' || block === undefined || x.shape.includes(0)) {
      return shipped(call as unknown as Parameters<KernelFunc>[0]) as TensorInfo
    }
    const [outer, reduced, inner] = block
    const [kept] = backend_util.computeOutAndReduceShapes(x.shape, axes)
    const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept
    const output = backend.makeOutput(shape, 'float32')
    const from = floats(backend, x)
    const to = floats(backend, output)
    const sums = new Float64Array(inner)
    const scale = mean ? 1 / reduced : 1
    let position = 0
    for (let o = 0; o < outer; o++) {
      sums.fill(0)
      for (let r = 0; r < reduced; r++) for (let i = 0; i < inner; i++) sums[i]! += from[position++]!
      for (let i = 0; i < inner; i++) to[o * inner + i] = sums[i]! * scale
    }
    return output
  }
  return kernel as unknown as KernelFunc
}
