/** Powers in 32-bit floats, the same to the bit in every runtime, as `Math.pow` is not. */

const f = Math.fround
const float = new Float32Array(1)
const whole = new Int32Array(float.buffer)

/** The logarithm of m as a series in s = (m - 1) / (m + 1); two to a power by the polynomial of Moshier's Cephes; highest terms first. */
const LOGARITHM = [2 / 7, 2 / 5, 2 / 3, 2].map(f)
const POWER_OF_TWO = [1.5353362e-4, 1.3398874e-3, 9.618437e-3, 5.5503324e-2, 2.402265e-1, Math.LN2, 1].map(f)
const ONE_AND_A_HALF_TIMES_2_TO_23 = 12_582_912

/**
 * black + width ((x - black) scale) ^ exponent for every value, those above white counted as white. All numbers are 32-bit floats,
 * and so is every intermediate result.
 */
export function raise(
  x: Float32Array,
  into: Float32Array,
  black: number,
  scale: number,
  width: number,
  exponent: number,
): void {
  for (let i = 0; i < x.length; i++) {
    const v = Math.min(1, f(f(x[i]! - black) * scale))
    into[i] = f(f((v >= SMALLEST ? powerOf(v, exponent) : 0) * width) + black)
  }
}

const SMALLEST = f(1.1754944e-38)

function powerOf(v: number, exponent: number): number {
  // v = m 2^e with m between the roots of 1/2 and 2.
  float[0] = v
  const bits = whole[0]!
  const e = (bits - 0x3f3504f3) >> 23
  whole[0] = bits - (e << 23)
  const m = float[0]
  const s = f(f(m - 1) / f(m + 1))
  const log = f(f(s * polynomial(LOGARITHM, f(s * s))) * f(Math.LOG2E))
  const t = Math.max(-125, f(f(log + e) * exponent))
  // Adding 1.5 2^23 rounds to a whole number, which then stands in the low bits.
  const placed = f(t + ONE_AND_A_HALF_TIMES_2_TO_23)
  const rest = f(t - f(placed - ONE_AND_A_HALF_TIMES_2_TO_23))
  float[0] = placed
  const shift = whole[0]! << 23
  float[0] = polynomial(POWER_OF_TWO, rest)
  whole[0] = (whole[0]! + shift) | 0
  return float[0]
}

function polynomial(terms: readonly number[], at: number): number {
  let sum = terms[0]!
  for (let i = 1; i < terms.length; i++) sum = f(f(sum * at) + terms[i]!)
  return sum
}
