// Temperature scaling: one number, found on validation pictures, that makes probabilities mean what they say.
import { checkBinary, checkClasses, checkLengths, checkWeights } from '../shared/checks.ts'
import type { Rows } from '../scores/rows.ts'
import type { WeightOptions } from '../shared/weights.ts'
import { logitRows, type ScoreKind } from './score-logits.ts'
import { isRows, type FlatRows } from './score-rows.ts'

export interface FitTemperatureOptions extends WeightOptions {
  /** Whether `yScore` holds logits or probabilities; never guessed. Of probabilities, those below 1e-7 count as 1e-7. */
  scores: ScoreKind
  /** Smallest and largest temperature. Default `[0.01, 100]`. */
  bounds?: readonly [low: number, high: number]
}

/**
 * - `fitted`: the temperature minimises the loss
 * - `all-correct`: every picture is classified rightly, so that the loss falls for ever as the temperature does: 1
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
  /** Pictures that counted: those of a weight above 0. */
  n: number
}

/** Mean loss at the inverse temperature `factor`, with its first and second derivative by `factor`. */
interface Slope {
  loss: number
  first: number
  second: number
}

/**
 * Finds the temperature at which `softmax(logits / temperature)` has the least mean negative log-likelihood (Guo, Pleiss,
 * Sun, Weinberger, ICML 2017). Fit it on validation pictures, neither on those trained on nor on those to be reported.
 * The loss is convex in 1 / temperature; Newton's method within a shrinking bracket finds its minimum to the last digits.
 * Degenerate pictures give a named `status` and a finite temperature, not an error. The same number as `fitTemperature` of
 * @convlens/model.
 *
 * @param yTrue class indices; 1 for positive and 0 for negative where `yScore` is one score for each picture
 * @param yScore a score of the positive class, or a row of scores, for each picture
 * @throws RangeError for different lengths, nothing at all, unknown classes, weights below 0, scores that are not what
 *   `scores` says, or bad bounds
 * @example
 * // Sure of each answer, right in three of four: three quarters is what it should have said.
 * const yScore = [0.99, 0.99, 0.01, 0.99]
 * const { temperature } = fitTemperature([1, 1, 0, 0], yScore, { scores: 'probabilities' })
 * applyTemperature(yScore, temperature, { scores: 'probabilities' })[0] // 0.75
 */
export function fitTemperature(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number> | Rows,
  { scores, weights, bounds: [low, high] = [0.01, 100] }: FitTemperatureOptions,
): TemperatureFit {
  const n = checkLengths({ yTrue, yScore, ...(weights && { weights }) })
  if (!(low > 0 && low < high && high < Infinity)) {
    throw new RangeError(`bounds: is [${low}, ${high}], expected two positive numbers, the smaller first`)
  }
  if (weights) checkWeights('weights', weights)
  const rows = logitRows(yScore, scores)
  const { values, classes } = rows
  if (isRows(yScore)) checkClasses('yTrue', yTrue, classes)
  else checkBinary('yTrue', yTrue)

  const largest = weights ? Array.from(weights).reduce((a, b) => Math.max(a, b)) : 1
  const shares = Float64Array.from({ length: n }, (_, i) => (weights?.[i] ?? 1) / largest)
  const sum = shares.reduce((total, share) => total + share, 0)
  const slopeAt = (factor: number): Slope => lossSlope(yTrue, rows, shares, sum, factor)
  const before = slopeAt(1).loss
  const counted = Array.from(shares, (_, i) => i).filter((i) => shares[i]! > 0)
  const result = (status: TemperatureStatus, temperature: number): TemperatureFit => ({
    temperature,
    status,
    lossBefore: before,
    lossAfter: temperature === 1 ? before : slopeAt(1 / temperature).loss,
    n: counted.length,
  })

  // The highest score of each row is 0.
  const row = (i: number): Float64Array => values.subarray(i * classes, (i + 1) * classes)
  if (counted.every((i) => row(i).every((value) => value === 0))) return result('flat', 1)
  if (counted.every((i) => yTrue[i] === yTrue[counted[0]!])) return result('one-class', 1)
  if (counted.every((i) => row(i)[yTrue[i]!] === 0)) return result('all-correct', 1)
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

function lossSlope(
  yTrue: ArrayLike<number>,
  { values, classes }: FlatRows,
  shares: Float64Array,
  sum: number,
  factor: number,
): Slope {
  let [loss, first, second] = [0, 0, 0]
  for (let i = 0; i < shares.length; i++) {
    if (shares[i] === 0) continue
    let [total, mean, square] = [0, 0, 0]
    for (let c = i * classes; c < (i + 1) * classes; c++) {
      const z = values[c]!
      const e = Math.exp(z * factor)
      total += e
      mean += e * z
      square += e * z * z
    }
    mean /= total
    const truth = values[i * classes + yTrue[i]!]!
    const share = shares[i]! / sum
    loss += share * (Math.log(total) - factor * truth)
    first += share * (mean - truth)
    second += share * (square / total - mean * mean)
  }
  return { loss, first, second }
}
