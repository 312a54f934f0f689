/** Between probabilities and logits, in double precision. */

/** Smaller probabilities count as this, as in Keras' losses: in single precision `1 - p` knows no finer. */
export const SMALLEST_PROBABILITY = 1e-7

/** Logarithms of probabilities: logits of the same softmax. */
export function logitsOf(probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(probabilities, (p) => Math.log(Math.max(p, SMALLEST_PROBABILITY)))
}

/** Softmax of each row of `classes` values times `factor`, in place; returns its argument. */
export function softmaxInto(rows: Float64Array, classes: number, factor = 1): Float64Array {
  for (let start = 0; start < rows.length; start += classes) {
    let largest = -Infinity
    for (let c = 0; c < classes; c++) largest = Math.max(largest, rows[start + c]!)
    let sum = 0
    for (let c = 0; c < classes; c++) sum += rows[start + c] = Math.exp((rows[start + c]! - largest) * factor)
    for (let c = 0; c < classes; c++) rows[start + c]! /= sum
  }
  return rows
}
