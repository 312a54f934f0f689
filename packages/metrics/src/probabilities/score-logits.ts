// Scores as rows of logits: what temperature scaling divides.
import { checkProbabilities, checkScores } from '../shared/checks.ts'
import { countColumns, type Rows } from '../scores/rows.ts'
import { SMALLEST_PROBABILITY } from './logit.ts'
import { checkProbabilityRows, isRows, type FlatRows } from './score-rows.ts'

/** What the scores are. It must be said: a logit of 0.7 looks like a probability. */
export type ScoreKind = 'logits' | 'probabilities'

const log = (p: number): number => Math.log(Math.max(p, SMALLEST_PROBABILITY))

/**
 * Rows of logits, the highest of each row at 0; one score for each picture becomes the two columns of negative and
 * positive. Probabilities below 1e-7 count as 1e-7.
 *
 * @throws RangeError for an unknown kind, rows of different lengths, and scores that are not of that kind
 */
export function logitRows(yScore: ArrayLike<number> | Rows, kind: ScoreKind): FlatRows {
  if (kind !== 'logits' && kind !== 'probabilities') {
    throw new RangeError(`scores: is '${String(kind)}', expected 'logits' or 'probabilities'`)
  }
  const { values, classes } = isRows(yScore) ? rowsOf(yScore, kind) : pairsOf(yScore, kind)
  for (let start = 0; start < values.length; start += classes) {
    let largest = -Infinity
    for (let c = 0; c < classes; c++) largest = Math.max(largest, values[start + c]!)
    for (let c = 0; c < classes; c++) values[start + c]! -= largest
  }
  return { values, classes }
}

function rowsOf(rows: Rows, kind: ScoreKind): FlatRows {
  if (kind === 'probabilities') {
    const { values, classes } = checkProbabilityRows('yScore', rows)
    return { values: values.map(log), classes }
  }
  const classes = countColumns('yScore', rows, 2)
  const values = new Float64Array(rows.length * classes)
  rows.forEach((row, i) => {
    checkScores(`yScore[${i}]`, row)
    values.set(Array.from(row), i * classes)
  })
  return { values, classes }
}

function pairsOf(yScore: ArrayLike<number>, kind: ScoreKind): FlatRows {
  const values = new Float64Array(2 * yScore.length)
  if (kind === 'probabilities') {
    checkProbabilities('yScore', yScore).forEach((p, i) => values.set([log(1 - p), log(p)], 2 * i))
  } else {
    checkScores('yScore', yScore)
    for (let i = 0; i < yScore.length; i++) values[2 * i + 1] = yScore[i]!
  }
  return { values, classes: 2 }
}
