// Probabilities made calmer or bolder by one number.
import type { Rows } from '../scores/rows.ts'
import { isRows } from './score-rows.ts'
import { logitRows, type ScoreKind } from './score-logits.ts'

/**
 * Probabilities `softmax(logits / temperature)`: above 1 calmer, below 1 bolder. Which class wins never changes. One score
 * for each picture gives one probability of the positive class for each; rows give rows.
 *
 * @param yScore a score of the positive class, or a row of scores, for each picture
 * @throws RangeError for scores that are not what `scores` says, or a temperature that is not a positive number
 * @example
 * applyTemperature([0.9], 2, { scores: 'probabilities' }) // Float64Array [ 0.75 ]: the square root of odds 9 to 1
 */
export function applyTemperature(
  yScore: ArrayLike<number>,
  temperature: number,
  options: { scores: ScoreKind },
): Float64Array
export function applyTemperature(yScore: Rows, temperature: number, options: { scores: ScoreKind }): Float64Array[]
export function applyTemperature(
  yScore: ArrayLike<number> | Rows,
  temperature: number,
  { scores }: { scores: ScoreKind },
): Float64Array | Float64Array[] {
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new RangeError(`temperature: is ${String(temperature)}, expected a positive number`)
  }
  const { values, classes } = logitRows(yScore, scores)
  for (let start = 0; start < values.length; start += classes) {
    let sum = 0
    for (let c = start; c < start + classes; c++) sum += values[c] = Math.exp(values[c]! / temperature)
    for (let c = start; c < start + classes; c++) values[c]! /= sum
  }
  if (!isRows(yScore)) return values.filter((_, i) => i % 2 === 1)
  return yScore.map((_, i) => values.slice(i * classes, (i + 1) * classes))
}
