/** Temperature scaling: one number, found on validation pictures, that makes probabilities mean what they say. */
import { type Scores, checkedLogits } from './scores.ts'

export type FitTemperatureOptions = Scores & {
  /** Class of each picture. Pictures the model was not trained on: of those it knows, it is sure for a bad reason. */
  yTrue: ArrayLike<number>
  /** How much each picture counts, at least 0; all the same by default. */
  weights?: ArrayLike<number>
  /** Smallest and largest temperature. Default `[0.01, 100]`. */
  bounds?: readonly [low: number, high: number]
}

/**
 * - `fitted`: the temperature minimises the loss
 * - `all-correct`: every picture is classified rightly, so that the loss falls for ever as the temperature does: nothing to learn, 1
 * - `one-class`: all pictures are of one class, which says nothing about the others: 1
 * - `flat`: in every row all classes score the same, and no temperature changes that: 1
 * - `worse-than-guessing`: the loss is least where all classes are equally likely: the largest temperature
 * - `at-bound`: the minimum lies outside the bounds: the nearer one
 */
export type TemperatureStatus = 'fitted' | 'all-correct' | 'one-class' | 'flat' | 'worse-than-guessing' | 'at-bound'

export interface TemperatureFit {
  /** For `applyTemperature`. */
  temperature: number
  status: TemperatureStatus
  /** Mean negative log-likelihood, in nats, of the scores as they are. */
  lossBefore: number
  /** The same at this temperature. */
  lossAfter: number
  /** Pictures that counted. */
  n: number
}

/** Mean loss at the inverse temperature `factor`, with its first and second derivative by `factor`. */
interface Slope {
  loss: number
  first: number
  second: number
}

/**
 * Finds the temperature at which `softmax(logits / temperature)` has the least mean negative log-likelihood (Guo et al. 2017, "On
 * Calibration of Modern Neural Networks"). The loss is convex in `1 / temperature`; a Newton iteration kept within a shrinking
 * bracket finds its minimum to the last digits of double precision. Degenerate pictures give a named `status`, not an error.
 *
 * @throws RangeError for arrays of different sizes, no picture of positive weight, classes or weights that cannot be, or bad bounds
 * @example
 * ```ts
 * // Sure of each answer, right in three of four: three quarters is what it should have said.
 * const probabilities = [0.99, 0.01, 0.99, 0.01, 0.01, 0.99, 0.01, 0.99]
 * const { temperature } = fitTemperature({ probabilities, classes: 2, yTrue: [0, 0, 1, 0] })
 * applyTemperature({ probabilities, classes: 2, temperature })[0] // 0.75
 * ```
 */
export function fitTemperature(options: FitTemperatureOptions): TemperatureFit {
  const { classes, yTrue, bounds: [low, high] = [0.01, 100] } = options
  if (!(low > 0 && low < high && high < Infinity))
    throw new RangeError(`bounds: expected two positive numbers in ascending order, got [${low}, ${high}]`)
  const logits = checkedLogits(options)
  const shares = checkedShares(options, logits.length / classes)
  const slopeAt = (factor: number): Slope => slopeOf(logits, yTrue, shares, classes, factor)
  const counted = Array.from(yTrue, (_, i) => i).filter((i) => shares[i]! > 0)
  const before = slopeAt(1).loss
  const result = (status: TemperatureStatus, temperature: number): TemperatureFit => ({
    temperature,
    status,
    lossBefore: before,
    lossAfter: temperature === 1 ? before : slopeAt(1 / temperature).loss,
    n: counted.length,
  })

  const row = (i: number): Float64Array => logits.subarray(i * classes, (i + 1) * classes)
  if (counted.every((i) => row(i).every((value) => value === row(i)[0]))) return result('flat', 1)
  if (counted.every((i) => yTrue[i] === yTrue[counted[0]!])) return result('one-class', 1)
  if (counted.every((i) => row(i).every((value) => value <= row(i)[yTrue[i]!]!))) return result('all-correct', 1)
  if (slopeAt(0).first >= 0) return result('worse-than-guessing', high)
  if (slopeAt(1 / high).first >= 0) return result('at-bound', high)
  if (slopeAt(1 / low).first <= 0) return result('at-bound', low)
  return result('fitted', 1 / rootOf(slopeAt, 1 / high, 1 / low))
}

/** Where the first derivative is 0; it is negative at `from`, positive at `to`, and rises in between. */
function rootOf(slopeAt: (factor: number) => Slope, from: number, to: number): number {
  let factor = Math.min(to, Math.max(from, 1))
  for (let i = 0; i < 200; i++) {
    const { first, second } = slopeAt(factor)
    if (first === 0) return factor
    if (first < 0) from = factor
    else to = factor
    const newton = factor - first / second
    // The middle by ratio: the bounds are some powers of ten apart.
    const next = newton > from && newton < to ? newton : Math.sqrt(from * to)
    if (Math.abs(next - factor) <= 1e-15 * factor) return next
    factor = next
  }
  return factor
}

function slopeOf(
  logits: Float64Array,
  yTrue: ArrayLike<number>,
  shares: Float64Array,
  classes: number,
  factor: number,
): Slope {
  const total = { loss: 0, first: 0, second: 0 }
  for (let i = 0; i < shares.length; i++) {
    if (shares[i] === 0) continue
    const start = i * classes
    let largest = -Infinity
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[start + c]!)
    // Logits count from the largest: nothing overflows, and the variance does not cancel.
    let [sum, mean, square] = [0, 0, 0]
    for (let c = 0; c < classes; c++) {
      const z = logits[start + c]! - largest
      const e = Math.exp(z * factor)
      sum += e
      mean += e * z
      square += e * z * z
    }
    mean /= sum
    const truth = logits[start + yTrue[i]!]! - largest
    total.loss += shares[i]! * (Math.log(sum) - factor * truth)
    total.first += shares[i]! * (mean - truth)
    total.second += shares[i]! * (square / sum - mean * mean)
  }
  return total
}

/** Weights that sum to 1, after everything was checked. */
function checkedShares({ classes, yTrue, weights }: FitTemperatureOptions, n: number): Float64Array {
  if (yTrue.length !== n)
    throw new RangeError(`yTrue: expected ${n} classes, one for each row of scores, got ${yTrue.length}`)
  for (let i = 0; i < n; i++) {
    const label = yTrue[i]!
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new RangeError(`yTrue[${i}]: expected a class from 0 to ${classes - 1}, got ${label}`)
  }
  if (weights !== undefined && weights.length !== n)
    throw new RangeError(`weights: expected ${n}, one for each picture, got ${weights.length}`)
  const values = Float64Array.from({ length: n }, (_, i) => weights?.[i] ?? 1)
  const bad = values.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (bad >= 0) throw new RangeError(`weights[${bad}]: expected a number of at least 0, got ${values[bad]}`)
  const sum = values.reduce((total, weight) => total + weight, 0)
  if (!(sum > 0))
    throw new RangeError(`yTrue: expected at least one picture that counts, got ${n === 0 ? 'none' : 'weights of 0'}`)
  return values.map((weight) => weight / sum)
}
