// The ROC curve and the area under it.
import { scoreSteps, totals, type ScoreStep } from './score-steps.ts'

export interface RocCurve {
  /** 1 - specificity at each threshold, rising from 0 to 1; NaN throughout without negatives. */
  fpr: number[]
  /** Sensitivity at each threshold, rising from 0 to 1; NaN throughout without positives. */
  tpr: number[]
  /** Falling; a picture counts as positive when its score >= the threshold. The first is +Infinity: nothing does. */
  thresholds: number[]
}

/**
 * The ROC curve: one point for each distinct score after (0, 0) at +Infinity, so that straight lines between them
 * enclose exactly {@link rocAuc}. scikit-learn's `roc_curve(drop_intermediate=False)`. As there, a rate without any
 * picture to measure it on is NaN. Note that JSON turns +Infinity and NaN into null.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, or a score that is not finite
 * @example
 * rocCurve([0, 1, 1], [0.1, 0.4, 0.8]) // { fpr: [0, 0, 0, 1], tpr: [0, 0.5, 1, 1], thresholds: [Infinity, 0.8, 0.4, 0.1] }
 */
export function rocCurve(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): RocCurve {
  const steps = scoreSteps(yTrue, yScore)
  const { positives, negatives } = totals(steps)
  const curve: RocCurve = {
    fpr: [negatives > 0 ? 0 : Number.NaN],
    tpr: [positives > 0 ? 0 : Number.NaN],
    thresholds: [Infinity],
  }
  let [truePositives, falsePositives] = [0, 0]
  for (const step of steps) {
    truePositives += step.positives
    falsePositives += step.negatives
    curve.fpr.push(falsePositives / negatives)
    curve.tpr.push(truePositives / positives)
    curve.thresholds.push(step.score)
  }
  return curve
}

/** Twice the number of (positive, negative) pairs in the right order, ties one half: a whole number, so exact. */
export function twicePairsWon(steps: readonly ScoreStep[], negatives: number): number {
  let below = negatives
  let won = 0
  for (const step of steps) {
    won += step.positives * (2 * below - step.negatives)
    below -= step.negatives
  }
  return won
}

/**
 * The area under the ROC curve: the probability that a random positive scores higher than a random negative, ties
 * counting one half (Mann-Whitney). 0..1, 0.5 is chance; NaN when only one class is there, as in scikit-learn.
 * Computed on whole numbers, hence the same for every order of the pictures.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, or a score that is not finite
 * @example
 * rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) // 0.75
 */
export function rocAuc(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): number {
  const steps = scoreSteps(yTrue, yScore)
  const { positives, negatives } = totals(steps)
  return twicePairsWon(steps, negatives) / (2 * positives * negatives)
}
