/**
 * Convolutions of every size, stride, dilation and padding as matrix products over patches.
 *
 * A patch is what one output pixel sees, [kernelHeight][kernelWidth][in]; patches are copied in blocks that stay in the cache.
 *
 * Geometry, from byte 16 of the params on: height, width, in, outHeight, outWidth, out, kernelHeight, kernelWidth,
 * strideHeight, strideWidth, dilationHeight, dilationWidth, padTop, padLeft, output pixels in all, pixels a chunk, pixels a block
 */
import { multiply, multiplyTransposed, packPanels } from './gemm'
import { finish } from './winograd'

@inline
function field(params: usize, index: usize): i32 {
  return load<i32>(params + (index << 2))
}

/** Copies, or with `add` sums back, the patches of output pixels first..first + count. */
@inline
function patches(params: usize, x: usize, first: i32, count: i32, patchesAt: usize, patchRow: usize, add: bool): void {
  const height = field(params, 4)
  const width = field(params, 5)
  const pixel = (<usize>field(params, 6)) << 2
  const outHeight = field(params, 7)
  const outWidth = field(params, 8)
  const kernelHeight = field(params, 10)
  const kernelWidth = field(params, 11)
  const strideHeight = field(params, 12)
  const strideWidth = field(params, 13)
  const dilationHeight = field(params, 14)
  const dilationWidth = field(params, 15)
  const padTop = field(params, 16)
  const padLeft = field(params, 17)
  const segment = pixel * kernelWidth
  for (let i = 0; i < count; i++) {
    const output = first + i
    const line = output / outWidth
    const column = output - line * outWidth
    const n = line / outHeight
    const top = (line - n * outHeight) * strideHeight - padTop
    const left = column * strideWidth - padLeft
    const picture = x + <usize>n * <usize>(height * width) * pixel
    const whole = dilationWidth == 1 && left >= 0 && left + kernelWidth <= width
    let to = patchesAt
    for (let kh = 0; kh < kernelHeight; kh++) {
      const row = top + kh * dilationHeight
      if (row < 0 || row >= height) {
        if (!add) memory.fill(to, 0, segment)
        to += segment
        continue
      }
      const from = picture + <usize>(row * width) * pixel
      if (whole) {
        move(from + <usize>left * pixel, to, segment, add)
        to += segment
        continue
      }
      for (let kw = 0; kw < kernelWidth; kw++) {
        const here = left + kw * dilationWidth
        if (here >= 0 && here < width) move(from + <usize>here * pixel, to, pixel, add)
        else if (!add) memory.fill(to, 0, pixel)
        to += pixel
      }
    }
    patchesAt += patchRow
  }
}

@inline
function move(picture: usize, patch: usize, bytes: usize, add: bool): void {
  let i: usize = 0
  for (; i + 16 <= bytes; i += 16) {
    if (add) v128.store(picture + i, f32x4.add(v128.load(picture + i), v128.load(patch + i)))
    else v128.store(patch + i, v128.load(picture + i))
  }
  for (; i < bytes; i += 4) {
    if (add) store<f32>(picture + i, load<f32>(picture + i) + load<f32>(patch + i))
    else store<f32>(patch + i, load<f32>(picture + i))
  }
}

@inline
function patchLength(params: usize): i32 {
  return field(params, 10) * field(params, 11) * field(params, 6)
}

/** One pixel to one pixel: the picture itself is the matrix of patches. */
@inline
function isPointwise(params: usize): bool {
  return (
    field(params, 10) == 1 &&
    field(params, 11) == 1 &&
    field(params, 12) == 1 &&
    field(params, 13) == 1 &&
    field(params, 16) == 0 &&
    field(params, 17) == 0 &&
    field(params, 4) == field(params, 7) &&
    field(params, 5) == field(params, 8)
  )
}

