/** B' d B: pictures into the space of products. */
import { HEIGHT, IN, PAD_LEFT, PAD_TOP, WIDTH, field } from './params'
import { leftOf, pictureOf, topOf, windowAt } from './window'

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

/** Tiles from..from + count of the pictures x -> B' d B, as [36][tile][channels], positions `position` bytes apart. */
export function transformInputs(
  params: usize,
  x: usize,
  from: i32,
  count: i32,
  target: usize,
  position: usize,
  spare: usize,
): void {
  const height = field(params, HEIGHT)
  const width = field(params, WIDTH)
  const pixel = (<usize>field(params, IN)) << 2
  const half = spare + 36 * pixel
  for (let tile = from; tile < from + count; tile++) {
    const top = topOf(params, tile) - field(params, PAD_TOP)
    const left = leftOf(params, tile) - field(params, PAD_LEFT)
    const picture = x + <usize>pictureOf(params, tile) * <usize>(height * width) * pixel
    const window = windowAt(picture, top, left, 6, height, width, pixel, spare)
    const row: usize = pixel * (window == spare ? 6 : width)
    for (let c: usize = 0; c < pixel; c += 16) {
      const here = window + c
      for (let j: usize = 0; j < 6; j++) transformInput6(here + j * pixel, row, half + (j << 4), 96)
      let out = target + c
      for (let i: usize = 0; i < 6; i++) {
        transformInput6(half + i * 96, 16, out, position)
        out += 6 * position
      }
    }
    target += pixel
  }
}
