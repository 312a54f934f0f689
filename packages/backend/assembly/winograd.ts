/**
 * 3x3 convolutions of stride 1 by minimal filtering F(4x4, 3x3): 36 products for 16 outputs instead of 144.
 *
 * Lavin & Gray, Fast Algorithms for Convolutional Neural Networks, 2016: Y = A' [(G g G') . (B' d B)] A, a sum over input
 * channels of 36 small products. The interpolation points 0, +-1/sqrt(2), +-sqrt(2) and infinity keep the rounding error of
 * float32 at about a third of that of the usual 0, +-1, +-2. The gradient of the filter is the adjoint of the same formula:
 * dg = G' [(B' d B) . (A dY A')] G; the gradient of the input is a convolution again.
 *
 * Work goes in blocks of tiles that stay in the cache: transform, 36 matrix products, transform back. Channels of input and
 * output come in fours. The geometry is followed by: tiles down, tiles across, tiles in all, tiles a block.
 */
import { multiply, multiplyTransposed } from './gemm'
import { IN, MORE, OUT, address, field } from './params'
import { transformInputs } from './winograd-input'
import { transformOutputGradients, transformOutputs } from './winograd-output'

/** From one of the 36 positions of a block to the next in the scratch memory: they are spread over the sets of the cache. */
@inline
function positionBytes(params: usize, channels: i32): usize {
  return ((<usize>field(params, MORE + 3) * channels) << 2) + 64
}

/** Outputs are products in panels of eight. */
@inline
function panelsOf(params: usize): i32 {
  return (field(params, OUT) + 7) >> 3
}

/** params: x, filter (of `winogradFilter`), y, bias, geometry, activation. A chunk is a block of tiles. */
export function winogradForward(params: usize, chunk: i32, scratch: usize): void {
  const inputs = field(params, IN)
  const panels = panelsOf(params)
  const block = field(params, MORE + 3)
  const from = chunk * block
  const count = min(block, field(params, MORE + 2) - from)
  const inPosition = positionBytes(params, inputs)
  const outPosition = positionBytes(params, panels << 3)
  const products = scratch + 36 * inPosition
  const spare = products + 36 * outPosition
  const filter = address(params, 1)
  const filterPosition = (<usize>panels * inputs) << 5
  const lda = (<usize>inputs) << 2
  const ldc = (<usize>panels) << 5
  transformInputs(params, address(params, 0), from, count, scratch, inPosition, spare)
  for (let p: usize = 0; p < 36; p++) {
    const a = scratch + p * inPosition
    multiply(count, panels, inputs, a, lda, filter + p * filterPosition, products + p * outPosition, ldc)
  }
  const y = address(params, 2)
  const bias = address(params, 3)
  transformOutputs(params, products, outPosition, ldc, y, from, count, bias, field(params, MORE + 4), spare)
}

/**
 * The filter's gradient, in the transformed space: a chunk sums over its share of the tiles.
 *
 * params: x, dy, partial sums [chunks][36][in][out / 8 * 8], -, geometry, tiles a chunk
 */
export function winogradFilterGradient(params: usize, chunk: i32, scratch: usize): void {
  const inputs = field(params, IN)
  const panels = panelsOf(params)
  const block = field(params, MORE + 3)
  const perChunk = field(params, MORE + 4)
  const start = chunk * perChunk
  const end = min(field(params, MORE + 2), start + perChunk)
  const inPosition = positionBytes(params, inputs)
  const outPosition = positionBytes(params, panels << 3)
  const gradients = scratch + 36 * inPosition
  const spare = gradients + 36 * outPosition
  const lda = (<usize>inputs) << 2
  const ldc = (<usize>panels) << 5
  const matrix = <usize>inputs * ldc
  const sums = address(params, 2) + <usize>chunk * 36 * matrix
  for (let from = start; from < end; from += block) {
    const count = min(block, end - from)
    transformInputs(params, address(params, 0), from, count, scratch, inPosition, spare)
    transformOutputGradients(params, address(params, 1), from, count, gradients, outPosition, spare)
    for (let p: usize = 0; p < 36; p++) {
      const a = scratch + p * inPosition
      const b = gradients + p * outPosition
      multiplyTransposed(inputs, panels, count, a, lda, b, sums + p * matrix, ldc, from != start)
    }
  }
}
