// What each picture contributes to an AUC, and the variance that follows when pictures come by patients.
import { checkBinary, checkLengths, checkScores } from '../shared/checks.ts'
import { descending } from '../scores/score-steps.ts'
import type { NumberedUnits } from '../shared/units.ts'

export interface AucComponents {
  positives: number
  negatives: number
  /** Twice the number of (positive, negative) pairs in order, ties one half: a whole number. */
  wonTwice: number
  /** Of each picture: the share of the other class that it is in the right order with, ties one half. */
  shares: Float64Array
}

/** DeLong's structural components, by midranks in O(n log n). */
export function aucComponents(yTrue: ArrayLike<number>, yScore: ArrayLike<number>, name = 'yScore'): AucComponents {
  const n = checkLengths({ yTrue, [name]: yScore })
  checkBinary('yTrue', yTrue)
  checkScores(name, yScore)
  const order = descending(yScore)
  let positives = 0
  for (let i = 0; i < n; i++) positives += yTrue[i]!
  const negatives = n - positives
  const shares = new Float64Array(n)
  let [above, below, wonTwice] = [0, negatives, 0]
  for (let from = 0; from < n;) {
    const score = yScore[order[from]!]!
    let [to, tied] = [from, 0]
    while (to < n && yScore[order[to]!] === score) tied += yTrue[order[to++]!]!
    const tiedNegatives = to - from - tied
    below -= tiedNegatives
    for (let at = from; at < to; at++) {
      const i = order[at]!
      shares[i] = yTrue[i] === 1 ? (below + tiedNegatives / 2) / negatives : (above + tied / 2) / positives
    }
    wonTwice += tied * (2 * below + tiedNegatives)
    above += tied
    from = to
  }
  return { positives, negatives, wonTwice, shares }
}

export interface ClusteredVariance {
  /** NaN where a class has pictures of fewer than two patients. May come out as 0, or below it by a little. */
  variance: number
  /** How many disjoint pairs of an ill and a healthy patient there are: what a distribution-free bound can count on. */
  pairs: number
}

/**
 * Obuchowski's variance of an AUC, or of the difference of two, of pictures that come by patients (Biometrics 53 (1997)
 * 567-578): the sums over each patient's positives and negatives vary and covary between the patients. With one picture
 * a patient it is DeLong's.
 *
 *     I10/(I10-1) sum X_i^2 / M^2 + I01/(I01-1) sum Y_i^2 / N^2 + 2 I/(I-1) sum X_i Y_i / (M N)
 *
 * X_i, Y_i: patient i's sum of (share - AUC) over its positives and over its negatives; I10, I01: the patients with any.
 *
 * @param deviations of each picture: its share minus the AUC
 */
export function clusteredVariance(
  yTrue: ArrayLike<number>,
  deviations: Float64Array,
  { unitOf, count }: NumberedUnits,
): ClusteredVariance {
  const sums = [new Float64Array(count), new Float64Array(count)] as const
  const has = [new Uint8Array(count), new Uint8Array(count)] as const
  const pictures = [0, 0]
  for (let i = 0; i < deviations.length; i++) {
    const [label, unit] = [yTrue[i] as 0 | 1, unitOf[i]!]
    sums[label][unit]! += deviations[i]!
    has[label][unit] = 1
    pictures[label]! += 1
  }
  let [healthy, ill, negative, positive, both] = [0, 0, 0, 0, 0]
  for (let unit = 0; unit < count; unit++) {
    const [y, x] = [sums[0][unit]!, sums[1][unit]!]
    healthy += has[0][unit]!
    ill += has[1][unit]!
    negative += y * y
    positive += x * x
    both += x * y
  }
  const [n, m] = [pictures[0]!, pictures[1]!]
  const variance =
    ill < 2 || healthy < 2
      ? Number.NaN
      : ((ill / (ill - 1)) * (positive / m)) / m +
        ((healthy / (healthy - 1)) * (negative / n)) / n +
        ((2 * count) / (count - 1)) * (both / m / n)
  return { variance, pairs: Math.min(ill, healthy, Math.floor(count / 2)) }
}
