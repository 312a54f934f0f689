// ROC curve, AUC and average precision of scores that come in batches: exact, with memory for each distinct score.
import { stepSum } from '../scores/average-precision.ts'
import { curveThrough, type RocCurve } from '../scores/roc.ts'
import { checkBinary, checkScores } from '../shared/checks.ts'
import type { Accumulator } from './accumulator.ts'
import { emptyTable, mergeTables, tabulate, type ScoreTable } from './score-table.ts'
import { batchLength, checkedTotal, readCounts, readList, readState, refuse, sumOf } from './state-checks.ts'
import { aucBounds, countedSteps } from './step-counts.ts'

/** Scores wait until there are this many, and as many as distinct ones: then sorting costs little for each. */
const FEW = 4096

export interface ScoreBatch {
  /** 1 for positive, 0 for negative. */
  yTrue: ArrayLike<number>
  /** Any finite score, higher for positive; need not be a probability. */
  yScore: ArrayLike<number>
}

export interface RankingState {
  kind: 'ranking'
  version: 1
  /** The distinct scores, from the highest to the lowest. */
  scores: number[]
  /** How many positives have exactly this score. */
  positives: number[]
  negatives: number[]
}

export interface StreamedRanking {
  positives: number
  negatives: number
  /** NaN with one class. */
  auc: number
  /** NaN without positives. */
  averagePrecision: number
  /** One point for each distinct score, after (0, 0). */
  rocCurve: RocCurve
}

export type RankingAccumulator = Accumulator<ScoreBatch, StreamedRanking, RankingState>

function readTable(fields: Record<string, unknown>): ScoreTable {
  const scores = readList('state.scores', fields['scores'])
  const table = emptyTable(scores.length)
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]
    if (typeof score !== 'number' || !Number.isFinite(score)) refuse(`state.scores[${i}]`, score, 'a finite number')
    if (i > 0 && !(score < table.scores[i - 1]!)) {
      refuse(`state.scores[${i}]`, score, `less than the score before, ${table.scores[i - 1]}`)
    }
    table.scores[i] = score + 0
  }
  table.positives.set(readCounts('state.positives', fields['positives'], scores.length))
  table.negatives.set(readCounts('state.negatives', fields['negatives'], scores.length))
  const unused = scores.findIndex((_, i) => table.positives[i] === 0 && table.negatives[i] === 0)
  if (unused >= 0) throw new RangeError(`state.scores[${unused}]: has no picture, expected at least one for each score`)
  return table
}

/**
 * `rocAuc`, `averagePrecision` and `rocCurve` of all pictures so far, to the bit, without sample weights. Memory, time of
 * `result` and size of the state grow with the number of distinct scores, about 24 bytes each; `aucSketch` has a bound.
 *
 * `add` throws a RangeError for different lengths, labels other than 0 and 1, or a score that is not finite.
 *
 * @example
 * const ranking = rankingAccumulator()
 * ranking.add({ yTrue: [0, 0], yScore: [0.1, 0.4] })
 * ranking.add({ yTrue: [1, 1], yScore: [0.35, 0.8] })
 * ranking.result().auc // 0.75
 */
export function rankingAccumulator(): RankingAccumulator {
  let table = emptyTable()
  let positives: number[] = []
  let negatives: number[] = []
  let total = 0
  const gather = (): ScoreTable => {
    if (positives.length + negatives.length > 0) table = mergeTables(table, tabulate(positives, negatives))
    positives = []
    negatives = []
    return table
  }
  return {
    add({ yTrue, yScore }) {
      const n = batchLength({ yTrue, yScore })
      checkBinary('yTrue', yTrue)
      checkScores('yScore', yScore)
      total = checkedTotal(total, n)
      for (let i = 0; i < n; i++) (yTrue[i] === 1 ? positives : negatives).push(yScore[i]!)
      if (positives.length + negatives.length >= Math.max(FEW, table.scores.length)) gather()
    },
    merge(state) {
      const more = readTable(readState(state, 'ranking'))
      total = checkedTotal(total, sumOf(more.positives) + sumOf(more.negatives))
      table = mergeTables(table, more)
    },
    state() {
      const steps = gather()
      return {
        kind: 'ranking',
        version: 1,
        scores: [...steps.scores],
        positives: [...steps.positives],
        negatives: [...steps.negatives],
      }
    },
    result() {
      const steps = gather()
      const counted = countedSteps(steps)
      return {
        positives: sumOf(steps.positives),
        negatives: sumOf(steps.negatives),
        auc: aucBounds(steps).value,
        averagePrecision: stepSum(counted),
        rocCurve: curveThrough({ scores: steps.scores, ...counted }),
      }
    },
  }
}

/**
 * The accumulator that wrote `state`.
 *
 * @throws RangeError for a state that a {@link rankingAccumulator} cannot have written
 */
export function rankingAccumulatorFrom(state: RankingState): RankingAccumulator {
  const accumulator = rankingAccumulator()
  accumulator.merge(state)
  return accumulator
}
