/** A' m A: products into outputs; and its adjoint, A y A', for their gradients. */
import { finish } from './epilogue'
import { OUT, OUT_HEIGHT, OUT_WIDTH, field } from './params'
import { leftOf, pictureOf, topOf, windowAt } from './window'

const ROOT: f32 = 1.4142135623730951

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

/** Products of tiles -> A' M A, with bias and activation: writes the outputs that lie inside the pictures y. */
export function transformOutputs(
  params: usize,
  products: usize,
  position: usize,
  row: usize,
  y: usize,
  from: i32,
  count: i32,
  bias: usize,
  activation: i32,
  spare: usize,
): void {
  const height = field(params, OUT_HEIGHT)
  const width = field(params, OUT_WIDTH)
  const pixel = (<usize>field(params, OUT)) << 2
  const half = spare
  const whole = spare + 384
  for (let tile = from; tile < from + count; tile++) {
    const top = topOf(params, tile)
    const left = leftOf(params, tile)
    const rows = min(4, height - top)
    const columns = min(4, width - left)
    const picture = y + <usize>pictureOf(params, tile) * <usize>(height * width) * pixel
    const out = picture + <usize>(top * width + left) * pixel
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

/** Tiles of dy -> A dY A', in panels of eight channels: [36][channels / 8][tile][8]. */
export function transformOutputGradients(
  params: usize,
  dy: usize,
  from: i32,
  count: i32,
  target: usize,
  position: usize,
  spare: usize,
): void {
  const height = field(params, OUT_HEIGHT)
  const width = field(params, OUT_WIDTH)
  const channels = field(params, OUT)
  const pixel = (<usize>channels) << 2
  const half = spare + 36 * pixel
  const panel = (<usize>count) << 5
  // the second half of the last panel, where the channels do not fill it
  if (channels & 4) {
    for (let p: usize = 0; p < 36; p++) {
      const last = target + p * position + <usize>(channels >> 3) * panel
      for (let t = 0; t < count; t++) v128.store(last + ((<usize>t) << 5), f32x4.splat(0), 16)
    }
  }
  for (let tile = from; tile < from + count; tile++) {
    const picture = dy + <usize>pictureOf(params, tile) * <usize>(height * width) * pixel
    const window = windowAt(picture, topOf(params, tile), leftOf(params, tile), 4, height, width, pixel, spare)
    const row: usize = pixel * (window == spare ? 4 : width)
    for (let c: usize = 0; c < pixel; c += 16) {
      const here = window + c
      for (let j: usize = 0; j < 4; j++) transformOutputGradient4(here + j * pixel, row, half + (j << 4), 64)
      let out = target + (c >> 5) * panel + (c & 16)
      for (let i: usize = 0; i < 6; i++) {
        transformOutputGradient4(half + i * 64, 16, out, position)
        out += 6 * position
      }
    }
    target += 32
  }
}
