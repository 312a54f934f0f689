// The beta distribution: what exact intervals of a proportion are made of.
import { deviance, stirlingError } from './gamma.ts'

/** x^a y^b / B(a, b) with y = 1 - x, in Loader's form: as exact for a million trials as for ten. */
function betaPower(x: number, y: number, a: number, b: number): number {
  const n = a + b
  const log = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y)
  return Math.exp(log) * Math.sqrt((a / n) * (b / (2 * Math.PI)))
}

/**
 * I_x(a, b) / (x^a y^b / B(a, b)) for x below the mean: the even part of the continued fraction DLMF 8.17.22, written with
 * `below` = a - (a + b) x so that nothing cancels for shapes far apart (BFRAC of DiDonato and Morris, TOMS 708, 1992).
 */
function betaFraction(x: number, y: number, a: number, b: number, below: number): number {
  const c = 1 + below
  const c0 = b / a
  const c1 = 1 + 1 / a
  let [p, s] = [1, a + 1]
  let [numerator, numeratorNext] = [0, 1]
  let [denominator, denominatorNext] = [1, c / c1]
  let ratio = c1 / c
  for (let n = 1; n < 100_000; n++) {
    const t = n / a
    const w = n * (b - n) * x
    const alpha = p * (p + c0) * (a / s) ** 2 * (w * x)
    const beta = n + w / s + ((1 + t) / (c1 + t + t)) * (c + n * (1 + y))
    p = 1 + t
    s += 2
    const above = alpha * numerator + beta * numeratorNext
    const under = alpha * denominator + beta * denominatorNext
    const before = ratio
    ratio = above / under
    if (Math.abs(ratio - before) <= 1e-16 * ratio) break
    // Kept near 1, as they would overflow.
    ;[numerator, numeratorNext] = [numeratorNext / under, ratio]
    ;[denominator, denominatorNext] = [denominatorNext / under, 1]
  }
  return ratio
}

/** Both tails at x: [P(X <= x), P(X > x)], the smaller one without cancellation; y = 1 - x. */
function betaTails(x: number, y: number, a: number, b: number): [lower: number, upper: number] {
  const power = betaPower(x, y, a, b)
  const below = a > b ? (a + b) * y - b : a - (a + b) * x
  if (below >= 0) {
    const lower = power * betaFraction(x, y, a, b, below)
    return [lower, 1 - lower]
  }
  const upper = power * betaFraction(y, x, b, a, -below)
  return [1 - upper, upper]
}

/**
 * The regularised incomplete beta function I_x(a, b): P(X <= x) for X of the beta distribution. NaN for shapes not above
 * 0.
 */
export function betaCdf(x: number, a: number, b: number): number {
  if (Number.isNaN(x) || !(a > 0 && b > 0)) return Number.NaN
  if (x <= 0) return 0
  if (x >= 1) return 1
  return betaTails(x, 1 - x, a, b)[0]
}

/** The x with P(X <= x) = p: Newton's steps from the mean, halving where one would leave the bracket. */
function solveQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1]
  let x = a / (a + b)
  for (let i = 0; i < 200; i++) {
    const y = 1 - x
    const [lower, upper] = betaTails(x, y, a, b)
    const error = p <= 0.5 ? lower - p : 1 - p - upper
    if (error > 0) high = x
    else low = x
    let next = x - (error * x * y) / betaPower(x, y, a, b)
    if (!(next > low && next < high)) next = (low + high) / 2
    if (Math.abs(next - x) <= 1e-15 * x) return next
    x = next
  }
  return x
}

/**
 * The quantile of the beta distribution: x with P(X <= x) = `p`, to about 1e-14. NaN for a `p` outside 0..1 or shapes not
 * above 0.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1 && a > 0 && b > 0)) return Number.NaN
  if (p === 0 || p === 1) return p
  // Of x and 1 - x the smaller is sought, to know it to all its digits.
  return a < b || p <= betaCdf(a / (a + b), a, b) ? solveQuantile(p, a, b) : 1 - solveQuantile(1 - p, b, a)
}

/** P(at most k of n successes), each with probability p. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n || p <= 0) return 1
  return p >= 1 ? 0 : betaTails(p, 1 - p, k + 1, n - k)[1]
}
