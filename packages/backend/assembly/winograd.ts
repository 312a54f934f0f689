/**
 * 3x3 convolutions of stride 1 by minimal filtering F(4x4, 3x3): 36 products for 16 outputs instead of 144.
 *
 * Lavin & Gray, Fast Algorithms for Convolutional Neural Networks, 2016: Y = A' [(G g G') . (B' d B)] A, a sum over input
 * channels of 36 small products. The interpolation points 0, +-1/sqrt(2), +-sqrt(2) and infinity keep the rounding error of
 * float32 at about a third of that of the usual 0, +-1, +-2. The gradient of the filter is the adjoint of the same formula:
 * dg = G' [(B' d B) . (A dY A')] G; the gradient of the input is a convolution again.
 *
 * Work goes in blocks of tiles that stay in the cache: transform, 36 matrix products, transform back. Channels of input and
 * output come in fours.
 */
import { multiply, multiplyTransposed } from './gemm'
import { transformInputs } from './winograd-input'
import { transformOutputGradients, transformOutputs } from './winograd-output'

/** A chunk's block of tiles: where each part of its scratch lies. Positions are spread over the sets of the cache. */
@inline
function positionBytes(tiles: i32, channels: i32): usize {
  return ((<usize>tiles * channels) << 2) + 64
}

/**
 * The convolution; a chunk is a block of tiles.
 *
 * params: x, filter (of `winogradFilter`), y, bias, height, width, in, outHeight, outWidth, out, padTop, padLeft,
 * tilesHigh, tilesWide, tiles in all, tiles a block, activation
 */
export function winogradForward(params: usize, chunk: i32, scratch: usize): void {
  const inputs = load<i32>(params, 24)
  const outHeight = load<i32>(params, 28)
  const outWidth = load<i32>(params, 32)
  const outputs = load<i32>(params, 36)
  const tilesHigh = load<i32>(params, 48)
  const tilesWide = load<i32>(params, 52)
  const all = load<i32>(params, 56)
  const block = load<i32>(params, 60)
  const from = chunk * block
  const count = min(block, all - from)
  const panels = (outputs + 7) >> 3
  const inPosition = positionBytes(block, inputs)
  const outPosition = positionBytes(block, panels << 3)
  const products = scratch + 36 * inPosition
  const spare = products + 36 * outPosition
  transformInputs(
    <usize>load<u32>(params),
    load<i32>(params, 16),
    load<i32>(params, 20),
    inputs,
    load<i32>(params, 40),
    load<i32>(params, 44),
    tilesHigh,
    tilesWide,
    from,
    count,
    scratch,
    inPosition,
    spare,
  )
  const filter = <usize>load<u32>(params, 4)
  const filterPosition = (<usize>panels * inputs) << 5
  const lda = (<usize>inputs) << 2
  const ldc = (<usize>panels) << 5
  for (let p: usize = 0; p < 36; p++) {
    multiply(
      count,
      panels,
      inputs,
      scratch + p * inPosition,
      lda,
      filter + p * filterPosition,
      products + p * outPosition,
      ldc,
    )
  }
  transformOutputs(
    products,
    outPosition,
    ldc,
    <usize>load<u32>(params, 8),
    outHeight,
    outWidth,
    outputs,
    tilesHigh,
    tilesWide,
    from,
    count,
    <usize>load<u32>(params, 12),
    load<i32>(params, 64),
    spare,
  )
}

/**
 * The filter's gradient, in the transformed space: a chunk sums over its share of the tiles.
 *
 * params: x, dy, partial sums [chunks][36][in][out / 8 * 8], -, height, width, in, outHeight, outWidth, out, padTop,
 * padLeft, tilesHigh, tilesWide, tiles in all, tiles a block, tiles a chunk
 */
export function winogradFilterGradient(params: usize, chunk: i32, scratch: usize): void {
  const inputs = load<i32>(params, 24)
  const outputs = load<i32>(params, 36)
  const tilesHigh = load<i32>(params, 48)
  const tilesWide = load<i32>(params, 52)
  const block = load<i32>(params, 60)
  const perChunk = load<i32>(params, 64)
  const start = chunk * perChunk
  const end = min(load<i32>(params, 56), start + perChunk)
  const panels = (outputs + 7) >> 3
  const inPosition = positionBytes(block, inputs)
  const outPosition = positionBytes(block, panels << 3)
  const gradients = scratch + 36 * inPosition
  const spare = gradients + 36 * outPosition
  const ldc = (<usize>panels) << 5
  const lda = (<usize>inputs) << 2
  const sums = <usize>load<u32>(params, 8) + <usize>chunk * 36 * <usize>inputs * ldc
  for (let from = start; from < end; from += block) {
    const count = min(block, end - from)
    transformInputs(
      <usize>load<u32>(params),
      load<i32>(params, 16),
      load<i32>(params, 20),
      inputs,
      load<i32>(params, 40),
      load<i32>(params, 44),
      tilesHigh,
      tilesWide,
      from,
      count,
      scratch,
      inPosition,
      spare,
    )
    transformOutputGradients(
      <usize>load<u32>(params, 4),
      load<i32>(params, 28),
      load<i32>(params, 32),
      outputs,
      tilesHigh,
      tilesWide,
      from,
      count,
      gradients,
      outPosition,
      spare,
    )
    for (let p: usize = 0; p < 36; p++) {
      multiplyTransposed(
        inputs,
        panels,
        count,
        scratch + p * inPosition,
        lda,
        gradients + p * outPosition,
        sums + p * <usize>inputs * ldc,
        ldc,
        from != start,
      )
    }
  }
}
