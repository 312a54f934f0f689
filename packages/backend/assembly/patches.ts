/** Patches: what one output pixel of a convolution sees, [kernelHeight][kernelWidth][in]. */
import {
  DILATION_HEIGHT,
  DILATION_WIDTH,
  HEIGHT,
  IN,
  KERNEL_HEIGHT,
  KERNEL_WIDTH,
  OUT_HEIGHT,
  OUT_WIDTH,
  PAD_LEFT,
  PAD_TOP,
  STRIDE_HEIGHT,
  STRIDE_WIDTH,
  WIDTH,
  field,
} from './params'

/**
 * The patches of output pixels from..from + count as a matrix: copied to `scratch`, or the picture itself where it is one.
 *
 * @param row bytes of a patch
 */
@inline
export function patchMatrix(params: usize, x: usize, from: i32, count: i32, row: usize, scratch: usize): usize {
  if (isPointwise(params)) return x + <usize>from * row
  patches(params, x, from, count, scratch, row, false)
  return scratch
}

/** Copies, or with `add` sums back, the patches of output pixels first..first + count. */
@inline
export function patches(
  params: usize,
  x: usize,
  first: i32,
  count: i32,
  patchesAt: usize,
  patchRow: usize,
  add: bool,
): void {
  const height = field(params, HEIGHT)
  const width = field(params, WIDTH)
  const pixel = (<usize>field(params, IN)) << 2
  const outHeight = field(params, OUT_HEIGHT)
  const outWidth = field(params, OUT_WIDTH)
  const kernelHeight = field(params, KERNEL_HEIGHT)
  const kernelWidth = field(params, KERNEL_WIDTH)
  const strideHeight = field(params, STRIDE_HEIGHT)
  const strideWidth = field(params, STRIDE_WIDTH)
  const dilationHeight = field(params, DILATION_HEIGHT)
  const dilationWidth = field(params, DILATION_WIDTH)
  const padTop = field(params, PAD_TOP)
  const padLeft = field(params, PAD_LEFT)
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
export function patchLength(params: usize): i32 {
  return field(params, KERNEL_HEIGHT) * field(params, KERNEL_WIDTH) * field(params, IN)
}

/** One pixel to one pixel: the picture itself is the matrix of patches. */
@inline
function isPointwise(params: usize): bool {
  return (
    field(params, KERNEL_HEIGHT) == 1 &&
    field(params, KERNEL_WIDTH) == 1 &&
    field(params, STRIDE_HEIGHT) == 1 &&
    field(params, STRIDE_WIDTH) == 1 &&
    field(params, PAD_TOP) == 0 &&
    field(params, PAD_LEFT) == 0 &&
    field(params, HEIGHT) == field(params, OUT_HEIGHT) &&
    field(params, WIDTH) == field(params, OUT_WIDTH)
  )
}
