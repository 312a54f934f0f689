// The gamma function and its tail: what chi-square and normal probabilities are made of.

const HALF_LOG_TWO_PI = 0.9189385332046728

/**
 * ln Gamma(z + 1) - (z + 1/2) ln z + z - ln sqrt(2 pi), for z > 0: what Stirling's formula leaves out. The series needs
 * z >= 15; below, it is walked down from there, which loses nothing: each step is small.
 */
export function stirlingError(z: number): number {
  let at = z
  let steps = 0
  while (at < 15) {
    steps += (at + 0.5) * Math.log1p(1 / at) - 1
    at += 1
  }
  const r = 1 / (at * at)
  return steps + (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / at
}

/**
 * The natural logarithm of the gamma function.
 *
 * @param z above 0; anything else gives NaN, and 0 gives Infinity
 */
export function logGamma(z: number): number {
  if (z === 0) return Infinity
  if (!(z > 0)) return Number.NaN
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + stirlingError(z)
}

/** x ln(x / m) + m - x without cancellation where x is near m (C. Loader, 2000: "Fast and accurate ... binomial"). */
export function deviance(x: number, m: number): number {
  const difference = x - m
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) - difference
  const v = difference / (x + m)
  let term = 2 * x * v
  let sum = difference * v
  for (let j = 3; ; j += 2) {
    term *= v * v
    const next = sum + term / j
    if (next === sum) return sum
    sum = next
  }
}

/**
 * Q(a, x): the probability that a gamma variable of shape `a` exceeds `x`, by the power series below a + 1 and the
 * continued fraction above (Abramowitz and Stegun 6.5.29 and 6.5.31), each with Loader's form of x^a e^-x / Gamma.
 */
export function gammaTail(a: number, x: number): number {
  if (Number.isNaN(x) || !(a > 0)) return Number.NaN
  if (x <= 0) return 1
  if (x === Infinity) return 0
  const power = Math.exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a)
  if (x < a + 1) {
    let [sum, term] = [1, 1]
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n)
      sum += term
    }
    return 1 - power * sum
  }
  // Lentz's method: b_0 + a_1 / (b_1 + a_2 / (b_2 + ...)).
  let b = x + 1 - a
  let c = Infinity
  let d = 1 / b
  let h = d
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return power * a * h
}

/** The probability that a chi-square variable with `degrees` of freedom is at least `x`. */
export function chiSquareTail(x: number, degrees: number): number {
  return gammaTail(degrees / 2, x / 2)
}

/**
 * P(Z <= z) for a standard normal Z, to about 1e-14 of itself also far out in the lower tail.
 *
 * @example
 * normalCdf(-1.959963984540054) // 0.025
 */
export function normalCdf(z: number): number {
  const tail = gammaTail(0.5, (z * z) / 2) / 2
  return z < 0 ? tail : 1 - tail
}
