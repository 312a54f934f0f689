/** Predictions of several models about the same pictures, taken together. */
import type { Predictions } from '../../training/predict.ts'
import { logitsOf, softmaxInto } from '../probabilities.ts'

/** How several predictions become one. */
export interface AverageOptions {
  /** How much each one counts, at least 0; all the same by default. */
  weights?: readonly number[]
  /**
   * `probability` (default): the mean of the probabilities. `logit`: the mean of their logarithms, made to sum to 1 again, for two
   * classes the mean of the logits; one member that is sure then weighs more. Probabilities below 1e-7 count as 1e-7 there.
   */
  by?: 'probability' | 'logit'
}

/** @throws RangeError for weights that are not one finite number of at least 0 for each member, with a positive sum */
export function sharesOf(weights: readonly number[] | undefined, members: number): Float64Array {
  const shares = Float64Array.from(weights ?? Array.from({ length: members }, () => 1))
  if (shares.length !== members)
    throw new RangeError(`weights: expected ${members}, one for each member, got ${shares.length}`)
  const bad = shares.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (bad >= 0) throw new RangeError(`weights[${bad}]: expected a number of at least 0, got ${shares[bad]}`)
  const sum = shares.reduce((total, weight) => total + weight, 0)
  if (!(sum > 0)) throw new RangeError('weights: expected at least one above 0, all are 0')
  return shares.map((weight) => weight / sum)
}

/** @throws RangeError for anything but the two ways there are */
export function checkBy(by: string): void {
  if (by !== 'probability' && by !== 'logit') throw new RangeError(`by: expected 'probability' or 'logit', got '${by}'`)
}

/** The average of rows of probabilities, in double precision; `n * classes` values. */
export function averageRows(
  members: readonly ArrayLike<number>[],
  shares: Float64Array,
  classes: number,
  by: 'probability' | 'logit',
): Float64Array {
  const sums = new Float64Array(members[0]!.length)
  for (const [k, member] of members.entries()) {
    const rows = by === 'logit' ? logitsOf(member) : member
    for (let i = 0; i < sums.length; i++) sums[i]! += shares[k]! * rows[i]!
  }
  return by === 'logit' ? softmaxInto(sums, classes) : sums
}

/**
 * @throws RangeError where predictions are not about the same pictures in the same order, with the same true classes and number of
 *   classes
 */
export function checkSamePictures(list: readonly Predictions[]): Predictions {
  const first = list[0]
  if (first === undefined) throw new RangeError('list: expected at least one member, got none')
  const { ids, classes, yTrue } = first
  for (const [k, other] of list.entries()) {
    if (other.classes !== classes)
      throw new RangeError(`list[${k}]: has ${other.classes} classes, expected ${classes}, as many as list[0]`)
    if (other.ids.length !== ids.length)
      throw new RangeError(`list[${k}]: is about ${other.ids.length} pictures, expected ${ids.length}, as list[0]`)
    if (other.probabilities.length !== ids.length * classes || other.yTrue.length !== ids.length) {
      const sizes = `${other.probabilities.length} probabilities and ${other.yTrue.length} true classes`
      throw new RangeError(`list[${k}]: has ${sizes} for ${ids.length} pictures and ${classes} classes`)
    }
    for (let i = 0; i < ids.length; i++) {
      if (other.ids[i] !== ids[i])
        throw new RangeError(`list[${k}]: picture ${i} is '${other.ids[i]}', expected '${ids[i]}', as in list[0]`)
      if (other.yTrue[i] !== yTrue[i]) {
        const classed = `'${ids[i]}' is of class ${other.yTrue[i]}, expected ${yTrue[i]}, as in list[0]`
        throw new RangeError(`list[${k}]: ${classed}`)
      }
    }
  }
  return first
}

/**
 * The average of several models' predictions of the same pictures in the same order. It is computed in double precision and
 * rounded once; the result does not depend on the backend.
 *
 * @returns predictions with probabilities of their own
 * @throws RangeError where ids, their order, classes or true classes differ, or for a bad option
 * @example
 * ```ts
 * const one = { probabilities: Float32Array.of(0.75, 0.25), classes: 2, yTrue: Int32Array.of(0), ids: ['a'] }
 * const other = { ...one, probabilities: Float32Array.of(0.25, 0.75) }
 * averagePredictions([one, other], { weights: [3, 1] }).probabilities // Float32Array [ 0.625, 0.375 ]
 * ```
 */
export function averagePredictions(list: readonly Predictions[], options: AverageOptions = {}): Predictions {
  const { weights, by = 'probability' } = options
  checkBy(by)
  const { ids, classes, yTrue } = checkSamePictures(list)
  const shares = sharesOf(weights, list.length)
  const rows = list.map(({ probabilities }) => probabilities)
  const probabilities = Float32Array.from(averageRows(rows, shares, classes, by))
  return { probabilities, classes, yTrue: yTrue.slice(), ids: [...ids] }
}