/** Rows of products with padded channels -> output pixels, with bias and activation. */
function writeRows(
  products: usize,
  row: usize,
  y: usize,
  count: i32,
  channels: i32,
  bias: usize,
  activation: i32,
): void {
  const whole = (<usize>channels >> 2) << 4
  const bytes = (<usize>channels) << 2
  for (let i = 0; i < count; i++) {
    for (let c: usize = 0; c < whole; c += 16) {
      v128.store(y + c, finish(v128.load(products + c), bias != 0 ? bias + c : 0, activation))
    }
    for (let c = whole; c < bytes; c += 4) {
      let value = load<f32>(products + c)
      if (bias != 0) value += load<f32>(bias + c)
      if (activation != 0) value = max<f32>(value, 0)
      if (activation == 2) value = min<f32>(value, 6)
      store<f32>(y + c, value)
    }
    products += row
    y += bytes
  }
}

/** params: x, filter in panels, y, bias, geometry, activation. A chunk is a run of output pixels. */
export function convolve(params: usize, chunk: i32, scratch: usize): void {
  const x = <usize>load<u32>(params)
  const filter = <usize>load<u32>(params, 4)
  const y = <usize>load<u32>(params, 8)
  const bias = <usize>load<u32>(params, 12)
  const channels = field(params, 9)
  const perChunk = field(params, 19)
  const block = field(params, 20)
  const activation = field(params, 21)
  const length = patchLength(params)
  const lda = (<usize>length) << 2
  const panels = (channels + 7) >> 3
  const ldc = (<usize>panels) << 5
  const pointwise = isPointwise(params)
  const products = pointwise ? scratch : scratch + <usize>block * lda
  const start = chunk * perChunk
  const end = min(field(params, 18), start + perChunk)
  for (let from = start; from < end; from += block) {
    const count = min(block, end - from)
    let a = x + <usize>from * lda
    if (!pointwise) {
      patches(params, x, from, count, scratch, lda, false)
      a = scratch
    }
    multiply(count, panels, length, a, lda, filter, products, ldc)
    writeRows(products, ldc, y + ((<usize>from * channels) << 2), count, channels, bias, activation)
  }
}

/** params: x, dy, partial sums [chunks][patch][out / 8 * 8], -, geometry. A chunk sums over its run of output pixels. */
export function filterGradient(params: usize, chunk: i32, scratch: usize): void {
  const x = <usize>load<u32>(params)
  const dy = <usize>load<u32>(params, 4)
  const channels = field(params, 9)
  const perChunk = field(params, 19)
  const block = field(params, 20)
  const length = patchLength(params)
  const lda = (<usize>length) << 2
  const panels = (channels + 7) >> 3
  const ldc = (<usize>panels) << 5
  const sums = <usize>load<u32>(params, 8) + <usize>chunk * <usize>length * ldc
  const pointwise = isPointwise(params)
  const gradients = pointwise ? scratch : scratch + <usize>block * lda
  const start = chunk * perChunk
  const end = min(field(params, 18), start + perChunk)
  for (let from = start; from < end; from += block) {
    const count = min(block, end - from)
    let a = x + <usize>from * lda
    if (!pointwise) {
      patches(params, x, from, count, scratch, lda, false)
      a = scratch
    }
    packPanels(dy + ((<usize>from * channels) << 2), (<usize>channels) << 2, 4, count, channels, gradients)
    multiplyTransposed(length, panels, count, a, lda, gradients, sums, ldc, from != start)
  }
}

/**
 * Sums partial sums in their order and drops the padding of their rows. A chunk is 16 rows.
 *
 * params: partial sums, how many, target, rows, columns, bytes from row to row
 */
export function sumPartial(params: usize, chunk: i32, _scratch: usize): void {
  const partial = <usize>load<u32>(params)
  const count = load<i32>(params, 4)
  const target = <usize>load<u32>(params, 8)
  const rows = load<i32>(params, 12)
  const columns = load<i32>(params, 16)
  const row = <usize>load<u32>(params, 20)
  const size = row * <usize>rows
  const end = min(rows, 16 * chunk + 16)
  for (let r = 16 * chunk; r < end; r++) {
    const here = partial + <usize>r * row
    const to = target + ((<usize>r * columns) << 2)
    for (let c: usize = 0; c < (<usize>columns) << 2; c += 4) {
      let sum = load<f32>(here + c)
      for (let i = 1; i < count; i++) sum += load<f32>(here + <usize>i * size + c)
      store<f32>(to + c, sum)
    }
  }
}

