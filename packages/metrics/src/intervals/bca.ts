// Which quantiles of the resamples a BCa interval takes: moved by bias and acceleration.
import { normalCdf } from '../shared/gamma.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'

/** The share of `values` below `at`, those equal to it but for rounding (the pictures in another order) counting half. */
function shareBelow(values: Float64Array, at: number): number {
  const slack = 1e-12 * Math.abs(at)
  let twice = 0
  for (const value of values) twice += Number(value < at - slack) + Number(value <= at + slack)
  return twice / (2 * values.length)
}

/**
 * The acceleration: one sixth of the skewness of the jackknife's influence values. Units without which the statistic is
 * NaN (the only one with positives) say nothing and are left out. 0 where the values do not differ.
 */
function acceleration(strata: readonly (readonly number[])[], without: (unit: number) => number): number {
  let [cubes, squares] = [0, 0]
  for (const stratum of strata) {
    // The only unit of a stratum cannot be left out, and (n - 1) would give it no weight.
    if (stratum.length < 2) continue
    const left = stratum.map(without).filter((value) => !Number.isNaN(value))
    const mean = left.reduce((sum, value) => sum + value, 0) / left.length
    const weight = (left.length - 1) / left.length
    for (const value of left) {
      const influence = weight * (mean - value)
      cubes += influence ** 3
      squares += influence ** 2
    }
  }
  // Squares of rounding errors are none.
  return squares > 1e-30 ? cubes / (6 * squares ** 1.5) : 0
}

/**
 * Phi(z0 + (z0 + z) / (1 - a (z0 + z))) for both ends (Efron, JASA 82 (1987) 171-185, equation 2.3), z0 from the share of
 * resamples below the value. Undefined where all resamples lie on one side, or the acceleration turns the ends around.
 */
export function biasCorrectedLevels(
  values: Float64Array,
  value: number,
  strata: readonly (readonly number[])[],
  without: (unit: number) => number,
  confidence: number,
): [low: number, high: number] | undefined {
  const bias = normalQuantile(shareBelow(values, value))
  if (!Number.isFinite(bias)) return undefined
  const a = acceleration(strata, without)
  const levels: number[] = []
  for (const level of [(1 - confidence) / 2, (1 + confidence) / 2]) {
    const moved = bias + normalQuantile(level)
    if (!(1 - a * moved > 0)) return undefined
    levels.push(normalCdf(bias + moved / (1 - a * moved)))
  }
  return [levels[0]!, levels[1]!]
}
