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

const ROOT: f32 = 1.4142135623730951

/** One-dimensional B' d over six vectors that lie `from` bytes apart, written `to` bytes apart. */
@inline
function transformInput6(source: usize, from: usize, target: usize, to: usize): void {
  const d0 = v128.load(source)
  const d1 = v128.load(source + from)
  const d2 = v128.load(source + 2 * from)
  const d3 = v128.load(source + 3 * from)
  const d4 = v128.load(source + 4 * from)
  const d5 = v128.load(source + 5 * from)
  const half = f32x4.splat(0.5)
  const two = f32x4.splat(2)
  const root = f32x4.splat(ROOT)
  const more = f32x4.splat(2.5)
  v128.store(target, f32x4.add(f32x4.sub(d0, f32x4.mul(more, d2)), d4))
  const even1 = f32x4.sub(d4, f32x4.mul(two, d2))
  const odd1 = f32x4.mul(root, f32x4.sub(d1, f32x4.mul(half, d3)))
  v128.store(target + to, f32x4.sub(even1, odd1))
  v128.store(target + 2 * to, f32x4.add(even1, odd1))
  const even2 = f32x4.sub(d4, f32x4.mul(half, d2))
  const odd2 = f32x4.mul(root, f32x4.sub(f32x4.mul(half, d1), d3))
  v128.store(target + 3 * to, f32x4.sub(even2, odd2))
  v128.store(target + 4 * to, f32x4.add(even2, odd2))
  v128.store(target + 5 * to, f32x4.add(f32x4.sub(d1, f32x4.mul(more, d3)), d5))
}

/** One-dimensional A' m, six vectors to four. */
@inline
function transformOutput6(source: usize, from: usize, target: usize, to: usize): void {
  const m1 = v128.load(source + from)
  const m2 = v128.load(source + 2 * from)
  const m3 = v128.load(source + 3 * from)
  const m4 = v128.load(source + 4 * from)
  const sum1 = f32x4.add(m1, m2)
  const sum2 = f32x4.add(m3, m4)
  v128.store(target, f32x4.add(f32x4.add(v128.load(source), sum1), sum2))
  v128.store(target + 2 * to, f32x4.add(f32x4.mul(f32x4.splat(0.5), sum1), f32x4.mul(f32x4.splat(2), sum2)))
  const difference1 = f32x4.mul(f32x4.splat(ROOT / 4), f32x4.sub(m1, m2))
  const difference2 = f32x4.mul(f32x4.splat(ROOT), f32x4.sub(m3, m4))
  v128.store(target + to, f32x4.add(f32x4.add(difference1, difference1), difference2))
  const last = f32x4.add(difference1, f32x4.add(difference2, difference2))
  v128.store(target + 3 * to, f32x4.add(last, v128.load(source + 5 * from)))
}

/** One-dimensional A y, four vectors to six: the adjoint of `transformOutput6`. */
@inline
function transformOutputGradient4(source: usize, from: usize, target: usize, to: usize): void {
  const y0 = v128.load(source)
  const y1 = v128.load(source + from)
  const y2 = v128.load(source + 2 * from)
  const y3 = v128.load(source + 3 * from)
  const half = f32x4.splat(0.5)
  const two = f32x4.splat(2)
  const root = f32x4.splat(ROOT)
  v128.store(target, y0)
  const even1 = f32x4.add(y0, f32x4.mul(half, y2))
  const odd1 = f32x4.mul(f32x4.splat(ROOT / 2), f32x4.add(y1, f32x4.mul(half, y3)))
  v128.store(target + to, f32x4.add(even1, odd1))
  v128.store(target + 2 * to, f32x4.sub(even1, odd1))
  const even2 = f32x4.add(y0, f32x4.mul(two, y2))
  const odd2 = f32x4.mul(root, f32x4.add(y1, f32x4.mul(two, y3)))
  v128.store(target + 3 * to, f32x4.add(even2, odd2))
  v128.store(target + 4 * to, f32x4.sub(even2, odd2))
  v128.store(target + 5 * to, y3)
}

/**
 * A window of `size` rows and columns around (top, left), with zeros outside: the picture itself where it holds all of it,
 * otherwise a copy at `spare`.
 *
 * @returns the address of the window's first value; its rows lie `windowRow` bytes apart
 */
