// AUC and average precision of pictures drawn again and again: what a bootstrap computes thousands of times.
import { checkLengths } from '../shared/checks.ts'
import { descending, scoreSteps } from './score-steps.ts'

/**
 * Pictures ranked once for many resamples: who is drawn, and where in the ranking of the other class each one stands. So
 * laid out, a resample is two passes without a single branch, and ties cost nothing.
 */
export interface RankedUnits {
  /** The unit (patient) of each positive and of each negative, from the highest score to the lowest. */
  positives: Uint32Array
  negatives: Uint32Array
  /** For each positive: how many negatives score higher, and how many at least as high. */
  negativesAbove: Uint32Array
  negativesFrom: Uint32Array
  /** For each positive: how many positives score at least as high, itself among them. */
  positivesFrom: Uint32Array
  /** Room for the running sums of one resample. */
  drawnNegatives: Float64Array
  drawnPositives: Float64Array
}

/**
 * @param unitOf the unit of each picture, a whole number from 0
 * @throws RangeError for different lengths, nothing at all, other labels, or a score that is not finite
 */
export function rankUnits(yTrue: ArrayLike<number>, yScore: ArrayLike<number>, unitOf: ArrayLike<number>): RankedUnits {
  checkLengths({ yTrue, yScore, unitOf })
  const { truePositives, falsePositives } = scoreSteps(yTrue, yScore)
  const [m, n] = [truePositives.at(-1)!, falsePositives.at(-1)!]
  const ranked: RankedUnits = {
    positives: new Uint32Array(m),
    negatives: new Uint32Array(n),
    negativesAbove: new Uint32Array(m),
    negativesFrom: new Uint32Array(m),
    positivesFrom: new Uint32Array(m),
    drawnNegatives: new Float64Array(n + 1),
    drawnPositives: new Float64Array(m + 1),
  }
  let [positive, negative] = [0, 0]
  for (const i of descending(yScore)) {
    const unit = unitOf[i]!
    if (yTrue[i] === 1) ranked.positives[positive++] = unit
    else ranked.negatives[negative++] = unit
  }
  let [step, above] = [0, 0]
  for (let i = 0; i < m; i++) {
    while (truePositives[step]! <= i) above = falsePositives[step++]!
    ranked.negativesAbove[i] = above
    ranked.negativesFrom[i] = falsePositives[step]!
    ranked.positivesFrom[i] = truePositives[step]!
  }
  return ranked
}

/** sums[k] = how often the first k pictures were drawn, taken together. */
function runningSums(units: Uint32Array, drawn: ArrayLike<number>, sums: Float64Array): void {
  let sum = 0
  for (let i = 0; i < units.length; i++) {
    sum += drawn[units[i]!]!
    sums[i + 1] = sum
  }
}

/**
 * The AUC with each picture counted as often as its unit was drawn: that of `rocAuc` on the drawn pictures, to the bit, as
 * it is computed on whole numbers. NaN where only one class was drawn.
 *
 * @param drawn how often each unit was drawn
 */
export function drawnAuc(ranked: RankedUnits, drawn: Int32Array): number {
  const { positives, negatives, negativesAbove, negativesFrom, drawnNegatives } = ranked
  runningSums(negatives, drawn, drawnNegatives)
  const n = drawnNegatives[negatives.length]!
  let [m, lost] = [0, 0]
  for (let i = 0; i < positives.length; i++) {
    const times = drawn[positives[i]!]!
    m += times
    lost += times * (drawnNegatives[negativesAbove[i]!]! + drawnNegatives[negativesFrom[i]!]!)
  }
  const pairs = 2 * m * n
  return (pairs - lost) / pairs
}

/**
 * Average precision likewise, but for rounding in another order. NaN where no positive was drawn.
 *
 * @param drawn how often each unit was drawn
 */
export function drawnAveragePrecision(ranked: RankedUnits, drawn: Int32Array): number {
  const { positives, negatives, negativesFrom, positivesFrom, drawnNegatives, drawnPositives } = ranked
  runningSums(negatives, drawn, drawnNegatives)
  runningSums(positives, drawn, drawnPositives)
  let sum = 0
  for (let i = 0; i < positives.length; i++) {
    const times = drawn[positives[i]!]!
    if (times === 0) continue
    const found = drawnPositives[positivesFrom[i]!]!
    sum += (times * found) / (found + drawnNegatives[negativesFrom[i]!]!)
  }
  return Math.min(1, sum / drawnPositives[positives.length]!)
}
