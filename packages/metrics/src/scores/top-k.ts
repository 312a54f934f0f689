// How often the true class is among the k that the model finds likeliest.
import { checkClasses, checkCount, checkLengths, checkWeights } from '../shared/checks.ts'
import { checkScoreRows, countColumns, type Rows } from './rows.ts'
import type { WeightOptions } from '../shared/weights.ts'

export interface TopKOptions extends WeightOptions {
  /** Among how many, at least 1. 2 by default. */
  k?: number | undefined
}

/**
 * The share of pictures whose true class is among the `k` with the highest scores: scikit-learn's `top_k_accuracy_score`
 * with `labels` for all columns. 0..1; with as many classes as `k` it is 1. Of equal scores the class with the higher
 * index comes first, as there.
 *
 * Deviation: two classes come in two columns like any other number (there one score, compared with 0.5 or 0).
 *
 * @param yTrue the class of each picture, a column of `yScore`
 * @param yScore a row for each picture: a score for each class, finite; need not be a probability
 * @throws RangeError for different lengths, nothing at all, labels without a column, rows that differ in length, scores
 *   that are not finite, bad weights, or a `k` below 1
 * @example
 * topKAccuracy([0, 1, 2, 2], [[0.5, 0.2, 0.2], [0.3, 0.4, 0.2], [0.2, 0.4, 0.3], [0.7, 0.2, 0.1]]) // 0.75
 */
export function topKAccuracy(yTrue: ArrayLike<number>, yScore: Rows, { k = 2, weights }: TopKOptions = {}): number {
  checkCount('k', k, 1)
  checkLengths({ yTrue, yScore, ...(weights && { weights }) })
  checkClasses('yTrue', yTrue, countColumns('yScore', yScore, 2))
  checkScoreRows(yScore)
  if (weights) checkWeights('weights', weights)
  let [hits, all] = [0, 0]
  yScore.forEach((row, i) => {
    const label = yTrue[i]!
    const score = row[label]!
    let before = 0
    for (let j = 0; j < row.length; j++) if (row[j]! > score || (j > label && row[j] === score)) before++
    const weight = weights ? weights[i]! : 1
    if (before < k) hits += weight
    all += weight
  })
  return hits / all
}