@inline
function isInside(top: i32, left: i32, size: i32, height: i32, width: i32): bool {
  return top >= 0 && left >= 0 && top + size <= height && left + size <= width
}

function copyWindow(
  picture: usize,
  top: i32,
  left: i32,
  size: i32,
  height: i32,
  width: i32,
  pixel: usize,
  spare: usize,
): void {
  for (let i = 0; i < size; i++) {
    const y = top + i
    for (let j = 0; j < size; j++) {
      const x = left + j
      if (y >= 0 && y < height && x >= 0 && x < width) {
        memory.copy(spare, picture + <usize>(y * width + x) * pixel, pixel)
      } else {
        memory.fill(spare, 0, pixel)
      }
      spare += pixel
    }
  }
}

/** Tiles first..last of a picture series -> B' d B, as [36][tile][channels], positions `position` bytes apart. */
function transformInputs(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  padTop: i32,
  padLeft: i32,
  tilesHigh: i32,
  tilesWide: i32,
  from: i32,
  count: i32,
  target: usize,
  position: usize,
  spare: usize,
): void {
  const pixel = (<usize>channels) << 2
  const half = spare + 36 * pixel
  const tiles = tilesHigh * tilesWide
  for (let t = 0; t < count; t++) {
    const tile = from + t
    const n = tile / tiles
    const inPicture = tile - n * tiles
    const row = inPicture / tilesWide
    const top = 4 * row - padTop
    const left = 4 * (inPicture - row * tilesWide) - padLeft
    const picture = x + (<usize>n * <usize>(height * width)) * pixel
    let window = spare
    let windowRow: usize = pixel * 6
    if (isInside(top, left, 6, height, width)) {
      window = picture + <usize>(top * width + left) * pixel
      windowRow = <usize>width * pixel
    } else {
      copyWindow(picture, top, left, 6, height, width, pixel, spare)
    }
    for (let c: usize = 0; c < pixel; c += 16) {
      const here = window + c
      for (let j: usize = 0; j < 6; j++) transformInput6(here + j * pixel, windowRow, half + (j << 4), 96)
      let out = target + c
      for (let i: usize = 0; i < 6; i++) {
        transformInput6(half + i * 96, 16, out, position)
        out += 6 * position
      }
    }
    target += pixel
  }
}

/** Tiles of dy -> A dY A', in panels of eight channels: [36][channels / 8][tile][8]. */
function transformOutputGradients(
  dy: usize,
  height: i32,
  width: i32,
  channels: i32,
  tilesHigh: i32,
  tilesWide: i32,
  from: i32,
  count: i32,
  target: usize,
  position: usize,
  spare: usize,
): void {
  const pixel = (<usize>channels) << 2
  const half = spare + 36 * pixel
  const tiles = tilesHigh * tilesWide
  const panel = (<usize>count) << 5
  // the second half of the last panel, where the channels do not fill it
  if (channels & 4) {
    for (let p: usize = 0; p < 36; p++) {
      const last = target + p * position + <usize>(channels >> 3) * panel
      for (let t = 0; t < count; t++) v128.store(last + ((<usize>t) << 5), f32x4.splat(0), 16)
    }
  }
  for (let t = 0; t < count; t++) {
    const tile = from + t
    const n = tile / tiles
    const inPicture = tile - n * tiles
    const row = inPicture / tilesWide
    const top = 4 * row
    const left = 4 * (inPicture - row * tilesWide)
    const picture = dy + (<usize>n * <usize>(height * width)) * pixel
    let window = spare
    let windowRow: usize = pixel * 4
    if (isInside(top, left, 4, height, width)) {
      window = picture + <usize>(top * width + left) * pixel
      windowRow = <usize>width * pixel
    } else {
      copyWindow(picture, top, left, 4, height, width, pixel, spare)
    }
    for (let c: usize = 0; c < pixel; c += 16) {
      const here = window + c
      for (let j: usize = 0; j < 4; j++) transformOutputGradient4(here + j * pixel, windowRow, half + (j << 4), 64)
      let out = target + (c >> 5) * panel + (c & 16)
      for (let i: usize = 0; i < 6; i++) {
        transformOutputGradient4(half + i * 64, 16, out, position)
        out += 6 * position
      }
    }
    target += 32
  }
}

