/** Pictures read along their rows and columns: twin of `augment/resample-straight.ts`. All in 32-bit floats. */

/**
 * The tables of an axis hold five numbers for every position, each kind after the other: where its first and its second input begins
 * (bytes, i32), their weights, and what the outside adds (f32).
 *
 * @param lines room for two rows (f32)
 */
export function resampleStraight(
  x: usize,
  out: usize,
  height: i32,
  width: i32,
  channels: i32,
  across: usize,
  down: usize,
  lines: usize,
): void {
  const bytes = (<usize>(width * channels)) << 2
  const tall = (<usize>height) << 2
  // The rows of the input that stand in the two lines.
  let inFirst = -1
  let inSecond = -1
  const second = lines + bytes
  const end = down + tall
  for (let place = down; place < end; place += 4, out += bytes) {
    const above = load<i32>(place)
    const below = load<i32>(place + tall)
    let upper = lines
    if (above == inSecond) upper = second
    else if (above != inFirst) {
      // The line of the row below is kept.
      if (below == inFirst) {
        upper = second
        inSecond = above
      } else inFirst = above
      readRow(x + <usize>above, upper, width, channels, across)
    }
    let lower = upper
    if (below != above) {
      lower = upper == lines ? second : lines
      if (below != (upper == lines ? inSecond : inFirst)) {
        if (upper == lines) inSecond = below
        else inFirst = below
        readRow(x + <usize>below, lower, width, channels, across)
      }
    }
    const weights = place + 2 * tall
    blend(upper, lower, out, bytes, load<f32>(weights), load<f32>(weights + tall), load<f32>(weights + 2 * tall))
  }
}

@inline
function readRow(row: usize, to: usize, width: i32, channels: i32, across: usize): void {
  const wide = (<usize>width) << 2
  const end = across + wide
  let place = across
  if (channels == 1)
    for (; place + 16 <= end; place += 16, to += 16) {
      let one = v128.load32_zero(row + <usize>load<i32>(place))
      one = v128.load32_lane(row + <usize>load<i32>(place, 4), one, 1)
      one = v128.load32_lane(row + <usize>load<i32>(place, 8), one, 2)
      one = v128.load32_lane(row + <usize>load<i32>(place, 12), one, 3)
      const next = place + wide
      let two = v128.load32_zero(row + <usize>load<i32>(next))
      two = v128.load32_lane(row + <usize>load<i32>(next, 4), two, 1)
      two = v128.load32_lane(row + <usize>load<i32>(next, 8), two, 2)
      two = v128.load32_lane(row + <usize>load<i32>(next, 12), two, 3)
      const weights = next + wide
      const left = f32x4.mul(one, v128.load(weights))
      const right = f32x4.mul(two, v128.load(weights + wide))
      v128.store(to, f32x4.add(f32x4.add(left, right), v128.load(weights + 2 * wide)))
    }
  for (; place < end; place += 4) {
    let one = row + <usize>load<i32>(place)
    let two = row + <usize>load<i32>(place + wide)
    const weights = place + 2 * wide
    const left = load<f32>(weights)
    const right = load<f32>(weights + wide)
    const beside = load<f32>(weights + 2 * wide)
    for (let c = 0; c < channels; c++, one += 4, two += 4, to += 4)
      store<f32>(to, load<f32>(one) * left + load<f32>(two) * right + beside)
  }
}

@inline
function blend(upper: usize, lower: usize, to: usize, bytes: usize, top: f32, bottom: f32, beside: f32): void {
  const tops = f32x4.splat(top)
  const bottoms = f32x4.splat(bottom)
  const besides = f32x4.splat(beside)
  let i: usize = 0
  for (; i + 16 <= bytes; i += 16) {
    const sum = f32x4.add(f32x4.mul(v128.load(upper + i), tops), f32x4.mul(v128.load(lower + i), bottoms))
    v128.store(to + i, f32x4.add(sum, besides))
  }
  for (; i < bytes; i += 4)
    store<f32>(to + i, load<f32>(upper + i) * top + load<f32>(lower + i) * bottom + beside)
}
