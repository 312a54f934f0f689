// Scores and labels in rows: a row for each picture, a column for each class.
import { checkLengths } from '../shared/checks.ts'

/** One row for each picture, one column for each class. */
export type Rows = readonly ArrayLike<number>[]

/**
 * How many columns there are.
 *
 * @throws RangeError where there are fewer than `least`, or rows with more or fewer than the first
 */
export function countColumns(name: string, rows: Rows, least = 1): number {
  const columns = rows[0]?.length ?? 0
  for (let i = 0; i < rows.length; i++) {
    const received = rows[i]?.length
    if (received === undefined || received !== columns || received < least) {
      const expected = columns < least ? `at least ${least}` : `${columns}, as in the first row`
      throw new RangeError(`${name}[${i}]: has ${received ?? 'no'} entries, expected ${expected}`)
    }
  }
  return columns
}

/** @throws RangeError where the rows of labels and of scores are not of the same shape. */
export function checkSameShape(yTrue: Rows, yScore: Rows): { samples: number; columns: number } {
  const samples = checkLengths({ yTrue, yScore })
  const columns = countColumns('yTrue', yTrue)
  const received = countColumns('yScore', yScore)
  if (received !== columns) {
    throw new RangeError(`yScore: has rows of ${received} entries, expected ${columns}, as in yTrue`)
  }
  return { samples, columns }
}

/** One column of all rows. */
export function column(rows: Rows, at: number): Float64Array {
  return Float64Array.from(rows, (row) => row[at]!)
}

/** All rows, one after the other. */
export function flatten(rows: Rows, columns: number): Float64Array {
  const all = new Float64Array(rows.length * columns)
  rows.forEach((row, i) => all.set(row, i * columns))
  return all
}

/** The entries that are not numbers, by their place, before columns are taken and places forgotten. */
export function checkEntries(name: string, rows: Rows, isFine: (value: number) => boolean, expected: string): void {
  rows.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) {
      const value = row[j]!
      if (!isFine(value)) throw new RangeError(`${name}[${i}][${j}]: is ${String(value)}, expected ${expected}`)
    }
  })
}

/** @throws RangeError unless every score is a finite number. */
export function checkScoreRows(yScore: Rows): void {
  checkEntries('yScore', yScore, Number.isFinite, 'a finite number')
}

/** @throws RangeError unless every label is 0 or 1. */
export function checkLabelRows(yTrue: Rows): void {
  checkEntries('yTrue', yTrue, (value) => value === 0 || value === 1, '0 (absent) or 1 (present)')
}
