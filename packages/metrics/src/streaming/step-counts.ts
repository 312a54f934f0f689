// Ranking metrics from counts alone: positives and negatives at each step from the highest score to the lowest.
import { stepSum } from '../scores/average-precision.ts'
import type { CountedSteps } from '../scores/score-steps.ts'
import { sumOf } from './state-checks.ts'

export interface StepCounts {
  positives: ArrayLike<number> & Iterable<number>
  negatives: ArrayLike<number> & Iterable<number>
}

/**
 * A number that is only known to lie somewhere. Not a confidence interval: the number that all scores would give surely
 * lies within.
 */
export interface Bounds {
  /** What it is when scores of one bin count as equal. */
  value: number
  low: number
  high: number
}

/** Up to here twice the pairs is a whole number that a double holds. */
const MOST_PAIRS = 2 ** 52

/**
 * The area under the ROC curve of scores that are known by steps only. Pairs in different steps are surely in order or
 * surely not; of the pairs within a step anything from none to all may be: they are the width. NaN with one class.
 */
export function aucBounds({ positives, negatives }: StepCounts): Bounds {
  const [p, n] = [sumOf(positives), sumOf(negatives)]
  if (p * n <= MOST_PAIRS) {
    let [below, won, tied] = [n, 0, 0]
    for (let step = 0; step < positives.length; step++) {
      below -= negatives[step]!
      won += positives[step]! * below
      tied += positives[step]! * negatives[step]!
    }
    // Twice, so that halves are whole numbers too: the same as rocAuc to the bit.
    const all = 2 * p * n
    return { low: (2 * won) / all, value: (2 * won + tied) / all, high: (2 * (won + tied)) / all }
  }
  let [below, won, tied] = [BigInt(n), 0n, 0n]
  for (let step = 0; step < positives.length; step++) {
    const [here, others] = [BigInt(positives[step]!), BigInt(negatives[step]!)]
    below -= others
    won += here * below
    tied += here * others
  }
  const all = 2 * Number(BigInt(p) * BigInt(n))
  return { low: Number(2n * won) / all, value: Number(2n * won + tied) / all, high: Number(2n * (won + tied)) / all }
}

/** The same steps with the counts from the highest score on, as every ranking metric takes them. */
export function countedSteps({ positives, negatives }: StepCounts): CountedSteps {
  return { truePositives: runningSums(positives), falsePositives: runningSums(negatives) }
}

function runningSums(counts: StepCounts['positives']): Float64Array {
  let sum = 0
  return Float64Array.from(counts, (count) => (sum += count))
}

/**
 * At most the sum of x / (x + others) over x = from + 1 .. from + count, and less by under count * 1e-5: the curve is
 * concave, so a stretch of it is at least its trapezoid. Stretches are of one x until x = 128, then of x / 64.
 */
function leastPrecisions(from: number, count: number, others: number): number {
  const precision = (x: number): number => x / (x + others)
  let sum = 0
  for (let x = from + 1; x <= from + count;) {
    const stretch = Math.min(from + count - x + 1, Math.max(1, Math.floor(x / 64)))
    sum += (stretch * (precision(x) + precision(x + stretch - 1))) / 2
    x += stretch
  }
  return sum
}

/**
 * The average precision of scores that are known by steps only. It is highest where all positives of a step are equal
 * and above its negatives, lowest where they follow its negatives one by one.
 */
export function averagePrecisionBounds(steps: StepCounts): Bounds {
  const { positives, negatives } = steps
  let [truePositives, falsePositives, low, high] = [0, 0, 0, 0]
  for (let step = 0; step < positives.length; step++) {
    const [here, others] = [positives[step]!, negatives[step]!]
    if (here > 0) {
      const all = truePositives + here
      high += here * (all / (all + falsePositives))
      low += leastPrecisions(truePositives, here, falsePositives + others)
    }
    truePositives += here
    falsePositives += others
  }
  const value = stepSum(countedSteps(steps))
  return {
    value,
    low: Math.min(value, low / truePositives),
    high: Math.max(value, Math.min(1, high / truePositives)),
  }
}
