// The four cells of a binary decision: all that its rates rest on.
import { checkBinary, checkLengths, checkWeights } from '../shared/checks.ts'
import type { WeightOptions } from '../shared/weights.ts'

/** The four cells of a binary decision; 1 is the positive class. Sums of weights where weights were given. */
export interface BinaryCounts {
  truePositives: number
  falsePositives: number
  trueNegatives: number
  falseNegatives: number
}

/**
 * Counts the four cells of a binary decision.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yPred the decision, 1 or 0
 * @throws RangeError for different lengths, nothing at all, entries other than 0 and 1, or weights that are negative,
 *   not finite, or all 0
 * @example
 * binaryCounts([1, 1, 0], [1, 0, 0])
 * // { truePositives: 1, falsePositives: 0, trueNegatives: 1, falseNegatives: 1 }
 */
export function binaryCounts(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { weights }: WeightOptions = {},
): BinaryCounts {
  checkLengths({ yTrue, yPred, ...(weights && { weights }) })
  checkBinary('yTrue', yTrue)
  checkBinary('yPred', yPred)
  if (weights) checkWeights('weights', weights)
  const counts = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 }
  for (let i = 0; i < yTrue.length; i++) {
    const weight = weights ? weights[i]! : 1
    if (yPred[i] === 1) counts[yTrue[i] === 1 ? 'truePositives' : 'falsePositives'] += weight
    else counts[yTrue[i] === 1 ? 'falseNegatives' : 'trueNegatives'] += weight
  }
  return counts
}

/** All cells added up: of several classes (a micro average), of several shards. No counts give zeros. */
export function sumOfCounts(all: readonly BinaryCounts[]): BinaryCounts {
  const sum = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 }
  for (const { truePositives, falsePositives, trueNegatives, falseNegatives } of all) {
    sum.truePositives += truePositives
    sum.falsePositives += falsePositives
    sum.trueNegatives += trueNegatives
    sum.falseNegatives += falseNegatives
  }
  return sum
}
