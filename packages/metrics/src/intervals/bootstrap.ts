// The bootstrap: how a number moves when the patients are drawn again.
import { checkConfidence, checkCount, checkLengths } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { randomIntegers } from '../shared/random.ts'

/** The patient of each picture. A picture without one (undefined) counts as a patient of its own. */
export type Groups = ArrayLike<string | number | undefined>

export interface ResamplingOptions {
  /** How often the patients are drawn again. */
  resamples?: number
  /** The same seed gives the same interval. A whole number from 0. */
  seed?: number
}

export interface BootstrapOptions extends ResamplingOptions {
  /** Number of pictures; needed when no groups are given. */
  n?: number
  groups?: Groups
  confidence?: number
}

export interface BootstrapEstimate extends Estimate {
  resamples: number
  /** Resamples in which the statistic was NaN (an AUC without positives, say); they are left out. */
  dropped: number
  /** How many units were drawn from: patients, or pictures without groups. */
  units: number
}

/** The pictures of each patient, in order of first appearance. */
export function picturesOfGroups(groups: Groups): number[][] {
  const known = new Map<string | number, number[]>()
  const units: number[][] = []
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]
    const pictures = group === undefined ? undefined : known.get(group)
    if (pictures) {
      pictures.push(i)
      continue
    }
    const unit = [i]
    units.push(unit)
    if (group !== undefined) known.set(group, unit)
  }
  return units
}

/** Draws as many units as there are, with replacement, `resamples` times; hands on how often each unit was drawn. */
export function resampleUnits(
  units: number,
  { resamples = 2000, seed = 1 }: ResamplingOptions,
  visit: (drawn: Int32Array, resample: number) => void,
): void {
  checkCount('resamples', resamples, 1)
  checkCount('seed', seed, 0)
  const random = randomIntegers(seed)
  const drawn = new Int32Array(units)
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0)
    for (let k = 0; k < units; k++) drawn[random(units)]! += 1
    visit(drawn, resample)
  }
}

/** The quantile `q` of ascending values, linear between them: NumPy's default. */
function quantile(ascending: Float64Array, q: number): number {
  const at = q * (ascending.length - 1)
  const [low, high] = [ascending[Math.floor(at)]!, ascending[Math.ceil(at)]!]
  return low + (high - low) * (at - Math.floor(at))
}

/** The percentile interval of what a statistic was in each resample; without any that is a number, [-inf, inf]. */
export function percentileInterval(
  values: Float64Array,
  confidence: number,
): { low: number; high: number; dropped: number } {
  const known = values.filter((value) => !Number.isNaN(value)).sort()
  const dropped = values.length - known.length
  if (known.length === 0) return { low: -Infinity, high: Infinity, dropped }
  return { low: quantile(known, (1 - confidence) / 2), high: quantile(known, (1 + confidence) / 2), dropped }
}

/**
 * The percentile bootstrap interval of any statistic of pictures (Efron, Annals of Statistics 7 (1979) 1-26). With
 * `groups` it draws patients, each with all its pictures: pictures of one patient resemble each other, and an interval
 * that counts them as independent is too narrow.
 *
 * Percentiles are taken as they are: for a biased statistic `value` may lie outside of them. The bootstrap knows only
 * the pictures there are: a statistic that is perfect in all of them gives an interval of width 0, and
 * with fewer than 30 patients it is too narrow. `evaluateBinary` says so and falls back; here that is up to you.
 *
 * @param statistic gets the positions of the drawn pictures (each as often as drawn), returns the number
 * @returns `value` is the statistic of all pictures, once each
 * @throws RangeError for `n` and `groups` that disagree or are both missing, and for bad counts
 * @example
 * const pick = (values: number[], at: Int32Array) => Array.from(at, (i) => values[i]!)
 * bootstrapInterval((at) => rocAuc(pick(yTrue, at), pick(yScore, at)), { groups: patients, seed: 7 })
 */
export function bootstrapInterval(
  statistic: (pictures: Int32Array) => number,
  { n, groups, confidence = 0.95, resamples = 2000, seed = 1 }: BootstrapOptions,
): BootstrapEstimate {
  checkConfidence(confidence)
  const size = n ?? groups?.length
  if (size === undefined) throw new RangeError('n: is missing, expected the number of pictures, or groups')
  checkCount('n', size, 1)
  checkCount('resamples', resamples, 1)
  if (groups) checkLengths({ n: { length: size }, groups })
  const units = groups ? picturesOfGroups(groups) : Array.from({ length: size }, (_, i) => [i])

  const values = new Float64Array(resamples)
  resampleUnits(units.length, { resamples, seed }, (drawn, resample) => {
    const pictures = units.flatMap((unit, k) => Array.from({ length: drawn[k]! }, () => unit).flat())
    values[resample] = statistic(Int32Array.from(pictures))
  })
  return {
    value: statistic(Int32Array.from({ length: size }, (_, i) => i)),
    ...percentileInterval(values, confidence),
    resamples,
    units: units.length,
  }
}
