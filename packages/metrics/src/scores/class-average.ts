// One number from the numbers of several classes.
import { weightedMean, type WeightOptions } from '../shared/weights.ts'
import { column, flatten, type Rows } from './rows.ts'

/**
 * - `'macro'`: the mean over the classes, each counting the same
 * - `'weighted'`: the mean, each class counting as much as it has positives
 * - `'micro'`: every entry of the rows is a sample of its own
 * - `'samples'`: the mean over the pictures, each one's classes ranked among themselves
 * - `'none'`: the number of each class
 */
export type ClassAverage = 'macro' | 'weighted' | 'micro' | 'samples' | 'none'

/** A metric of one class against all else. */
export type BinaryMetric = (yTrue: ArrayLike<number>, yScore: ArrayLike<number>, options: WeightOptions) => number

/** @throws RangeError unless it is one of those that can be had */
export function checkAverage(average: string, known: readonly string[]): void {
  if (known.includes(average)) return
  const names = known.map((name) => `'${name}'`)
  throw new RangeError(`average: is '${average}', expected ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`)
}

/** Sums of the positives' weights, for each class. */
function supports(yTrue: Rows, columns: number, weights: ArrayLike<number> | undefined): number[] {
  return Array.from({ length: columns }, (_, j) =>
    yTrue.reduce((sum, row, i) => sum + row[j]! * (weights ? weights[i]! : 1), 0),
  )
}

/** As scikit-learn averages a binary metric over the columns of rows of 0 and 1. */
export function averageOverClasses(
  metric: BinaryMetric,
  yTrue: Rows,
  yScore: Rows,
  average: ClassAverage,
  weights: ArrayLike<number> | undefined,
): number | number[] {
  const columns = yScore[0]!.length
  if (average === 'micro') {
    const each =
      weights && Float64Array.from({ length: yTrue.length * columns }, (_, i) => weights[Math.floor(i / columns)]!)
    return metric(flatten(yTrue, columns), flatten(yScore, columns), { weights: each })
  }
  if (average === 'samples') {
    const ofEach = yTrue.map((row, i) => metric(row, yScore[i]!, {}))
    return weightedMean(ofEach, weights)
  }
  const ofEach = Array.from({ length: columns }, (_, j) => metric(column(yTrue, j), column(yScore, j), { weights }))
  if (average === 'none') return ofEach
  return weightedMean(ofEach, average === 'weighted' ? supports(yTrue, columns, weights) : undefined)
}
