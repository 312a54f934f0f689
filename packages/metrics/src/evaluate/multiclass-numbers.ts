// Every multiclass number of patients drawn again: what is computed thousands of times.
import { balancedAccuracyOf, cohenKappaOf, marginsOf, matthewsCorrelationOf } from '../labels/agreement.ts'
import type { Units } from '../shared/units.ts'
import { drawnAuc, drawnAveragePrecision, rankUnits, type RankedUnits } from '../scores/weighted-auc.ts'

export interface MulticlassPictures {
  yTrue: ArrayLike<number>
  yPred: ArrayLike<number>
  /** Row by row, `classes` a picture. */
  scores: Float64Array
  classes: number
  /** -ln(probability of the true class) of each picture. */
  losses: Float64Array
  /** Squared distance of the probabilities from the truth, of each picture. */
  squaredErrors: Float64Array
  /** Whether the true class is among the k likeliest, of each picture. */
  inTopK: Uint8Array
  units: Units
}

/** Of a class against all others. */
export interface ClassNumbers {
  precision: number
  recall: number
  specificity: number
  f1: number
  auc: number
  averagePrecision: number
}

/** Of all classes together. */
export interface OverallNumbers {
  accuracy: number
  balancedAccuracy: number
  macroF1: number
  matthewsCorrelation: number
  cohenKappa: number
  macroAuc: number
  topKAccuracy: number
  logLoss: number
  brier: number
}

export interface MulticlassNumbers {
  overall: OverallNumbers
  classes: ClassNumbers[]
}

/** Laid out for a loop that runs thousands of times. */
export interface DrawableClasses {
  pictures: MulticlassPictures
  /** Each class against the others; undefined where one side has no picture. */
  ranked: (RankedUnits | undefined)[]
}

/**
 * The class of the highest probability, and whether the true one is among the `k` first; of equal ones the first comes
 * first, so that the decision is the top one.
 */
export function decide(
  yTrue: ArrayLike<number>,
  scores: Float64Array,
  classes: number,
  k: number,
): Pick<MulticlassPictures, 'yPred' | 'inTopK'> {
  const yPred = new Int32Array(yTrue.length)
  const inTopK = new Uint8Array(yTrue.length)
  for (let i = 0; i < yTrue.length; i++) {
    const row = scores.subarray(i * classes, (i + 1) * classes)
    yPred[i] = row.indexOf(row.reduce((a, b) => Math.max(a, b)))
    const truth = row[yTrue[i]!]!
    inTopK[i] = Number(
      row.reduce((better, p, c) => better + Number(p > truth || (p === truth && c < yTrue[i]!)), 0) < k,
    )
  }
  return { yPred, inTopK }
}

export function drawableClasses(pictures: MulticlassPictures): DrawableClasses {
  const { yTrue, scores, classes, units, losses } = pictures
  const ranked = Array.from({ length: classes }, (_, k) => {
    const isClass = Uint8Array.from(losses, (_loss, i) => Number(yTrue[i] === k))
    const known = isClass.includes(1) && isClass.includes(0)
    return known
      ? rankUnits(
          isClass,
          losses.map((_loss, i) => scores[i * classes + k]!),
          units.unitOf,
        )
      : undefined
  })
  return { pictures, ranked }
}

/** A mean over the classes of which it is known; NaN where that is none. */
export function meanOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.reduce((sum, value) => sum + value, 0) / known.length
}

/** Every number, each picture as often as its unit was drawn; 0 / 0 is NaN and is left out of means. */
export function multiclassNumbers({ pictures, ranked }: DrawableClasses, drawn: Int32Array): MulticlassNumbers {
  const { yTrue, yPred, classes, losses, squaredErrors, inTopK } = pictures
  const { unitOf } = pictures.units
  const counts = Array.from({ length: classes }, () => new Float64Array(classes))
  let [loss, squared, found] = [0, 0, 0]
  for (let i = 0; i < unitOf.length; i++) {
    const times = drawn[unitOf[i]!]!
    counts[yTrue[i]!]![yPred[i]!]! += times
    loss += times * losses[i]!
    squared += times * squaredErrors[i]!
    found += times * inTopK[i]!
  }
  const margins = marginsOf(counts)
  const { rows, columns, total, diagonal } = margins
  const numbers = counts.map((row, k): ClassNumbers => {
    const [right, truth, alarms] = [row[k]!, rows[k]!, columns[k]!]
    const others = ranked[k]
    return {
      precision: right / alarms,
      recall: right / truth,
      specificity: (total - truth - (alarms - right)) / (total - truth),
      f1: (2 * right) / (truth + alarms),
      auc: others ? drawnAuc(others, drawn) : Number.NaN,
      averagePrecision: others ? drawnAveragePrecision(others, drawn) : Number.NaN,
    }
  })
  return {
    overall: {
      accuracy: diagonal / total,
      balancedAccuracy: balancedAccuracyOf(counts, margins),
      macroF1: meanOfKnown(numbers.map(({ f1 }) => f1)),
      matthewsCorrelation: matthewsCorrelationOf(margins),
      cohenKappa: cohenKappaOf(counts, margins, 'none'),
      macroAuc: meanOfKnown(numbers.map(({ auc }) => auc)),
      topKAccuracy: found / total,
      logLoss: loss / total,
      brier: squared / total,
    },
    classes: numbers,
  }
}
