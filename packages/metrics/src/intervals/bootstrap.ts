// The bootstrap: how a number moves when the patients are drawn again.
import { biasCorrectedLevels } from './bca.ts'
import { checkConfidence, checkCount, checkLengths } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { randomIntegers } from '../shared/random.ts'
import { gatherUnits, type Groups } from '../shared/units.ts'

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
  /** Which interval is read off the resamples; see {@link bootstrapInterval}. */
  method?: 'percentile' | 'bca' | 'basic'
  /**
   * The stratum of each picture, usually its true class: every resample then has as many patients of each stratum as
   * there are. Patients with pictures of several strata are a stratum of their own.
   */
  strata?: ArrayLike<string | number>
}

export interface BootstrapEstimate extends Estimate {
  resamples: number
  /** Resamples in which the statistic was NaN (an AUC without positives, say); they are left out. */
  dropped: number
  /** How many units were drawn from: patients, or pictures without groups. */
  units: number
  /** The interval there is: 'percentile' also where 'bca' was asked for and could not be had. */
  method: 'percentile' | 'bca' | 'basic'
}

/**
 * Draws as many units as there are, with replacement, `resamples` times; hands on how often each unit was drawn.
 *
 * @param strata the units of each stratum, drawn one stratum after the other; by default all are one
 */
export function resampleUnits(
  units: number,
  { resamples = 2000, seed = 1 }: ResamplingOptions,
  visit: (drawn: Int32Array, resample: number) => void,
  strata?: readonly (readonly number[])[],
): void {
  checkCount('resamples', resamples, 1)
  checkCount('seed', seed, 0)
  const random = randomIntegers(seed)
  const drawn = new Int32Array(units)
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0)
    if (strata === undefined) for (let k = 0; k < units; k++) drawn[random(units)]! += 1
    else {
      for (const stratum of strata) {
        for (let k = 0; k < stratum.length; k++) drawn[stratum[random(stratum.length)]!]! += 1
      }
    }
    visit(drawn, resample)
  }
}

/** The units of each stratum, in order of first appearance. */
function unitsOfStrata(units: readonly (readonly number[])[], strata: ArrayLike<string | number>): number[][] {
  const known = new Map<string, number[]>()
  units.forEach((pictures, unit) => {
    const names = new Set(pictures.map((i) => `${typeof strata[i]} ${strata[i]}`))
    const key = JSON.stringify([...names].sort())
    const members = known.get(key)
    if (members) members.push(unit)
    else known.set(key, [unit])
  })
  return [...known.values()]
}

/** The quantile `q` of ascending values, linear between them: NumPy's default; infinite ones are no number apart. */
function quantile(ascending: Float64Array, q: number): number {
  const at = q * (ascending.length - 1)
  const [low, high] = [ascending[Math.floor(at)]!, ascending[Math.ceil(at)]!]
  return low === high ? low : low + (high - low) * (at - Math.floor(at))
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

/** The pictures of the units, each unit as often as it was drawn. */
function picturesDrawn(units: readonly (readonly number[])[], drawn: Int32Array): Int32Array {
  let length = 0
  for (let unit = 0; unit < units.length; unit++) length += drawn[unit]! * units[unit]!.length
  const pictures = new Int32Array(length)
  let at = 0
  for (let unit = 0; unit < units.length; unit++) {
    for (let times = drawn[unit]!; times > 0; times--) {
      for (const picture of units[unit]!) pictures[at++] = picture
    }
  }
  return pictures
}

/**
 * The bootstrap interval of any statistic of pictures (Efron, Annals of Statistics 7 (1979) 1-26). With `groups` it draws
 * patients, each with all its pictures: pictures of one patient resemble each other, and an interval that counts them as
 * independent is too narrow. `method`:
 *
 * - `'percentile'` (the default): quantiles of the resamples as they are; for a biased statistic `value` may lie outside.
 * - `'bca'`: quantiles moved by the median bias of the resamples and by the statistic's skewness, measured by leaving out
 *   one patient after the other (Efron, JASA 82 (1987) 171-185; as many calls of `statistic` more as there are patients).
 *   Where neither can be measured it is the percentile interval, and `method` of the result says so.
 * - `'basic'`: the percentiles mirrored at `value`; it may leave the statistic's range.
 *
 * All three equal `scipy.stats.bootstrap` on the same resamples; there BCa is the default and an unmeasurable one NaN.
 *
 * The bootstrap knows only the pictures there are: a statistic that is perfect in all of them gives an interval of width
 * 0, and with fewer than 30 patients it is too narrow. `evaluateBinary` says so and falls back; here that is up to you.
 *
 * @param statistic gets the positions of the drawn pictures (each as often as drawn), returns the number
 * @returns `value` is the statistic of all pictures, once each
 * @throws RangeError for `n`, `groups` and `strata` that disagree or are missing, for bad counts, for another method
 * @example
 * const pick = (values: number[], at: Int32Array) => Array.from(at, (i) => values[i]!)
 * bootstrapInterval((at) => rocAuc(pick(yTrue, at), pick(yScore, at)), { groups: patients, strata: yTrue, method: 'bca' })
 */
export function bootstrapInterval(
  statistic: (pictures: Int32Array) => number,
  { n, groups, confidence = 0.95, resamples = 2000, seed = 1, method = 'percentile', strata }: BootstrapOptions,
): BootstrapEstimate {
  checkConfidence(confidence)
  if (method !== 'percentile' && method !== 'bca' && method !== 'basic') {
    throw new RangeError(`method: is '${String(method)}', expected 'percentile', 'bca' or 'basic'`)
  }
  const size = n ?? groups?.length
  if (size === undefined) throw new RangeError('n: is missing, expected the number of pictures, or groups')
  checkCount('n', size, 1)
  checkCount('resamples', resamples, 1)
  checkLengths({ n: { length: size }, ...(groups && { groups }), ...(strata && { strata }) })
  const units = gatherUnits(size, groups).pictures
  const unitStrata = strata && unitsOfStrata(units, strata)

  const values = new Float64Array(resamples)
  const visit = (drawn: Int32Array, resample: number): void => {
    values[resample] = statistic(picturesDrawn(units, drawn))
  }
  resampleUnits(units.length, { resamples, seed }, visit, unitStrata)
  const value = statistic(Int32Array.from({ length: size }, (_, i) => i))

  const known = values.filter((each) => !Number.isNaN(each)).sort()
  const shared = { value, resamples, dropped: resamples - known.length, units: units.length }
  if (known.length === 0) return { ...shared, low: -Infinity, high: Infinity, method: 'percentile' }
  if (method === 'bca') {
    const without = (unit: number): number => {
      const drawn = new Int32Array(units.length).fill(1)
      drawn[unit] = 0
      return statistic(picturesDrawn(units, drawn))
    }
    const all = [Array.from(units, (_, unit) => unit)]
    const levels = biasCorrectedLevels(known, value, unitStrata ?? all, without, confidence)
    if (levels) return { ...shared, low: quantile(known, levels[0]), high: quantile(known, levels[1]), method }
  }
  const [low, high] = [quantile(known, (1 - confidence) / 2), quantile(known, (1 + confidence) / 2)]
  if (method === 'basic') return { ...shared, low: 2 * value - high, high: 2 * value - low, method }
  return { ...shared, low, high, method: 'percentile' }
}
