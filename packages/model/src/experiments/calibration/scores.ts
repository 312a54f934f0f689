/** Scores of pictures as logits, checked. */
import { logitsOf } from '../probabilities.ts'

/** Rows of `classes` values: either logits, or probabilities, those below 1e-7 counting as 1e-7. */
export type Scores =
  | { classes: number; logits: ArrayLike<number>; probabilities?: never }
  | { classes: number; probabilities: ArrayLike<number>; logits?: never }

/** @throws RangeError naming what is wrong */
export function checkedLogits({ classes, logits, probabilities }: Scores): Float64Array {
  if (!Number.isInteger(classes) || classes < 2)
    throw new RangeError(`classes: expected an integer of at least 2, got ${classes}`)
  if ((logits === undefined) === (probabilities === undefined))
    throw new RangeError('logits, probabilities: expected one of the two')
  const [name, values] = logits === undefined ? ['probabilities', probabilities!] : ['logits', logits]
  if (values.length % classes !== 0)
    throw new RangeError(`${name}: expected rows of ${classes} values, got ${values.length} values`)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    // A softmax on a graphics card may return 1.0000001.
    if (logits === undefined ? !(value >= -1e-6 && value <= 1 + 1e-6) : !Number.isFinite(value)) {
      const expected = logits === undefined ? 'a probability from 0 to 1' : 'a finite number'
      throw new RangeError(`${name}[${i}]: expected ${expected}, got ${value}`)
    }
  }
  return logits === undefined ? logitsOf(values) : Float64Array.from(values)
}
