/** Probabilities made calmer or bolder by one number. */
import { softmaxInto } from '../probabilities.ts'
import { type Scores, checkedLogits } from './scores.ts'

/**
 * Probabilities `softmax(logits / temperature)`, row by row: above 1 calmer, below 1 bolder. Which class wins never changes.
 *
 * @returns `n * classes` values
 * @throws RangeError for scores of the wrong size or range, or a temperature that is not a positive number
 * @example
 * ```ts
 * applyTemperature({ probabilities: [0.9, 0.1], classes: 2, temperature: 2 }) // Float32Array [ 0.75, 0.25 ]
 * ```
 */
export function applyTemperature(options: Scores & { temperature: number }): Float32Array {
  const { classes, temperature } = options
  if (!(temperature > 0 && temperature < Infinity))
    throw new RangeError(`temperature: expected a positive number, got ${temperature}`)
  return Float32Array.from(softmaxInto(checkedLogits(options), classes, 1 / temperature))
}
