/** How far the members of an ensemble disagree about each picture. */
import type { Predictions } from '../../training/predict.ts'
import { averageRows, checkSamePictures, sharesOf } from './average-predictions.ts'

/** One number a picture each. */
export interface Disagreement {
  /** Standard deviation between the members (of these, not an estimate for others) of the probability of the averaged winner. */
  std: Float64Array
  /** Entropy of the averaged probabilities, in nats: how unsure the ensemble is, for whatever reason. 0 to ln(classes). */
  entropy: Float64Array
  /**
   * The part of the entropy that comes from members contradicting each other: entropy of the average minus the average entropy
   * (Houlsby et al. 2011). 0 where all say the same, however unsure; high for pictures unlike those learnt from.
   */
  mutualInformation: Float64Array
}

/** Over members with these shares; rows of `classes` probabilities. */
export function disagreementOf(
  members: readonly ArrayLike<number>[],
  shares: Float64Array,
  classes: number,
): Disagreement {
  const mean = averageRows(members, shares, classes, 'probability')
  const count = mean.length / classes
  const entropyAt = (rows: ArrayLike<number>, i: number): number => {
    let sum = 0
    for (let c = i * classes; c < (i + 1) * classes; c++) if (rows[c]! > 0) sum -= rows[c]! * Math.log(rows[c]!)
    return Math.max(0, sum)
  }
  const over = (value: (rows: ArrayLike<number>) => number): number =>
    members.reduce((sum, rows, k) => sum + shares[k]! * value(rows), 0)
  const found = {
    std: new Float64Array(count),
    entropy: new Float64Array(count),
    mutualInformation: new Float64Array(count),
  }
  for (let i = 0; i < count; i++) {
    let winner = i * classes
    for (let c = winner + 1; c < (i + 1) * classes; c++) if (mean[c]! > mean[winner]!) winner = c
    found.std[i] = Math.sqrt(over((rows) => (rows[winner]! - mean[winner]!) ** 2))
    found.entropy[i] = entropyAt(mean, i)
    // Never negative (Jensen), but for rounding.
    found.mutualInformation[i] = Math.max(0, found.entropy[i]! - over((rows) => entropyAt(rows, i)))
  }
  return found
}

/**
 * How far several models disagree about each of the same pictures.
 *
 * @throws RangeError as `averagePredictions`
 * @example
 * ```ts
 * const sure = { probabilities: Float32Array.of(1, 0), classes: 2, yTrue: Int32Array.of(0), ids: ['a'] }
 * const contrary = { ...sure, probabilities: Float32Array.of(0, 1) }
 * disagreement([sure, contrary]).mutualInformation // Float64Array [ 0.6931471805599453 ]
 * ```
 */
export function disagreement(
  list: readonly Predictions[],
  { weights }: { weights?: readonly number[] } = {},
): Disagreement {
  const { classes } = checkSamePictures(list)
  return disagreementOf(
    list.map(({ probabilities }) => probabilities),
    sharesOf(weights, list.length),
    classes,
  )
}
