// The ROC curve and the area under it.
import { atBends, keepSteps } from './curve-points.ts'
import { scoreSteps, totals, type ScoreSteps } from './score-steps.ts'
import type { WeightOptions } from '../shared/weights.ts'

export interface RocCurve {
  /** 1 - specificity at each threshold, rising from 0 to 1; NaN throughout without negatives. */
  fpr: number[]
  /** Sensitivity at each threshold, rising from 0 to 1; NaN throughout without positives. */
  tpr: number[]
  /** Falling; a picture counts as positive when its score >= the threshold. The first is +Infinity: nothing does. */
  thresholds: number[]
}

export interface CurveOptions extends WeightOptions {
  /** Leave out points that a drawn curve does not need. Default false, in scikit-learn true for the ROC curve alone. */
  dropIntermediate?: boolean | undefined
}

export interface RocAucOptions extends WeightOptions {
  /** The area up to this rate of false positives only, standardised; see {@link rocAuc}. In (0, 1], 1 by default. */
  maxFpr?: number | undefined
}

/**
 * The ROC curve: one point for each distinct score after (0, 0) at +Infinity, so that straight lines between them
 * enclose exactly {@link rocAuc}. scikit-learn's `roc_curve(drop_intermediate=False)`; with `dropIntermediate` points
 * evenly on a line between their neighbours are left out, as there. As there, a rate without any picture to measure it on
 * is NaN. Note that JSON turns +Infinity and NaN into null.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, or bad weights
 * @example
 * rocCurve([0, 1, 1], [0.1, 0.4, 0.8]) // { fpr: [0, 0, 0, 1], tpr: [0, 0.5, 1, 1], thresholds: [Infinity, 0.8, 0.4, 0.1] }
 */
export function rocCurve(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights, dropIntermediate = false }: CurveOptions = {},
): RocCurve {
  const all = scoreSteps(yTrue, yScore, { weights })
  return curveThrough(dropIntermediate ? keepSteps(all, atBends(all)) : all)
}

/** The ROC curve from (0, 0) through each step. */
export function curveThrough(steps: ScoreSteps): RocCurve {
  const { scores, truePositives, falsePositives } = steps
  const { positives, negatives } = totals(steps)
  const curve: RocCurve = {
    fpr: [negatives > 0 ? 0 : Number.NaN],
    tpr: [positives > 0 ? 0 : Number.NaN],
    thresholds: [Infinity],
  }
  for (let i = 0; i < scores.length; i++) {
    curve.fpr.push(falsePositives[i]! / negatives)
    curve.tpr.push(truePositives[i]! / positives)
    curve.thresholds.push(scores[i]!)
  }
  return curve
}

/** Twice the number of (positive, negative) pairs in the right order, ties one half: a whole number, so exact. */
function twicePairsWon({ truePositives, falsePositives }: ScoreSteps, negatives: number): number {
  let [won, positivesAbove, negativesAbove] = [0, 0, 0]
  for (let i = 0; i < truePositives.length; i++) {
    // Those below count twice, those of the same score once.
    won += (truePositives[i]! - positivesAbove) * (2 * negatives - falsePositives[i]! - negativesAbove)
    positivesAbove = truePositives[i]!
    negativesAbove = falsePositives[i]!
  }
  return won
}

/** The whole area under the ROC curve; NaN when only one class is there. */
export function areaUnderRoc(steps: ScoreSteps): number {
  const { positives, negatives } = totals(steps)
  // Sums of weights may round to a little more than 1.
  return Math.min(1, twicePairsWon(steps, negatives) / (2 * positives * negatives))
}

/** The area from 0 to `maxFpr`, then 0.5 for what chance would give and 1 for all of it. */
function partialArea(steps: ScoreSteps, maxFpr: number): number {
  const { truePositives, falsePositives } = steps
  const { positives, negatives } = totals(steps)
  if (positives === 0 || negatives === 0) return Number.NaN
  let [area, x, y] = [0, 0, 0]
  for (let i = 0; x < maxFpr; i++) {
    const [nextX, nextY] = [falsePositives[i]! / negatives, truePositives[i]! / positives]
    const end = Math.min(nextX, maxFpr)
    // On the line from (x, y) to (nextX, nextY).
    const atEnd = nextX > maxFpr ? y + ((nextY - y) * (maxFpr - x)) / (nextX - x) : nextY
    area += ((end - x) * (y + atEnd)) / 2
    ;[x, y] = [end, nextY]
  }
  const chance = maxFpr ** 2 / 2
  return (1 + (area - chance) / (maxFpr - chance)) / 2
}

/**
 * The area under the ROC curve: the probability that a random positive scores higher than a random negative, ties
 * counting one half (Mann-Whitney). 0..1, 0.5 is chance; NaN when only one class is there, as in scikit-learn's
 * `roc_auc_score`. Without weights it is computed on whole numbers, hence the same for every order of the pictures.
 *
 * With `maxFpr` the area up to that rate of false positives alone, standardised after McClish (Medical Decision Making 9
 * (1989) 190-195): 0.5 (1 + (area - least) / (most - least)), least = maxFpr^2 / 2 being that of chance, most = maxFpr.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, bad weights, or a
 *   `maxFpr` outside (0, 1]
 * @example
 * rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // 0.75
 */
export function rocAuc(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights, maxFpr = 1 }: RocAucOptions = {},
): number {
  if (!(maxFpr > 0 && maxFpr <= 1)) {
    throw new RangeError(`maxFpr: is ${String(maxFpr)}, expected a rate above 0 and of at most 1, such as 0.1`)
  }
  const steps = scoreSteps(yTrue, yScore, { weights })
  return maxFpr === 1 ? areaUnderRoc(steps) : partialArea(steps, maxFpr)
}
