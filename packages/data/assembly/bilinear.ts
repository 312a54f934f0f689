/** Bilinear reading between pixels, in and around a picture: twin of `augment/resample.ts`. */

const CONSTANT = 0
const EDGE = 1
const SYMMETRIC = 2
const MIRROR = 3
/** Positions this near a whole one are on it. */
const SNAP: f64 = 1e-9

/** Two positions, both surely inside, by a margin. */
@inline
export function readTwo(x: usize, o: usize, width: i32, channels: i32, atX: v128, atY: v128): void {
  const step = (<usize>channels) << 2
  let wholeX = f64x2.floor(atX)
  let wholeY = f64x2.floor(atY)
  let restX = f64x2.sub(atX, wholeX)
  let restY = f64x2.sub(atY, wholeY)
  let keepX = f64x2.sub(f64x2.splat(1), restX)
  let keepY = f64x2.sub(f64x2.splat(1), restY)
  const least = f64x2.pmin(f64x2.pmin(restX, keepX), f64x2.pmin(restY, keepY))
  if (v128.any_true(f64x2.lt(least, f64x2.splat(SNAP)))) {
    // On a row or column of pixels, but for rounding errors.
    const upX = f64x2.lt(keepX, f64x2.splat(SNAP))
    const upY = f64x2.lt(keepY, f64x2.splat(SNAP))
    wholeX = f64x2.add(wholeX, v128.and(upX, f64x2.splat(1)))
    wholeY = f64x2.add(wholeY, v128.and(upY, f64x2.splat(1)))
    restX = v128.andnot(restX, v128.or(upX, f64x2.lt(restX, f64x2.splat(SNAP))))
    restY = v128.andnot(restY, v128.or(upY, f64x2.lt(restY, f64x2.splat(SNAP))))
    keepX = f64x2.sub(f64x2.splat(1), restX)
    keepY = f64x2.sub(f64x2.splat(1), restY)
  }
  // Adding 2^52 leaves a whole number in the low bits.
  const pixel = f64x2.add(f64x2.mul(wholeY, f64x2.splat(<f64>width)), f64x2.add(wholeX, f64x2.splat(4503599627370496)))
  const one = x + <usize>(<u32>i32x4.extract_lane(pixel, 0)) * step
  const two = x + <usize>(<u32>i32x4.extract_lane(pixel, 2)) * step
  const row = <usize>width * step
  if (channels == 1) {
    const first = both(one, row, v128.shuffle<i64>(keepX, restX, 0, 2), v128.shuffle<i64>(keepY, restY, 0, 2))
    const second = both(two, row, v128.shuffle<i64>(keepX, restX, 1, 3), v128.shuffle<i64>(keepY, restY, 1, 3))
    const sums = f64x2.add(v128.shuffle<i64>(first, second, 0, 2), v128.shuffle<i64>(first, second, 1, 3))
    v128.store64_lane(o, f32x4.demote_f64x2_zero(sums), 0)
    return
  }
  const left = v128.shuffle<i64>(keepX, keepX, 0, 0)
  const right = v128.shuffle<i64>(restX, restX, 0, 0)
  const top = v128.shuffle<i64>(keepY, keepY, 0, 0)
  const bottom = v128.shuffle<i64>(restY, restY, 0, 0)
  const nextLeft = v128.shuffle<i64>(keepX, keepX, 1, 1)
  const nextRight = v128.shuffle<i64>(restX, restX, 1, 1)
  const nextTop = v128.shuffle<i64>(keepY, keepY, 1, 1)
  const nextBottom = v128.shuffle<i64>(restY, restY, 1, 1)
  if (channels == 3) {
    // Red and green of each, then both blues.
    const first = blend(pair(one), pair(one + 12), pair(one + row), pair(one + row + 12), left, right, top, bottom)
    const second = blend(
      pair(two),
      pair(two + 12),
      pair(two + row),
      pair(two + row + 12),
      nextLeft,
      nextRight,
      nextTop,
      nextBottom,
    )
    const blues = blend(
      blue(one, two),
      blue(one + 12, two + 12),
      blue(one + row, two + row),
      blue(one + row + 12, two + row + 12),
      keepX,
      restX,
      keepY,
      restY,
    )
    v128.store(o, v128.shuffle<i32>(v128.shuffle<i32>(first, blues, 0, 1, 4, 5), second, 0, 1, 2, 4))
    v128.store64_lane(o + 16, v128.shuffle<i32>(second, blues, 1, 5, 1, 5), 0)
    return
  }
  for (let k: usize = 0; k < step; k += 4) {
    store1(one + k, step, row, o + k, left, right, top, bottom)
    store1(two + k, step, row, o + step + k, nextLeft, nextRight, nextTop, nextBottom)
  }
}

