/**
 * Convolutions of every size, stride, dilation and padding as matrix products over patches, which are copied in blocks that
 * stay in the cache. The geometry is followed by: output pixels in all, pixels a chunk, pixels a block.
 */
import { writeRows } from './epilogue'
import { multiply, multiplyTransposed, packPanels } from './gemm'
import { HEIGHT, IN, MORE, OUT, OUT_HEIGHT, OUT_WIDTH, WIDTH, address, field } from './params'
import { patchLength, patchMatrix, patches } from './patches'

/** params: x, filter in panels, y, bias, geometry, activation. A chunk is a run of output pixels. */
export function convolve(params: usize, chunk: i32, scratch: usize): void {
  const x = address(params, 0)
  const filter = address(params, 1)
  const y = address(params, 2)
  const bias = address(params, 3)
  const channels = field(params, OUT)
  const perChunk = field(params, MORE + 1)
  const block = field(params, MORE + 2)
  const activation = field(params, MORE + 3)
  const length = patchLength(params)
  const lda = (<usize>length) << 2
  const panels = (channels + 7) >> 3
  const ldc = (<usize>panels) << 5
  const products = scratch + <usize>block * lda
  const start = chunk * perChunk
  const end = min(field(params, MORE), start + perChunk)
  for (let from = start; from < end; from += block) {
    const count = min(block, end - from)
    const a = patchMatrix(params, x, from, count, lda, scratch)
    multiply(count, panels, length, a, lda, filter, products, ldc)
    writeRows(products, ldc, y + ((<usize>from * channels) << 2), count, channels, bias, activation)
  }
}

/** params: x, dy, partial sums [chunks][patch][out / 8 * 8], -, geometry. A chunk sums over its run of output pixels. */
export function filterGradient(params: usize, chunk: i32, scratch: usize): void {
  const x = address(params, 0)
  const dy = address(params, 1)
  const channels = field(params, OUT)
  const perChunk = field(params, MORE + 1)
  const block = field(params, MORE + 2)
  const length = patchLength(params)
  const lda = (<usize>length) << 2
  const panels = (channels + 7) >> 3
  const ldc = (<usize>panels) << 5
  const sums = address(params, 2) + <usize>chunk * <usize>length * ldc
  const gradients = scratch + <usize>block * lda
  const start = chunk * perChunk
  const end = min(field(params, MORE), start + perChunk)
  for (let from = start; from < end; from += block) {
    const count = min(block, end - from)
    const a = patchMatrix(params, x, from, count, lda, scratch)
    packPanels(dy + ((<usize>from * channels) << 2), (<usize>channels) << 2, 4, count, channels, gradients)
    multiplyTransposed(length, panels, count, a, lda, gradients, sums, ldc, from != start)
  }
}

/**
 * The input's gradient where strides leave gaps: gradients of patches, summed back to where they came from.
 *
 * params: dx (zeroed here), filter in panels of its transpose, dy, -, geometry. A chunk is one picture.
 */
export function inputGradient(params: usize, chunk: i32, scratch: usize): void {
  const dx = address(params, 0)
  const filter = address(params, 1)
  const dy = address(params, 2)
  const channels = field(params, OUT)
  const block = field(params, MORE + 2)
  const length = patchLength(params)
  const panels = (length + 7) >> 3
  const ldc = (<usize>panels) << 5
  const perPicture = field(params, OUT_HEIGHT) * field(params, OUT_WIDTH)
  const picture = ((<usize>field(params, HEIGHT) * field(params, WIDTH)) * field(params, IN)) << 2
  memory.fill(dx + <usize>chunk * picture, 0, picture)
  const lda = (<usize>channels) << 2
  const end = (chunk + 1) * perPicture
  for (let from = chunk * perPicture; from < end; from += block) {
    const count = min(block, end - from)
    multiply(count, panels, channels, dy + <usize>from * lda, lda, filter, scratch, ldc)
    patches(params, dx, from, count, scratch, ldc, true)
  }
}
