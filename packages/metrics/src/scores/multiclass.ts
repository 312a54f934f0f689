// AUC and average precision of several classes, one of which each picture has.
import { checkClasses, checkLengths, checkWeights } from '../shared/checks.ts'
import { averagePrecision } from './average-precision.ts'
import { averageOverClasses, checkAverage, type ClassAverage } from './class-average.ts'
import { rocAuc } from './roc.ts'
import { checkScoreRows, column, countColumns, type Rows } from './rows.ts'
import { weightedMean, type WeightOptions } from '../shared/weights.ts'

export interface MulticlassAucOptions extends WeightOptions {
  /** Each class against all others ('ovr', the default; scikit-learn has none), or each pair of classes ('ovo'). */
  multiClass?: 'ovr' | 'ovo' | undefined
  /** How the classes' numbers become one. 'macro' by default; 'micro' and 'none' with 'ovr' only. */
  average?: Exclude<ClassAverage, 'samples'> | undefined
}

export interface MulticlassPrecisionOptions extends WeightOptions {
  /** How the classes' numbers become one. 'macro' by default. */
  average?: Exclude<ClassAverage, 'samples'> | undefined
}

/** As far from 1 as scikit-learn lets a row's sum be: float32 rounding passes. */
const SUM_TOLERANCE = 1e-5 + 1e-8

function checkMulticlass(yTrue: ArrayLike<number>, yScore: Rows, weights: ArrayLike<number> | undefined): number {
  checkLengths({ yTrue, yScore, ...(weights && { weights }) })
  const classes = countColumns('yScore', yScore, 2)
  checkClasses('yTrue', yTrue, classes)
  checkScoreRows(yScore)
  if (weights) checkWeights('weights', weights)
  return classes
}

function checkSums(yScore: Rows): void {
  yScore.forEach((row, i) => {
    let sum = 0
    for (let j = 0; j < row.length; j++) sum += row[j]!
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new RangeError(`yScore[${i}]: sums to ${sum}, expected probabilities of classes, which sum to 1`)
    }
  })
}

/** Rows of 0 and a single 1. */
function oneHot(yTrue: ArrayLike<number>, classes: number): Uint8Array[] {
  return Array.from(yTrue, (label) => {
    const row = new Uint8Array(classes)
    row[label] = 1
    return row
  })
}

/** Hand and Till's mean over the pairs of classes that are there, each class of a pair once the positive one. */
function oneVersusOne(yTrue: ArrayLike<number>, yScore: Rows, average: 'macro' | 'weighted'): number {
  const labels = Array.from(yTrue)
  const present = [...new Set(labels)].sort((a, b) => a - b)
  const columns = new Map(present.map((label) => [label, column(yScore, label)]))
  const picturesOf = new Map(present.map((label) => [label, labels.flatMap((own, i) => (own === label ? [i] : []))]))
  const areas: number[] = []
  const shares: number[] = []
  present.forEach((a, i) => {
    for (const b of present.slice(i + 1)) {
      const [of, other] = [picturesOf.get(a)!, picturesOf.get(b)!]
      const pictures = [...of, ...other]
      const areaOf = (label: number): number =>
        rocAuc(
          pictures.map((picture) => Number(labels[picture] === label)),
          pictures.map((picture) => columns.get(label)![picture]!),
        )
      areas.push((areaOf(a) + areaOf(b)) / 2)
      shares.push(pictures.length)
    }
  })
  return weightedMean(areas, average === 'weighted' ? shares : undefined)
}

/**
 * The AUC of several classes, scikit-learn's `roc_auc_score` with `multi_class`. 0..1.
 *
 * - `multiClass: 'ovr'`: each class against all others; depends on how frequent the classes are.
 * - `'ovo'`: the mean over all pairs of classes (Hand and Till, Machine Learning 45 (2001) 171-186), which with `'macro'`
 *   does not; pairs with a class of which there is no picture are left out. Without weights only, as there.
 *
 * Deviations: the classes are the columns, so one that `yTrue` lacks needs no list of labels; with 'ovr' its AUC is NaN,
 * and so are 'macro' and 'none' for it. `average: 'none'` is there `None`.
 *
 * @param yTrue the class of each picture, a column of `yScore`
 * @param yScore a row for each picture: the probability of each class; rows sum to 1 within 1e-5
 * @throws RangeError for different lengths, nothing at all, labels without a column, rows that are no probabilities, bad
 *   weights, or options that do not go together
 * @example
 * multiclassRocAuc([0, 1, 2, 1], [[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.2, 0.5, 0.3], [0.1, 0.8, 0.1]]) // 0.861...
 */
export function multiclassRocAuc(
  yTrue: ArrayLike<number>,
  yScore: Rows,
  options: MulticlassAucOptions & { average: 'none' },
): number[]
export function multiclassRocAuc(
  yTrue: ArrayLike<number>,
  yScore: Rows,
  options?: MulticlassAucOptions & { average?: 'macro' | 'weighted' | 'micro' | undefined },
): number
export function multiclassRocAuc(
  yTrue: ArrayLike<number>,
  yScore: Rows,
  { multiClass = 'ovr', average = 'macro', weights }: MulticlassAucOptions = {},
): number | number[] {
  if (multiClass !== 'ovr' && multiClass !== 'ovo') {
    throw new RangeError(`multiClass: is '${String(multiClass)}', expected 'ovr' or 'ovo'`)
  }
  checkAverage(average, multiClass === 'ovo' ? ['macro', 'weighted'] : ['macro', 'weighted', 'micro', 'none'])
  const classes = checkMulticlass(yTrue, yScore, weights)
  checkSums(yScore)
  if (multiClass === 'ovo') {
    if (weights) throw new RangeError(`weights: are given, expected none with multiClass 'ovo'`)
    return oneVersusOne(yTrue, yScore, average as 'macro' | 'weighted')
  }
  return averageOverClasses(rocAuc, oneHot(yTrue, classes), yScore, average, weights)
}

/**
 * The average precision of each class against all others, and their mean: scikit-learn's `average_precision_score` of
 * several classes. 0..1. The classes are the columns; one without pictures is NaN (there 0, or refused).
 *
 * @param yTrue the class of each picture, a column of `yScore`
 * @param yScore a row for each picture: a score for each class, finite; need not be a probability
 * @throws RangeError for different lengths, nothing at all, labels without a column, rows that differ in length, scores
 *   that are not finite, or bad weights
 * @example
 * multiclassAveragePrecision([0, 1, 1], [[0.7, 0.3], [0.6, 0.4], [0.8, 0.2]], { average: 'none' }) // [0.5, 0.833...]
 */
export function multiclassAveragePrecision(
  yTrue: ArrayLike<number>,
  yScore: Rows,
  options: MulticlassPrecisionOptions & { average: 'none' },
): number[]
export function multiclassAveragePrecision(
  yTrue: ArrayLike<number>,
  yScore: Rows,
  options?: MulticlassPrecisionOptions & { average?: 'macro' | 'weighted' | 'micro' | undefined },
): number
export function multiclassAveragePrecision(
  yTrue: ArrayLike<number>,
  yScore: Rows,
  { average = 'macro', weights }: MulticlassPrecisionOptions = {},
): number | number[] {
  checkAverage(average, ['macro', 'weighted', 'micro', 'none'])
  const classes = checkMulticlass(yTrue, yScore, weights)
  return averageOverClasses(averagePrecision, oneHot(yTrue, classes), yScore, average, weights)
}
