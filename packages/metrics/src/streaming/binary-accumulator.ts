// The four cells of binary decisions that come in batches.
import type { BinaryCounts } from '../labels/binary-counts.ts'
import { checkBinary } from '../shared/checks.ts'
import type { Accumulator } from './accumulator.ts'
import { batchLength, checkedTotal, readCount, readState, sumOf } from './state-checks.ts'

export const CELLS = ['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives'] as const

export interface BinaryBatch {
  /** 1 for positive, 0 for negative. */
  yTrue: ArrayLike<number>
  /** The decision, 1 or 0; `predictedLabels` makes it from scores. */
  yPred: ArrayLike<number>
}

export interface BinaryState extends BinaryCounts {
  kind: 'binary'
  version: 1
}

export type BinaryAccumulator = Accumulator<BinaryBatch, BinaryCounts, BinaryState>

export function noCounts(): BinaryCounts {
  return { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 }
}

export function countDecision(counts: BinaryCounts, y: number, decision: number): void {
  if (decision === 1) counts[y === 1 ? 'truePositives' : 'falsePositives']++
  else counts[y === 1 ? 'falseNegatives' : 'trueNegatives']++
}

/**
 * The four cells of a binary decision: `binaryCounts` of all pictures so far, from which `ratesOfCounts` computes every
 * rate.
 *
 * `add` throws a RangeError for different lengths or entries other than 0 and 1.
 *
 * @example
 * const decisions = binaryAccumulator()
 * decisions.add({ yTrue: [1, 1, 0], yPred: [1, 0, 0] })
 * decisions.result() // { truePositives: 1, falsePositives: 0, trueNegatives: 1, falseNegatives: 1 }
 */
export function binaryAccumulator(): BinaryAccumulator {
  const counts = noCounts()
  let total = 0
  return {
    add({ yTrue, yPred }) {
      const n = batchLength({ yTrue, yPred })
      checkBinary('yTrue', yTrue)
      checkBinary('yPred', yPred)
      total = checkedTotal(total, n)
      for (let i = 0; i < n; i++) countDecision(counts, yTrue[i]!, yPred[i]!)
    },
    merge(state) {
      const fields = readState(state, 'binary')
      const more = CELLS.map((cell) => readCount(`state.${cell}`, fields[cell]))
      total = checkedTotal(total, sumOf(more))
      for (const [i, cell] of CELLS.entries()) counts[cell] += more[i]!
    },
    state: () => ({ kind: 'binary', version: 1, ...counts }),
    result: () => ({ ...counts }),
  }
}

/**
 * The accumulator that wrote `state`.
 *
 * @throws RangeError for a state that a {@link binaryAccumulator} cannot have written
 */
export function binaryAccumulatorFrom(state: BinaryState): BinaryAccumulator {
  const accumulator = binaryAccumulator()
  accumulator.merge(state)
  return accumulator
}
