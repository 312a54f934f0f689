/** Gaussian blur in 32-bit floats, first downwards, then across: twin of `augment/steps/blur.ts`. */

/**
 * @param kernel the middle weight and `radius` weights to one side (f32)
 * @param rows for every row from `-radius` to `height - 1 + radius` the row that stands there (i32)
 * @param columns the same for columns
 * @param line room for `(width + 2 radius) channels` values
 */
export function blur(
  x: usize,
  out: usize,
  height: i32,
  width: i32,
  channels: i32,
  kernel: usize,
  radius: i32,
  rows: usize,
  columns: usize,
  line: usize,
): void {
  const step = (<usize>channels) << 2
  const bytes = <usize>width * step
  const start = line + <usize>radius * step
  const last = (<usize>radius) << 2
  for (let y = 0; y < height; y++) {
    const place = rows + ((<usize>(y + radius)) << 2)
    blurDown(x, bytes, place, kernel, last, start)
    for (let k = 1; k <= radius; k++) {
      const before = <usize>load<i32>(columns + ((<usize>(radius - k)) << 2)) * step
      const after = <usize>load<i32>(columns + ((<usize>(width - 1 + radius + k)) << 2)) * step
      copy(start - <usize>k * step, start + before, step)
      copy(start + bytes + <usize>(k - 1) * step, start + after, step)
    }
    blurAcross(start, bytes, step, kernel, last, out + <usize>y * bytes)
  }
}

@inline
function copy(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i))
}

@inline
function both(sum: v128, weight: v128, one: usize, two: usize, offset: usize): v128 {
  return f32x4.add(sum, f32x4.mul(weight, f32x4.add(v128.load(one + offset), v128.load(two + offset))))
}

@inline
function blurDown(x: usize, bytes: usize, place: usize, kernel: usize, last: usize, to: usize): void {
  const middle = x + <usize>load<i32>(place) * bytes
  const centre = v128.load32_splat(kernel)
  let i: usize = 0
  for (; i + 64 <= bytes; i += 64) {
    let a = f32x4.mul(centre, v128.load(middle + i))
    let b = f32x4.mul(centre, v128.load(middle + i, 16))
    let c = f32x4.mul(centre, v128.load(middle + i, 32))
    let d = f32x4.mul(centre, v128.load(middle + i, 48))
    for (let k: usize = 4; k <= last; k += 4) {
      const weight = v128.load32_splat(kernel + k)
      const above = x + <usize>load<i32>(place - k) * bytes + i
      const below = x + <usize>load<i32>(place + k) * bytes + i
      a = both(a, weight, above, below, 0)
      b = both(b, weight, above, below, 16)
      c = both(c, weight, above, below, 32)
      d = both(d, weight, above, below, 48)
    }
    v128.store(to + i, a)
    v128.store(to + i, b, 16)
    v128.store(to + i, c, 32)
    v128.store(to + i, d, 48)
  }
  for (; i < bytes; i += 4) {
    let sum = load<f32>(kernel) * load<f32>(middle + i)
    for (let k: usize = 4; k <= last; k += 4) {
      const above = x + <usize>load<i32>(place - k) * bytes + i
      const below = x + <usize>load<i32>(place + k) * bytes + i
      sum += load<f32>(kernel + k) * (load<f32>(above) + load<f32>(below))
    }
    store<f32>(to + i, sum)
  }
}

@inline
function blurAcross(from: usize, bytes: usize, step: usize, kernel: usize, last: usize, to: usize): void {
  const centre = v128.load32_splat(kernel)
  let i: usize = 0
  for (; i + 64 <= bytes; i += 64) {
    const middle = from + i
    let a = f32x4.mul(centre, v128.load(middle))
    let b = f32x4.mul(centre, v128.load(middle, 16))
    let c = f32x4.mul(centre, v128.load(middle, 32))
    let d = f32x4.mul(centre, v128.load(middle, 48))
    let left = middle - step
    let right = middle + step
    for (let k: usize = 4; k <= last; k += 4, left -= step, right += step) {
      const weight = v128.load32_splat(kernel + k)
      a = both(a, weight, left, right, 0)
      b = both(b, weight, left, right, 16)
      c = both(c, weight, left, right, 32)
      d = both(d, weight, left, right, 48)
    }
    v128.store(to + i, a)
    v128.store(to + i, b, 16)
    v128.store(to + i, c, 32)
    v128.store(to + i, d, 48)
  }
  for (; i < bytes; i += 4) {
    let sum = load<f32>(kernel) * load<f32>(from + i)
    let away = step
    for (let k: usize = 4; k <= last; k += 4, away += step)
      sum += load<f32>(kernel + k) * (load<f32>(from + i - away) + load<f32>(from + i + away))
    store<f32>(to + i, sum)
  }
}
