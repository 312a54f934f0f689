// Two classifiers on the same pictures: McNemar's test of their decisions.
import { binomialCdf } from '../shared/beta.ts'
import { checkClasses, checkConfidence, checkLengths } from '../shared/checks.ts'
import { chiSquareTail } from '../shared/gamma.ts'
import type { Estimate } from '../shared/estimate.ts'
import { pairedDifference, type PairedCounts } from '../intervals/proportion-differences.ts'

export interface McNemarOptions {
  /** `'exact'` (the default), `'mid-p'`, or `'chi-square'`; see {@link mcNemarTest}. */
  method?: 'exact' | 'mid-p' | 'chi-square'
  /** Edwards' continuity correction of the chi-square; default true. */
  correction?: boolean
  /** Of the interval of the difference, default 0.95. */
  confidence?: number
}

export interface McNemarTest {
  /** On how many pictures both, only the first, only the second, neither is right. */
  counts: PairedCounts
  /** The chi-square, or the smaller of the two counts that differ. */
  statistic: number
  /** Two-sided; 1 where the models never differ. */
  p: number
  /** The difference of the accuracies, first minus second, with Newcombe's paired interval. */
  difference: Estimate
}

/**
 * McNemar's test: is one classifier right more often than the other, on the same pictures? Only the pictures count on
 * which exactly one of them is right; let b and c be those of the first and of the second.
 *
 * - `'exact'`: p = 2 P(X <= min(b, c)), X binomial of b + c trials at 1/2, at most 1. For any number of pictures.
 * - `'mid-p'`: what is exactly as extreme counts one half: closer to what it says (Fagerland, Lydersen, Laake, BMC Medical Research
 *   Methodology 13 (2013) 91).
 * - `'chi-square'`: (|b - c| - 1)^2 / (b + c), without `correction` (b - c)^2 / (b + c), one degree of freedom. From about
 *   25 such pictures.
 *
 * Q. McNemar, Psychometrika 12 (1947) 153-157. Equal to statsmodels' `mcnemar` where the models differ at all; without a
 * difference p is 1, there NaN for the chi-square, and the correction never turns a difference of 0 into one of 1, as it
 * does there. Restrict the pictures to one class to compare sensitivities. Every picture counts as independent; with
 * several of a patient use {@link permutationTest} by group.
 *
 * @param yTrue class indices, any number of classes
 * @throws RangeError for different lengths, nothing at all, or entries that are no class indices
 * @example
 * mcNemarTest([1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0], [1, 0, 0, 1, 0, 1]).p // 0.125
 */
export function mcNemarTest(
  yTrue: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { method = 'exact', correction = true, confidence = 0.95 }: McNemarOptions = {},
): McNemarTest {
  checkConfidence(confidence)
  if (method !== 'exact' && method !== 'mid-p' && method !== 'chi-square') {
    throw new RangeError(`method: is '${String(method)}', expected 'exact', 'mid-p' or 'chi-square'`)
  }
  const n = checkLengths({ yTrue, first, second })
  for (const [name, values] of Object.entries({ yTrue, first, second })) checkClasses(name, values, Infinity)
  const counts: PairedCounts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }
  for (let i = 0; i < n; i++) {
    const right = [first[i] === yTrue[i], second[i] === yTrue[i]]
    if (right[0]) counts[right[1] ? 'both' : 'onlyFirst']++
    else counts[right[1] ? 'onlySecond' : 'neither']++
  }
  const { onlyFirst: b, onlySecond: c } = counts
  return { counts, ...testOf(b, c, method, correction), difference: pairedDifference(counts, confidence) }
}

function testOf(
  b: number,
  c: number,
  method: NonNullable<McNemarOptions['method']>,
  correction: boolean,
): { statistic: number; p: number } {
  const [all, fewer] = [b + c, Math.min(b, c)]
  if (method === 'chi-square') {
    const statistic = all === 0 ? 0 : Math.max(0, Math.abs(b - c) - (correction ? 1 : 0)) ** 2 / all
    return { statistic, p: chiSquareTail(statistic, 1) }
  }
  const below = binomialCdf(fewer, all, 0.5)
  if (method === 'exact') return { statistic: fewer, p: Math.min(1, 2 * below) }
  // Half of what is exactly as extreme; with b = c that is one outcome, else two.
  const at = below - binomialCdf(fewer - 1, all, 0.5)
  const p = b === c ? 1 - at / 2 : 2 * below - at
  return { statistic: fewer, p: all === 0 ? 1 : p }
}
