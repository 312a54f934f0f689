/** Conv2DBackpropFilter for wasm, which ships none: the gradient of a convolution with respect to its filter. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { convolutionGeometry } from '../geometry.ts'
import type { ConvolutionAttributes } from '../geometry.ts'
import { floats, Scratch } from '../kernel-call.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

interface Call {
  inputs: { x: TensorInfo; dy: TensorInfo }
  attrs: ConvolutionAttributes & { filterShape: [number, number, number, number] }
  backend: WasmBackend
}

/**
 * dW[a, b, i, o] = sum over n, p, q of x[n, p s + a - top, q s + b - left, i] dy[n, p, q, o].
 *
 * That sum is itself a convolution: input channels stand for pictures and pictures for channels, dy is the filter and the
 * stride becomes its dilation. So it runs on the fast forward convolution, a block of rows of dy at a time.
 */
function conv2DBackpropFilter({ inputs, attrs, backend }: Call): TensorInfo {
  const { x, dy } = inputs
  const { dataFormat, filterShape } = attrs
  if (dataFormat !== 'NHWC')
    throw new Error(`Conv2DBackpropFilter on wasm: dataFormat is '${dataFormat}', expected 'NHWC'`)
  const info = convolutionGeometry(x.shape, filterShape, attrs)
  const [kh, kw, ic, oc] = filterShape
  const { padInfo, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = info
  const columns = span(0, outWidth, strideWidth, kw, padInfo.left, inWidth)
  const rowsAtOnce = Math.max(1, Math.round(BLOCK / (info.batchSize * outWidth)))
  const scratch = new Scratch(backend)
  try {
    let total: TensorInfo | undefined
    for (let row = 0; row < outHeight; row += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, outHeight - row)
      const rows = span(row, count, strideHeight, kh, padInfo.top, inHeight)
      // nothing but padding under these windows
      if (rows.size <= 0 || columns.size <= 0) continue
      const block = new Scratch(backend)
      try {
        const window = cut(backend, block, x, rows, columns)
        const slope = cut(backend, block, dy, { begin: row, size: count }, { begin: 0, size: outWidth })
        const pictures = block.run('Transpose', { x: window }, { perm: [3, 1, 2, 0] })
        const filter = block.run('Transpose', { x: slope }, { perm: [1, 2, 0, 3] })
        const part = block.run(
          'Conv2D',
          { x: pictures, filter },
          {
            strides: 1,
            pad: [
              [0, 0],
              [rows.before, rows.after],
              [columns.before, columns.after],
              [0, 0],
            ],
            dataFormat: 'NHWC',
            dilations: [strideHeight, strideWidth],
          },
        )
        total = total === undefined ? copy(backend, scratch, part) : addTo(backend, total, part)
      } finally {
        block.release()
      }
    }
    total ??= zeros(backend, scratch, [ic, kh, kw, oc])
    return scratch.result('Transpose', { x: total }, { perm: [1, 2, 0, 3] })
  } finally {
    scratch.release()
  }
}

/**
 * Pictures times pixels of dy in one convolution: what XNNPACK packs of it stays in the second-level cache, and its copies
 * stay small. Measured best between 8,000 and 32,000.
 */
const BLOCK = 16_384

interface Span {
  begin: number
  size: number
  /** Padding before and after. */
  before: number
  after: number
}

/** The inputs under `count` windows from `first` on, and the padding they reach. */
function span(first: number, count: number, stride: number, kernel: number, padding: number, length: number): Span {
  const start = first * stride - padding
  const end = start + (count - 1) * stride + kernel
  const begin = Math.min(Math.max(0, start), length)
  const stop = Math.max(begin, Math.min(length, end))
  return { begin, size: stop - begin, before: Math.max(0, -start), after: Math.max(0, end - length) }
}

/** Some rows and columns of every picture. The shipped Slice copies value by value; this copies memory. */
function cut(
  backend: WasmBackend,
  scratch: Scratch,
  x: TensorInfo,
  rows: Pick<Span, 'begin' | 'size'>,
  columns: Pick<Span, 'begin' | 'size'>,
): TensorInfo {
  const [n, height, width, channels] = x.shape as [number, number, number, number]
  if (rows.size === height && columns.size === width) return x
  const output = scratch.make([n, rows.size, columns.size, channels])
  const from = floats(backend, x)
  const to = floats(backend, output)
  // whole rows lie one behind the other
  const [pieces, length] =
    columns.size === width ? [1, rows.size * width * channels] : [rows.size, columns.size * channels]
  for (let picture = 0; picture < n; picture++) {
    for (let piece = 0; piece < pieces; piece++) {
      const start = ((picture * height + rows.begin + piece) * width + columns.begin) * channels
      to.set(from.subarray(start, start + length), (picture * pieces + piece) * length)
    }
  }
  return output
}

function zeros(backend: WasmBackend, scratch: Scratch, shape: number[]): TensorInfo {
  const output = scratch.make(shape)
  floats(backend, output).fill(0)
  return output
}

function copy(backend: WasmBackend, scratch: Scratch, tensor: TensorInfo): TensorInfo {
  const output = scratch.make(tensor.shape)
  floats(backend, output).set(floats(backend, tensor))
  return output
}

function addTo(backend: WasmBackend, total: TensorInfo, part: TensorInfo): TensorInfo {
  const sum = floats(backend, total)
  const more = floats(backend, part)
  for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!
  return total
}

export const conv2DBackpropFilterKernel: KernelFunc = conv2DBackpropFilter as unknown as KernelFunc
