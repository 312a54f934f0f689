// Pictures ordered by score and gathered where scores are equal: what every ranking metric is computed from.
import { checkBinary, checkLengths, checkScores, checkWeights } from '../shared/checks.ts'
import { fallingOrder } from './falling-order.ts'
import type { WeightOptions } from '../shared/weights.ts'

/**
 * The distinct scores from the highest to the lowest, and how many pictures (how much weight) have at least each: an
 * array for each, as a million objects would take longer than the sorting.
 */
export interface ScoreSteps extends CountedSteps {
  scores: Float64Array
}

/** What a metric needs that looks at the order alone. */
export interface CountedSteps {
  truePositives: Float64Array
  falsePositives: Float64Array
}

/** Positions of the pictures from the highest score to the lowest. */
export function descending(yScore: ArrayLike<number>): Uint32Array {
  return fallingOrder(yScore).order
}

/** A copy whose type is always the same, for loops over a million entries to stay fast whatever the caller has. */
function checkedLabels(yTrue: ArrayLike<number>): Uint8Array {
  checkBinary('yTrue', yTrue)
  return new Uint8Array(yTrue)
}

/** Whether these are floats in a typed array, all finite: quicker than one check after the other. */
function isFiniteThroughout(values: ArrayLike<number>): boolean {
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return false
  let sum = 0
  // x - x is 0, but NaN for an infinity and for NaN.
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!
  return sum === 0
}

/** @throws RangeError unless they fit each other */
function checkRanked(yTrue: ArrayLike<number>, yScore: ArrayLike<number>, weights?: ArrayLike<number>): void {
  checkLengths({ yTrue, yScore, ...(weights && { weights }) })
  if (!isFiniteThroughout(yScore)) checkScores('yScore', yScore)
  if (weights) checkWeights('weights', weights)
}

/**
 * The distinct scores from the highest to the lowest, with the pictures that have at least each.
 *
 * @throws RangeError for different lengths, nothing at all, labels other than 0 and 1, a score that is not finite, or
 *   weights that are not finite, below 0 or all 0
 */
export function scoreSteps(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights }: WeightOptions = {},
): ScoreSteps {
  checkRanked(yTrue, yScore, weights)
  const labels = checkedLabels(yTrue)
  if (weights === undefined) return countSteps(labels, yScore)
  const all = Float64Array.from(weights)
  const counts = (_: number, i: number): boolean => all[i]! > 0
  return weighSteps(labels.filter(counts), Float64Array.from(yScore).filter(counts), all.filter(counts))
}

function countSteps(labels: Uint8Array, yScore: ArrayLike<number>): ScoreSteps {
  const { order, scores } = fallingOrder(yScore)
  const [truePositives, falsePositives] = [new Float64Array(scores.length), new Float64Array(scores.length)]
  const last = scores.length - 1
  let [count, positives] = [0, 0]
  for (let i = 0; i <= last; i++) {
    positives += labels[order[i]!]!
    // Never a read past the end: it alone doubles the time of the loop.
    if (i < last && scores[i] === scores[i + 1]) continue
    // The distinct scores move up to where they are read no more.
    scores[count] = scores[i]!
    truePositives[count] = positives
    falsePositives[count] = i + 1 - positives
    count++
  }
  return firstSteps({ scores, truePositives, falsePositives }, count)
}

function weighSteps(labels: Uint8Array, yScore: Float64Array, weights: Float64Array): ScoreSteps {
  const { order, scores } = fallingOrder(yScore)
  const [truePositives, falsePositives] = [new Float64Array(scores.length), new Float64Array(scores.length)]
  const last = scores.length - 1
  let [count, positives, negatives] = [0, 0, 0]
  for (let i = 0; i <= last; i++) {
    const at = order[i]!
    if (labels[at] === 1) positives += weights[at]!
    else negatives += weights[at]!
    if (i < last && scores[i] === scores[i + 1]) continue
    scores[count] = scores[i]!
    truePositives[count] = positives
    falsePositives[count] = negatives
    count++
  }
  return firstSteps({ scores, truePositives, falsePositives }, count)
}

function firstSteps({ scores, truePositives, falsePositives }: ScoreSteps, count: number): ScoreSteps {
  return {
    scores: scores.subarray(0, count),
    truePositives: truePositives.subarray(0, count),
    falsePositives: falsePositives.subarray(0, count),
  }
}

/** How many positives and negatives (how much weight of them) there are in all. */
export function totals({ truePositives, falsePositives }: CountedSteps): { positives: number; negatives: number } {
  return { positives: truePositives.at(-1) ?? 0, negatives: falsePositives.at(-1) ?? 0 }
}
