/** Changes of single values: twins of those in `augment/steps`. */

/** out = x factor + offset within low and high, in 64-bit floats; `out` may be `x`. */
export function scaleAndOffset(
  x: usize,
  out: usize,
  count: i32,
  factor: f64,
  offset: f64,
  low: f64,
  high: f64,
): void {
  const bytes = (<usize>count) << 2
  const whole = bytes & ~15
  const factors = f64x2.splat(factor)
  const offsets = f64x2.splat(offset)
  const lows = f64x2.splat(low)
  const highs = f64x2.splat(high)
  let i: usize = 0
  for (; i < whole; i += 16) {
    const four = v128.load(x + i)
    const one = f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(four), factors), offsets)
    const two = f64x2.add(
      f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3)), factors),
      offsets,
    )
    const first = f32x4.demote_f64x2_zero(f64x2.pmin(highs, f64x2.pmax(lows, one)))
    const second = f32x4.demote_f64x2_zero(f64x2.pmin(highs, f64x2.pmax(lows, two)))
    v128.store(out + i, v128.shuffle<i32>(first, second, 0, 1, 4, 5))
  }
  for (; i < bytes; i += 4) {
    const v = <f64>load<f32>(x + i) * factor + offset
    store<f32>(out + i, <f32>(v > low ? (v < high ? v : high) : low))
  }
}

/** Four sums of every channel (of pixels 0, 4, 8 and so on; 1, 5, 9; ...): `4 * channels` 64-bit floats at `sums`, which are zeros. */
export function channelSums(x: usize, pixels: i32, channels: i32, sums: usize): void {
  // In the order of the values, a sum for each of `4 * channels` in turn.
  const turn = (<usize>channels) << 4
  const end = x + (((<usize>(pixels * channels)) << 2) / turn) * turn
  for (let part: usize = 0; part < turn; part += 16) {
    const to = sums + 2 * part
    let low = f64x2.splat(0)
    let high = f64x2.splat(0)
    for (let from = x + part; from < end; from += turn) {
      const four = v128.load(from)
      low = f64x2.add(low, f64x2.promote_low_f32x4(four))
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3)))
    }
    v128.store(to, low)
    v128.store(to, high, 16)
  }
  const last = x + ((<usize>(pixels * channels)) << 2)
  for (let from = end, to = sums; from < last; from += 4, to += 8) store<f64>(to, load<f64>(to) + <f64>load<f32>(from))
}

/** out = black + width ((x - black) / width) ^ exponent, in 32-bit floats: twin of `augment/steps/power.ts`. */
export function power(
  x: usize,
  out: usize,
  count: i32,
  black: f32,
  scale: f32,
  width: f32,
  exponent: f32,
): void {
  const bytes = (<usize>count) << 2
  const blacks = f32x4.splat(black)
  const scales = f32x4.splat(scale)
  const widths = f32x4.splat(width)
  const exponents = f32x4.splat(exponent)
  let i: usize = 0
  for (; i + 32 <= bytes; i += 32) {
    const one = power4(v128.load(x + i), blacks, scales, widths, exponents)
    const two = power4(v128.load(x + i, 16), blacks, scales, widths, exponents)
    v128.store(out + i, one)
    v128.store(out + i, two, 16)
  }
  for (; i < bytes; i += 4)
    v128.store32_lane(out + i, power4(v128.load32_zero(x + i), blacks, scales, widths, exponents), 0)
}

/**
 * The logarithm's series in s = (m - 1) / (m + 1), twice 1 / 7, 1 / 5 and 1 / 3; the polynomial of two to a power (Moshier's Cephes),
 * from the highest term; then other numbers.
 */
const C = memory.data<f32>([
  0.2857142857, 0.4, 0.6666666667, 2, 1.5353362e-4, 1.3398874e-3, 9.618437e-3, 5.5503324e-2, 2.402265e-1, 6.931472e-1, 1,
  1.1754944e-38, 1.44269504, -125, 12582912,
])

/** One of the numbers in all lanes: from memory, which is faster than as a constant. */
@inline
function number(index: usize): v128 {
  return v128.load32_splat(C + (index << 2))
}

@inline
function times(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c)
}

@inline
function power4(x: v128, black: v128, scale: v128, width: v128, exponent: v128): v128 {
  const v = f32x4.pmin(number(10), f32x4.mul(f32x4.sub(x, black), scale))
  const something = f32x4.ge(v, number(11))
  // v = m 2^e with m between the roots of 1/2 and 2.
  const e = i32x4.shr_s(i32x4.sub(v, i32x4.splat(0x3f3504f3)), 23)
  const m = i32x4.sub(v, i32x4.shl(e, 23))
  const s = f32x4.div(f32x4.sub(m, number(10)), f32x4.add(m, number(10)))
  const square = f32x4.mul(s, s)
  const series = times(times(times(number(0), square, number(1)), square, number(2)), square, number(3))
  const log = f32x4.mul(f32x4.mul(s, series), number(12))
  const t = f32x4.pmax(number(13), f32x4.mul(f32x4.add(log, f32x4.convert_i32x4_s(e)), exponent))
  // 2^t: adding 1.5 2^23 rounds to a whole number, which then stands in the low bits.
  const placed = f32x4.add(t, number(14))
  const r = f32x4.sub(t, f32x4.sub(placed, number(14)))
  let q = times(number(4), r, number(5))
  q = times(q, r, number(6))
  q = times(q, r, number(7))
  q = times(q, r, number(8))
  q = times(q, r, number(9))
  q = times(q, r, number(10))
  const result = i32x4.add(q, i32x4.shl(placed, 23))
  return times(v128.and(result, something), width, black)
}
