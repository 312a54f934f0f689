// Numbers about hard decisions, with scikit-learn's conventions.
import { checkBinary, checkClasses, checkLengths } from '../shared/checks.ts'
import { ratio, type ZeroDivisionOptions } from '../shared/ratio.ts'

/** The four cells of a binary decision; 1 is the positive class. */
export interface BinaryCounts {
  truePositives: number
  falsePositives: number
  trueNegatives: number
  falseNegatives: number
}

/**
 * Counts the four cells of a binary decision.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yPred the decision, 1 or 0
 * @throws RangeError for different lengths, nothing at all, or entries other than 0 and 1
 */
export function binaryCounts(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): BinaryCounts {
  checkLengths({ yTrue, yPred })
  checkBinary('yTrue', yTrue)
  checkBinary('yPred', yPred)
  const counts = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 }
  for (let i = 0; i < yTrue.length; i++) {
    if (yPred[i] === 1) counts[yTrue[i] === 1 ? 'truePositives' : 'falsePositives']++
    else counts[yTrue[i] === 1 ? 'falseNegatives' : 'trueNegatives']++
  }
  return counts
}

/**
 * The hard decision behind a score: 1 when score >= `threshold`, else 0. torchmetrics and tfjs use the strict `>`,
 * which `comparison` offers; a score exactly on the threshold then counts as negative.
 *
 * @throws RangeError for a score or threshold that is not a finite number
 * @example
 * predictedLabels([0.2, 0.5, 0.9], 0.5) // [0, 1, 1]
 */
export function predictedLabels(
  yScore: ArrayLike<number>,
  threshold = 0.5,
  { comparison = '>=' }: { comparison?: '>=' | '>' } = {},
): number[] {
  if (!Number.isFinite(threshold)) throw new RangeError(`threshold: is ${threshold}, expected a finite number`)
  if (comparison !== '>=' && comparison !== '>') {
    throw new RangeError(`comparison: is '${String(comparison)}', expected '>=' or '>'`)
  }
  return Array.from(yScore, (score, i) => {
    if (!Number.isFinite(score)) throw new RangeError(`yScore[${i}]: is ${score}, expected a finite number`)
    return Number(comparison === '>' ? score > threshold : score >= threshold)
  })
}

/** The share of pictures whose predicted class is the true one, 0..1; any number of classes. */
export function accuracy(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  const n = checkLengths({ yTrue, yPred })
  checkClasses('yTrue', yTrue, Infinity)
  checkClasses('yPred', yPred, Infinity)
  let right = 0
  for (let i = 0; i < n; i++) if (yTrue[i] === yPred[i]) right++
  return right / n
}

/** The mean recall over the classes that occur in `yTrue`, 0..1: what a lopsided test set cannot flatter. */
export function balancedAccuracy(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  const n = checkLengths({ yTrue, yPred })
  checkClasses('yTrue', yTrue, Infinity)
  checkClasses('yPred', yPred, Infinity)
  const classes = new Map<number, { right: number; all: number }>()
  for (let i = 0; i < n; i++) {
    const seen = classes.get(yTrue[i]!) ?? { right: 0, all: 0 }
    classes.set(yTrue[i]!, { right: seen.right + Number(yTrue[i] === yPred[i]), all: seen.all + 1 })
  }
  let sum = 0
  for (const { right, all } of classes.values()) sum += right / all
  return sum / classes.size
}

/** TP / (TP + FN): the share of the ill that are found, 0..1. Also called recall. */
export function sensitivity(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  const { truePositives, falseNegatives } = binaryCounts(yTrue, yPred)
  return ratio(truePositives, truePositives + falseNegatives, zeroDivision)
}

/** TN / (TN + FP): the share of the healthy that are left alone, 0..1. */
export function specificity(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  const { trueNegatives, falsePositives } = binaryCounts(yTrue, yPred)
  return ratio(trueNegatives, trueNegatives + falsePositives, zeroDivision)
}

/** TP / (TP + FP): how often an alarm is right, 0..1, at the prevalence of these pictures. Positive predictive value. */
export function precision(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  const { truePositives, falsePositives } = binaryCounts(yTrue, yPred)
  return ratio(truePositives, truePositives + falsePositives, zeroDivision)
}

/** TN / (TN + FN): how often an all-clear is right, 0..1, at the prevalence of these pictures. */
export function negativePredictiveValue(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  const { trueNegatives, falseNegatives } = binaryCounts(yTrue, yPred)
  return ratio(trueNegatives, trueNegatives + falseNegatives, zeroDivision)
}

/** 2 TP / (2 TP + FP + FN): the harmonic mean of precision and sensitivity, 0..1. */
export function f1(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { zeroDivision = 0 }: ZeroDivisionOptions = {},
): number {
  const { truePositives, falsePositives, falseNegatives } = binaryCounts(yTrue, yPred)
  return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives, zeroDivision)
}