@inline
function pair(from: usize): v128 {
  return v128.load64_zero(from)
}

@inline
function blue(one: usize, two: usize): v128 {
  return v128.load32_lane(two + 8, v128.load32_zero(one + 8), 1)
}

@inline
function store1(
  above: usize,
  step: usize,
  row: usize,
  o: usize,
  left: v128,
  right: v128,
  top: v128,
  bottom: v128,
): void {
  const a = v128.load32_zero(above)
  const b = v128.load32_zero(above + step)
  const c = v128.load32_zero(above + row)
  const d = v128.load32_zero(above + row + step)
  v128.store32_lane(o, blend(a, b, c, d, left, right, top, bottom), 0)
}

/** The rows above and below, each in between, weighted: to be added. */
@inline
function both(above: usize, row: usize, across: v128, down: v128): v128 {
  const upper = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(above)), across)
  const lower = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(above + row)), across)
  return f64x2.mul(f64x2.add(v128.shuffle<i64>(upper, lower, 0, 2), v128.shuffle<i64>(upper, lower, 1, 3)), down)
}

/** Two values at once. */
@inline
function blend(a: v128, b: v128, c: v128, d: v128, left: v128, right: v128, top: v128, bottom: v128): v128 {
  const upper = f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(a), left), f64x2.mul(f64x2.promote_low_f32x4(b), right))
  const lower = f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(c), left), f64x2.mul(f64x2.promote_low_f32x4(d), right))
  return f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(upper, top), f64x2.mul(lower, bottom)))
}

/** At the border, outside, or on a whole position. */
export function readBeside(
  x: usize,
  o: usize,
  height: i32,
  width: i32,
  channels: i32,
  atX: f64,
  atY: f64,
  fill: i32,
  fillValue: f64,
): void {
  const fromX = snap(atX)
  const fromY = snap(atY)
  const leftPlace = Math.floor(fromX)
  const topPlace = Math.floor(fromY)
  const right = fromX - leftPlace
  const bottom = fromY - topPlace
  const step = (<usize>channels) << 2
  const outsideByFar =
    leftPlace < -1 || topPlace < -1 || leftPlace >= <f64>width || topPlace >= <f64>height
  if (fill == CONSTANT && fillValue == 0 && outsideByFar) return
  const left = <i32>leftPlace
  const top = <i32>topPlace
  if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
    let above = x + (<usize>(top * width + left)) * step
    let below = above + <usize>width * step
    for (let k = 0; k < channels; k++, o += 4, above += 4, below += 4) {
      const upper = <f64>load<f32>(above) * (1 - right) + <f64>load<f32>(above + step) * right
      const lower = <f64>load<f32>(below) * (1 - right) + <f64>load<f32>(below + step) * right
      store<f32>(o, <f32>(upper * (1 - bottom) + lower * bottom))
    }
    return
  }
  for (let corner = 0; corner < 4; corner++) {
    const row = top + (corner >> 1)
    const column = left + (corner & 1)
    const weight = (corner & 1 ? right : 1 - right) * (corner >> 1 ? bottom : 1 - bottom)
    if (weight == 0) continue
    const beside = row < 0 || row >= height || column < 0 || column >= width
    if (fill == CONSTANT && beside) {
      for (let k = 0; k < channels; k++)
        store<f32>(o + (k << 2), <f32>(<f64>load<f32>(o + (k << 2)) + weight * fillValue))
      continue
    }
    const from = x + (<usize>(inside(row, height, fill) * width + inside(column, width, fill))) * step
    for (let k = 0; k < channels; k++)
      store<f32>(o + (k << 2), <f32>(<f64>load<f32>(o + (k << 2)) + weight * <f64>load<f32>(from + (k << 2))))
  }
}

@inline
function snap(position: f64): f64 {
  const whole = Math.floor(position + 0.5)
  return Math.abs(position - whole) < SNAP ? whole : position
}

function inside(i: i32, n: i32, fill: i32): i32 {
  if (i >= 0 && i < n) return i
  if (fill == EDGE) return i < 0 ? 0 : n - 1
  if (fill == SYMMETRIC) {
    const k = modulo(i, 2 * n)
    return k < n ? k : 2 * n - 1 - k
  }
  if (fill == MIRROR) {
    if (n == 1) return 0
    const k = modulo(i, 2 * n - 2)
    return k < n ? k : 2 * n - 2 - k
  }
  return modulo(i, n)
}

@inline
function modulo(value: i32, m: i32): i32 {
  return ((value % m) + m) % m
}