/** bias: 0 for none. activation: 0 none, 1 ReLU, 2 ReLU6. */
@inline
export function finish(value: v128, bias: usize, activation: i32): v128 {
  if (bias != 0) value = f32x4.add(value, v128.load(bias))
  if (activation != 0) value = f32x4.max(value, f32x4.splat(0))
  if (activation == 2) value = f32x4.min(value, f32x4.splat(6))
  return value
}

/** Products of tiles -> A' M A, added to nothing: writes outputs where they lie inside the picture. */
function transformOutputs(
  products: usize,
  position: usize,
  row: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  tilesHigh: i32,
  tilesWide: i32,
  from: i32,
  count: i32,
  bias: usize,
  activation: i32,
  spare: usize,
): void {
  const pixel = (<usize>channels) << 2
  const half = spare
  const whole = spare + 384
  const tiles = tilesHigh * tilesWide
  for (let t = 0; t < count; t++) {
    const tile = from + t
    const n = tile / tiles
    const inPicture = tile - n * tiles
    const tileRow = inPicture / tilesWide
    const top = 4 * tileRow
    const left = 4 * (inPicture - tileRow * tilesWide)
    const rows = min(4, height - top)
    const columns = min(4, width - left)
    const out = y + (<usize>n * <usize>(height * width) + <usize>(top * width + left)) * pixel
    for (let c: usize = 0; c < pixel; c += 16) {
      const here = products + c
      for (let j: usize = 0; j < 6; j++) transformOutput6(here + j * position, 6 * position, half + (j << 4), 96)
      for (let i: usize = 0; i < 4; i++) transformOutput6(half + i * 96, 16, whole + (i << 6), 16)
      const b = bias != 0 ? bias + c : 0
      for (let i = 0; i < rows; i++) {
        let to = out + <usize>(i * width) * pixel + c
        for (let j = 0; j < columns; j++) {
          v128.store(to, finish(v128.load(whole + ((<usize>(4 * i + j)) << 4)), b, activation))
          to += pixel
        }
      }
    }
    products += row
  }
}

/**
 * G g G' of a filter [3, 3, in, out], as [36][out / 8][in][8]; one chunk transforms eight output channels.
 * With `flip`, the filter of the input's gradient: turned by 180 degrees, its channels exchanged.
 *
 * params: filter, target, in, out (of the transform's result), flip
 */
export function winogradFilter(params: usize, chunk: i32, _scratch: usize): void {
  const filter = <usize>load<u32>(params)
  const target = <usize>load<u32>(params, 4)
  const inputs = load<i32>(params, 8)
  const outputs = load<i32>(params, 12)
  const flip = load<i32>(params, 16)
  const panels = (outputs + 7) >> 3
  const position = (<usize>panels * inputs) << 5
  const start = chunk << 3
  const width = min(8, outputs - start)
  let out = target + <usize>chunk * (<usize>inputs << 5)
  // where element (input, output) lies within one of the nine matrices, in bytes
  const inputStep: usize = flip ? 4 : <usize>outputs << 2
  const outputStep: usize = flip ? <usize>inputs << 2 : 4
  const matrix = (<usize>inputs * outputs) << 2
  for (let input = 0; input < inputs; input++) {
    for (let j = 0; j < 8; j++) {
      const to = out + ((<usize>j) << 2)
      if (j >= width) {
        for (let p: usize = 0; p < 36; p++) store<f32>(to + p * position, 0)
        continue
      }
      const here = filter + <usize>input * inputStep + <usize>(start + j) * outputStep
      for (let row: usize = 0; row < 6; row++) {
        const g0 = rowOfFilter(here, matrix, flip, 0, row)
        const g1 = rowOfFilter(here, matrix, flip, 1, row)
        const g2 = rowOfFilter(here, matrix, flip, 2, row)
        for (let column: usize = 0; column < 6; column++) {
          store<f32>(to + (row * 6 + column) * position, <f32>transformFilter(g0, g1, g2, column))
        }
      }
    }
    out += 32
  }
}

