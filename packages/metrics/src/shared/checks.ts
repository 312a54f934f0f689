// Checks of what callers hand in: a metric of a wrong input is worse than an error.

/** How far a probability may leave 0..1: float32 rounding on a GPU (a softmax may return 1.0000001). */
const ROUNDING = 1e-6

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** @throws RangeError when two arrays that describe the same pictures differ in length, or are empty. */
export function checkLengths(arrays: Record<string, ArrayLike<unknown>>): number {
  const [first, ...others] = Object.entries(arrays)
  if (first === undefined) throw new RangeError('checkLengths: no array given')
  const [name, { length }] = first
  for (const [other, { length: received }] of others) {
    if (received !== length) {
      throw new RangeError(`${other}: has ${received} entries, expected ${length}, as many as ${name}`)
    }
  }
  if (length === 0) throw new RangeError(`${name}: is empty, expected at least one entry`)
  return length
}

/** @throws RangeError unless every entry is a whole number from 0 to `classes` - 1. */
export function checkClasses(name: string, values: ArrayLike<number>, classes: number): void {
  const range = classes === Infinity ? 'of at least 0' : `from 0 to ${classes - 1}`
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isInteger(value) || value < 0 || value >= classes) {
      throw new RangeError(`${name}[${i}]: is ${show(value)}, expected a class index ${range}`)
    }
  }
}

/** @throws RangeError unless every entry is 0 or 1. */
export function checkBinary(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value !== 0 && value !== 1) {
      throw new RangeError(`${name}[${i}]: is ${show(value)}, expected 0 (negative) or 1 (positive)`)
    }
  }
}

/** @throws RangeError unless every entry is a finite number. */
export function checkScores(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`${name}[${i}]: is ${show(values[i])}, expected a finite number`)
    }
  }
}

/**
 * A copy of `values` within 0..1. What leaves the range by float32 rounding (at most 1e-6) is set to the border.
 *
 * @throws RangeError for anything else outside 0..1. A logit is never guessed.
 */
export function checkProbabilities(name: string, values: ArrayLike<number>): Float64Array {
  const probabilities = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!(value >= -ROUNDING && value <= 1 + ROUNDING)) {
      throw new RangeError(
        `${name}[${i}]: is ${show(value)}, expected a probability from 0 to 1; turn logits into probabilities first`,
      )
    }
    probabilities[i] = Math.min(1, Math.max(0, value))
  }
  return probabilities
}

/** @throws RangeError unless 0 < `confidence` < 1. */
export function checkConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence: is ${show(confidence)}, expected a number between 0 and 1, such as 0.95`)
  }
}

/** @throws RangeError unless `value` is a whole number of at least `least`. */
export function checkCount(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name}: is ${show(value)}, expected a whole number of at least ${least}`)
  }
}

/** @throws RangeError unless every entry is a finite number of at least 0, and one of them is above 0. */
export function checkWeights(name: string, weights: ArrayLike<number>): void {
  let sum = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!
    if (!Number.isFinite(weight) || weight < 0) {
      throw new RangeError(`${name}[${i}]: is ${show(weight)}, expected a finite number of at least 0`)
    }
    sum += weight
  }
  if (sum === 0 && weights.length > 0) throw new RangeError(`${name}: are all 0, expected at least one above 0`)
}
