/** Random numbers of the beta distribution, by which MixUp and CutMix choose their shares. */
import type { Random } from '../random.ts'

/** One number in 0..1 from Beta(alpha, alpha): two gamma numbers, one as a share of both. */
export function drawBeta(alpha: number, random: Random): number {
  const one = drawLogGamma(alpha, random)
  const two = drawLogGamma(alpha, random)
  return 1 / (1 + Math.exp(two - one))
}

/** Logarithm of a number from Gamma(shape, 1), so that tiny shapes do not end at zero (Marsaglia and Tsang 2000). */
function drawLogGamma(shape: number, random: Random): number {
  if (shape < 1) return drawLogGamma(shape + 1, random) + Math.log(1 - random.next()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v)
  }
}