/**
 * The input's gradient where strides leave gaps: gradients of patches, summed back to where they came from.
 *
 * params: dx (zeroed here), filter in panels of its transpose, dy, -, geometry. A chunk is one picture.
 */
export function inputGradient(params: usize, chunk: i32, scratch: usize): void {
  const dx = <usize>load<u32>(params)
  const filter = <usize>load<u32>(params, 4)
  const dy = <usize>load<u32>(params, 8)
  const channels = field(params, 9)
  const block = field(params, 20)
  const length = patchLength(params)
  const panels = (length + 7) >> 3
  const ldc = (<usize>panels) << 5
  const perPicture = field(params, 7) * field(params, 8)
  const picture = ((<usize>field(params, 4) * field(params, 5)) * field(params, 6)) << 2
  memory.fill(dx + <usize>chunk * picture, 0, picture)
  const lda = (<usize>channels) << 2
  const end = (chunk + 1) * perPicture
  for (let from = chunk * perPicture; from < end; from += block) {
    const count = min(block, end - from)
    multiply(count, panels, channels, dy + <usize>from * lda, lda, filter, scratch, ldc)
    patches(params, dx, from, count, scratch, ldc, true)
  }
}

/**
 * A filter into panels.
 *
 * params: filter, target, k, n, bytes from k to k, bytes from n to n
 */
export function pack(params: usize, _chunk: i32, _scratch: usize): void {
  packPanels(
    <usize>load<u32>(params),
    <usize>load<u32>(params, 16),
    <usize>load<u32>(params, 20),
    load<i32>(params, 8),
    load<i32>(params, 12),
    <usize>load<u32>(params, 4),
  )
}

/**
 * The filter [kernel, in, out] turned by 180 degrees with channels exchanged, in panels over `in`: [in / 8][kernel][out][8].
 *
 * params: filter, target, kernel (height times width), in, out. A chunk is a panel.
 */
export function packTurned(params: usize, chunk: i32, _scratch: usize): void {
  const filter = <usize>load<u32>(params)
  const kernel = load<i32>(params, 8)
  const inputs = load<i32>(params, 12)
  const outputs = load<i32>(params, 16)
  const width = min(8, inputs - 8 * chunk)
  let to = <usize>load<u32>(params, 4) + ((<usize>chunk * kernel * outputs) << 5)
  for (let k = kernel - 1; k >= 0; k--) {
    const matrix = filter + (((<usize>k * inputs + 8 * chunk) * outputs) << 2)
    for (let o = 0; o < outputs; o++) {
      for (let j = 0; j < 8; j++) {
        store<f32>(to, j < width ? load<f32>(matrix + ((<usize>(j * outputs + o)) << 2)) : 0)
        to += 4
      }
    }
  }
}

/**
 * A matrix product. params: a, b in panels, c, m, n, k, transposed (a lies as [k][m]), rows a chunk, bias, activation.
 */
export function matMul(params: usize, chunk: i32, scratch: usize): void {
  const n = load<i32>(params, 16)
  const m = load<i32>(params, 12)
  const k = load<i32>(params, 20)
  const transposed = load<i32>(params, 24)
  const perChunk = load<i32>(params, 28)
  const panels = (n + 7) >> 3
  const ldc = (<usize>panels) << 5
  const start = chunk * perChunk
  const count = min(perChunk, m - start)
  const a = <usize>load<u32>(params)
  const b = <usize>load<u32>(params, 4)
  const c = <usize>load<u32>(params, 8) + ((<usize>start * n) << 2)
  if (transposed) {
    const lda = (<usize>m) << 2
    multiplyTransposed(count, panels, k, a + ((<usize>start) << 2), lda, b, scratch, ldc, false)
  } else {
    const lda = (<usize>k) << 2
    multiply(count, panels, k, a + <usize>start * lda, lda, b, scratch, ldc)
  }
  writeRows(scratch, ldc, c, count, n, <usize>load<u32>(params, 32), load<i32>(params, 36))
}
