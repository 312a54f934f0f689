// Could two models be the same? The models' predictions are swapped, patient by patient.
import { checkCount, checkLengths } from '../shared/checks.ts'
import type { ResamplingOptions } from '../intervals/bootstrap.ts'
import type { Metric } from '../intervals/metric-interval.ts'
import { randomIntegers } from '../shared/random.ts'
import { gatherUnits, type Groups } from '../shared/units.ts'

export interface PermutationTestOptions extends ResamplingOptions {
  /** The patient of each picture; all pictures of a patient are swapped together. */
  groups?: Groups
  /** What counts as evidence: a difference either way (the default), or only a first model that is greater, or less. */
  alternative?: 'two-sided' | 'greater' | 'less'
}

export interface PermutationTest {
  /** The metric of the first model minus that of the second. */
  difference: number
  /** The probability of such a difference, were the models exchangeable; NaN where the difference is. */
  p: number
  /** How often predictions were swapped. */
  permutations: number
  /** All swaps were tried, not a random part of them. */
  exact: boolean
  /** Swaps in which the metric was NaN. They count as evidence against a difference: p can only grow by them. */
  undefinedPermutations: number
}

/**
 * The paired permutation test of two models on the same pictures, for any metric: were they exchangeable, swapping their
 * predictions for a patient would change nothing, so the difference is compared with those after random swaps.
 *
 * Where 2^patients is at most `resamples` all swaps are tried and p = share of them at least as extreme; otherwise
 * p = (1 + count) / (1 + resamples), never 0 (Phipson and Smyth, Statistical Applications in Genetics and Molecular Biology
 * 9 (2010) 39). Equal to `scipy.stats.permutation_test(permutation_type='samples')` where exact.
 *
 * Exchangeable also means: on the same scale. For scores of unlike models and a ranking metric, hand in their ranks
 * (Bandos, Rockette, Gur, Statistics in Medicine 24 (2005) 2873-2893), or use {@link compareAucs}.
 *
 * @param metric such as `rocAuc`, `f1`, `brierScore`
 * @param first a decision, a score or a row for each picture
 * @throws RangeError for different lengths, nothing at all, bad counts, and whatever the metric refuses
 * @example
 * permutationTest(accuracy, [1, 1, 1, 0, 0], [1, 1, 1, 0, 0], [0, 0, 0, 1, 1]) // { difference: 1, p: 0.0625, exact: true, ... }
 */
export function permutationTest<Truth, Prediction>(
  metric: Metric<Truth, Prediction>,
  yTrue: ArrayLike<Truth>,
  first: ArrayLike<Prediction>,
  second: ArrayLike<Prediction>,
  { groups, resamples = 2000, seed = 1, alternative = 'two-sided' }: PermutationTestOptions = {},
): PermutationTest {
  const n = checkLengths({ yTrue, first, second, ...(groups && { groups }) })
  checkCount('resamples', resamples, 1)
  checkCount('seed', seed, 0)
  if (alternative !== 'two-sided' && alternative !== 'greater' && alternative !== 'less') {
    throw new RangeError(`alternative: is '${String(alternative)}', expected 'two-sided', 'greater' or 'less'`)
  }
  const units = gatherUnits(n, groups).pictures
  const truth = Array.from(yTrue)
  const a = Array.from(first)
  const b = Array.from(second)
  const difference = metric(truth, a) - metric(truth, b)

  const exact = 2 ** units.length <= resamples
  const permutations = exact ? 2 ** units.length : resamples
  const random = randomIntegers(seed)
  const swap = (pictures: readonly number[]): void => {
    for (const i of pictures) [a[i], b[i]] = [b[i]!, a[i]!]
  }
  // Sums in another order differ by rounding: that is not less extreme.
  const slack = 1e-12 * Math.abs(difference) + 1e-15
  let [extreme, undefinedPermutations] = [0, 0]
  for (let permutation = 0; permutation < permutations; permutation++) {
    // Swapping from where the last permutation left it is as random, and counting up visits every subset once.
    units.forEach((pictures, unit) => {
      if (exact ? permutation > 0 && grayBit(permutation) === unit : random(2) === 1) swap(pictures)
    })
    const permuted = metric(truth, a) - metric(truth, b)
    if (Number.isNaN(permuted)) undefinedPermutations++
    const reaches =
      alternative === 'greater'
        ? permuted >= difference - slack
        : alternative === 'less'
          ? permuted <= difference + slack
          : Math.abs(permuted) >= Math.abs(difference) - slack
    if (reaches || Number.isNaN(permuted)) extreme++
  }
  const p = exact ? extreme / permutations : (1 + extreme) / (1 + permutations)
  return { difference, p: Number.isNaN(difference) ? Number.NaN : p, permutations, exact, undefinedPermutations }
}

/** The one bit in which the Gray code of `count` differs from that of `count` - 1: its lowest set bit. */
function grayBit(count: number): number {
  return 31 - Math.clz32(count & -count)
}
