// Counts and exact sums of scores in bins: what calibration is computed from.
import { uniformBins } from '../probabilities/calibration-bins.ts'
import { addExactly, readSum, rounded, sumParts } from './exact-sum.ts'
import { checkedTotal, readCounts, readList, sumOf } from './state-checks.ts'

export interface ScoreBinsState {
  /** Pictures in each bin. */
  counts: number[]
  /** What happened in each bin: positives, or right decisions. */
  hits: number[]
  /** The exact sum of the scores in each bin: the double nearest to it, then the one nearest to what is left, ... */
  sums: number[][]
}

/** One bin [from, to), the last closed. */
export interface ScoreBin {
  from: number
  to: number
  count: number
  hits: number
  /** The sum of the scores, rounded once. */
  sum: number
}

export interface ScoreBins {
  add: (scores: Float64Array, isHit: (i: number) => boolean) => void
  merge: (fields: Record<string, unknown>) => void
  state: () => ScoreBinsState
  /** Those with pictures. */
  filled: () => ScoreBin[]
}

export function scoreBins(bins: number): ScoreBins {
  const { edges, binOf } = uniformBins(bins)
  const counts = Array.from<number>({ length: bins }).fill(0)
  const hits = Array.from<number>({ length: bins }).fill(0)
  const sums = Array.from({ length: bins }, (): number[] => [])
  let total = 0
  return {
    add(scores, isHit) {
      total = checkedTotal(total, scores.length)
      for (const [i, score] of scores.entries()) {
        const bin = binOf(score)
        counts[bin]! += 1
        hits[bin]! += Number(isHit(i))
        addExactly(sums[bin]!, score)
      }
    },
    merge(fields) {
      const moreCounts = readCounts('state.counts', fields['counts'], bins)
      const moreHits = readCounts('state.hits', fields['hits'], bins)
      const over = moreHits.findIndex((count, bin) => count > moreCounts[bin]!)
      if (over >= 0) {
        throw new RangeError(
          `state.hits[${over}]: is ${moreHits[over]}, expected at most ${moreCounts[over]}, the pictures in the bin`,
        )
      }
      const moreSums = Array.from(readList('state.sums', fields['sums'], bins), (sum, bin) =>
        readSum(`state.sums[${bin}]`, sum, edges[bin]! * moreCounts[bin]!, edges[bin + 1]! * moreCounts[bin]!),
      )
      total = checkedTotal(total, sumOf(moreCounts))
      for (let bin = 0; bin < bins; bin++) {
        counts[bin]! += moreCounts[bin]!
        hits[bin]! += moreHits[bin]!
        for (const partial of moreSums[bin]!) addExactly(sums[bin]!, partial)
      }
    },
    state: () => ({ counts: [...counts], hits: [...hits], sums: sums.map(sumParts) }),
    filled: () =>
      counts
        .map((count, bin) => ({
          from: edges[bin]!,
          to: edges[bin + 1]!,
          count,
          hits: hits[bin]!,
          sum: rounded(sums[bin]!),
        }))
        .filter(({ count }) => count > 0),
  }
}
