// Scores of several classes: one row for each picture, one column for each class.
import { countColumns, type Rows } from '../scores/rows.ts'
import { checkProbabilities } from '../shared/checks.ts'

export type { Rows as ScoreRows }

/** The rows in one array, row after row. */
export interface FlatRows {
  values: Float64Array
  classes: number
}

/** How far a row of probabilities may miss a sum of 1: two digits in a CSV still pass, sigmoids of many labels do not. */
const SUM_TOLERANCE = 0.01

/** Whether these are rows, not one score for each picture. */
export function isRows(yScore: ArrayLike<number> | Rows): yScore is Rows {
  return typeof yScore[0] === 'object'
}

/**
 * Rows of probabilities as one array, each entry within 0..1.
 *
 * @throws RangeError for rows of different lengths, entries that are no probabilities, or a row that does not sum to 1
 */
export function checkProbabilityRows(name: string, rows: Rows): FlatRows {
  const classes = countColumns(name, rows, 2)
  const values = new Float64Array(rows.length * classes)
  rows.forEach((row, i) => {
    const probabilities = checkProbabilities(`${name}[${i}]`, row)
    const sum = probabilities.reduce((total, p) => total + p, 0)
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new RangeError(`${name}[${i}]: sums to ${sum}, expected probabilities of classes, which sum to 1`)
    }
    values.set(probabilities, i * classes)
  })
  return { values, classes }
}