/** Element `i` of G g in double precision; it is computed once a step and sets the floor of the error. */
function transformFilter(g0: f64, g1: f64, g2: f64, i: usize): f64 {
  const root: f64 = 1.4142135623730951
  if (i == 0) return g0
  if (i == 1) return (-2 * g0 - root * g1 - g2) / 3
  if (i == 2) return (-2 * g0 + root * g1 - g2) / 3
  if (i == 3) return (g0 + root * g1 + 2 * g2) / 6
  if (i == 4) return (g0 - root * g1 + 2 * g2) / 6
  return g2
}

function rowOfFilter(here: usize, matrix: usize, flip: i32, column: usize, row: usize): f64 {
  const c: usize = flip ? 2 - column : column
  const top: usize = flip ? c + 6 : c
  const bottom: usize = flip ? c : c + 6
  const g0 = <f64>load<f32>(here + top * matrix)
  const g1 = <f64>load<f32>(here + (c + 3) * matrix)
  const g2 = <f64>load<f32>(here + bottom * matrix)
  return transformFilter(g0, g1, g2, row)
}

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

/** One-dimensional G' u, six numbers to three. */
@inline
function transformFilterGradient(
  u0: v128,
  u1: v128,
  u2: v128,
  u3: v128,
  u4: v128,
  u5: v128,
  target: usize,
  to: usize,
): void {
  const sum1 = f32x4.add(u1, u2)
  const sum2 = f32x4.add(u3, u4)
  const third = f32x4.splat(<f32>(1.0 / 3.0))
  const sixth = f32x4.splat(<f32>(1.0 / 6.0))
  v128.store(target, f32x4.add(f32x4.sub(u0, f32x4.mul(f32x4.splat(<f32>(2.0 / 3.0)), sum1)), f32x4.mul(sixth, sum2)))
  const difference = f32x4.add(f32x4.mul(f32x4.splat(2), f32x4.sub(u2, u1)), f32x4.sub(u3, u4))
  v128.store(target + to, f32x4.mul(f32x4.splat(<f32>(1.4142135623730951 / 6.0)), difference))
  v128.store(target + 2 * to, f32x4.add(f32x4.mul(third, f32x4.sub(sum2, sum1)), u5))
}

/**
 * Sums the partial sums in their order and transforms them back to a gradient [3, 3, in, out]; a chunk is one input channel.
 *
 * params: partial sums, how many, dw, in, out
 */
export function winogradFilterGradientSum(params: usize, chunk: i32, scratch: usize): void {
  const partial = <usize>load<u32>(params)
  const count = load<i32>(params, 4)
  const inputs = load<i32>(params, 12)
  const outputs = load<i32>(params, 16)
  const row = <usize>((outputs + 7) >> 3) << 5
  const position = row * <usize>inputs
  const matrix = (<usize>inputs * outputs) << 2
  const here = partial + <usize>chunk * row
  const dw = <usize>load<u32>(params, 8) + <usize>chunk * ((<usize>outputs) << 2)
  const half = scratch + 576
  for (let c: usize = 0; c < (<usize>outputs) << 2; c += 16) {
    for (let p: usize = 0; p < 36; p++) {
      let sum = v128.load(here + p * position + c)
      for (let i = 1; i < count; i++) sum = f32x4.add(sum, v128.load(here + (<usize>i * 36 + p) * position + c))
      v128.store(scratch + (p << 4), sum)
    }
    for (let j: usize = 0; j < 6; j++) {
      const u = scratch + (j << 4)
      transformFilterGradient(
        v128.load(u),
        v128.load(u, 96),
        v128.load(u, 192),
        v128.load(u, 288),
        v128.load(u, 384),
        v128.load(u, 480),
        half + (j << 4),
        96,
      )
    }
    for (let i: usize = 0; i < 3; i++) {
      const u = half + i * 96
      transformFilterGradient(
        v128.load(u),
        v128.load(u, 16),
        v128.load(u, 32),
        v128.load(u, 48),
        v128.load(u, 64),
        v128.load(u, 80),
        dw + i * 3 * matrix + c,
        matrix,
      )
    }
  }
}
