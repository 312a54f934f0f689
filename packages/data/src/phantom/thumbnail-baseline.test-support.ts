/** What a phantom's thumbnail alone gives away: logistic regression on its grey values, scored by the area under the ROC curve. */
import { rocAuc } from '@convlens/metrics'

import { preprocess } from '../preprocess/preprocess.ts'
import type { Raster } from '../raster.ts'

/** A picture as `side` x `side` grey values from 0 to 1. */
export function thumbnail(picture: Raster, side: number): Float32Array {
  return preprocess(picture, {
    version: 1,
    width: side,
    height: side,
    channels: 1,
    fit: 'stretch',
    scaling: 'unit',
  })
}

/** Standardises columns by the mean and deviation of the rows in `fit`. */
function standardise(rows: readonly Float32Array[], fit: readonly number[]): Float64Array[] {
  const columns = rows[0]!.length
  const mean = new Float64Array(columns)
  const square = new Float64Array(columns)
  for (const i of fit) {
    for (const [j, value] of rows[i]!.entries()) {
      mean[j]! += value / fit.length
      square[j]! += value ** 2 / fit.length
    }
  }
  const scale = square.map((value, j) => 1 / (Math.sqrt(Math.max(0, value - mean[j]! ** 2)) + 1e-9))
  return rows.map((row) => Float64Array.from(row, (value, j) => (value - mean[j]!) * scale[j]!))
}

/** L2-regularised logistic regression by gradient descent with Nesterov's momentum; `penalty` as in scikit-learn's 1 / C. */
function fitLogistic(
  rows: readonly Float64Array[],
  y: readonly number[],
  fit: readonly number[],
  penalty: number,
): Float64Array {
  const columns = rows[0]!.length
  let weights = new Float64Array(columns)
  let previous = new Float64Array(columns)
  // The largest curvature of the mean loss is bounded by a quarter of the mean squared length of a row.
  const rate = 4 / columns
  for (let step = 0; step < 300; step++) {
    const ahead = weights.map((w, j) => w + (step / (step + 3)) * (w - previous[j]!))
    const gradient = ahead.map((w) => (penalty * w) / fit.length)
    for (const i of fit) {
      const row = rows[i]!
      let score = 0
      for (let j = 0; j < columns; j++) score += row[j]! * ahead[j]!
      const error = (1 / (1 + Math.exp(-score)) - y[i]!) / fit.length
      for (let j = 0; j < columns; j++) gradient[j]! += error * row[j]!
    }
    previous = weights
    weights = ahead.map((w, j) => w - rate * gradient[j]!)
  }
  return weights
}

/** The best area under the ROC curve over several penalties: generous to the baseline, for the test rows choose among them. */
export function baselineAuc(
  rows: readonly Float32Array[],
  y: readonly number[],
  fit: readonly number[],
  test: readonly number[],
): number {
  const standard = standardise(rows, fit)
  const truth = test.map((i) => y[i]!)
  const scores = [1, 10, 100, 1000].map((penalty) => {
    const weights = fitLogistic(standard, y, fit, penalty)
    return rocAuc(
      truth,
      test.map((i) => standard[i]!.reduce((sum, value, j) => sum + value * weights[j]!, 0)),
    )
  })
  return Math.max(...scores)
}
