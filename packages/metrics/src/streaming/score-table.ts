// Distinct scores, each with its pictures, in typed arrays: what the exact ranking keeps.

/** Scores strictly falling. */
export interface ScoreTable {
  scores: Float64Array
  positives: Float64Array
  negatives: Float64Array
}

export function emptyTable(length: number = 0): ScoreTable {
  return {
    scores: new Float64Array(length),
    positives: new Float64Array(length),
    negatives: new Float64Array(length),
  }
}

function cut({ scores, positives, negatives }: ScoreTable, length: number): ScoreTable {
  return {
    scores: scores.slice(0, length),
    positives: positives.slice(0, length),
    negatives: negatives.slice(0, length),
  }
}

/** Gathers equal scores. -0 is written as 0, which it is equal to. */
export function tabulate(positives: readonly number[], negatives: readonly number[]): ScoreTable {
  const [high, low] = [Float64Array.from(positives).sort(), Float64Array.from(negatives).sort()]
  const table = emptyTable(high.length + low.length)
  let [p, n, steps] = [high.length - 1, low.length - 1, 0]
  for (; p >= 0 || n >= 0; steps++) {
    const score = Math.max(high[p] ?? -Infinity, low[n] ?? -Infinity)
    table.scores[steps] = score + 0
    for (; high[p] === score; p--) table.positives[steps]! += 1
    for (; low[n] === score; n--) table.negatives[steps]! += 1
  }
  return cut(table, steps)
}

export function mergeTables(a: ScoreTable, b: ScoreTable): ScoreTable {
  const table = emptyTable(a.scores.length + b.scores.length)
  let [i, j, steps] = [0, 0, 0]
  for (; i < a.scores.length || j < b.scores.length; steps++) {
    const score = Math.max(a.scores[i] ?? -Infinity, b.scores[j] ?? -Infinity)
    table.scores[steps] = score
    if (a.scores[i] === score) {
      table.positives[steps]! += a.positives[i]!
      table.negatives[steps]! += a.negatives[i]!
      i++
    }
    if (b.scores[j] === score) {
      table.positives[steps]! += b.positives[j]!
      table.negatives[steps]! += b.negatives[j]!
      j++
    }
  }
  return cut(table, steps)
}
