// The mean of any number that pictures have: a loss, a time, the share of heat inside the lungs.
import { checkScores } from '../shared/checks.ts'
import type { Accumulator } from './accumulator.ts'
import { refuse } from './state-checks.ts'
import { sumAccumulator, type StreamedMean, type SumState } from './sum-accumulator.ts'

/** 2^53 terms of this size still add up to a finite sum. */
const MOST = 2 ** 970

export interface MeanBatch {
  /** Any finite numbers, up to 2^970 (about 1e292) in size. */
  values: ArrayLike<number>
}

export type MeanState = SumState<'mean'>
export type MeanAccumulator = Accumulator<MeanBatch, StreamedMean, MeanState>

/**
 * The mean of any finite numbers, summed without rounding error: the same for every order and every division.
 *
 * `add` throws a RangeError for a value that is not finite or beyond 2^970 (about 1e292) in size.
 *
 * @example
 * const seconds = meanAccumulator()
 * seconds.add({ values: [0.1, 0.2, 0.3] })
 * seconds.result() // { count: 3, mean: 0.19999999999999998 }
 */
export function meanAccumulator(): MeanAccumulator {
  return sumAccumulator({
    kind: 'mean',
    settings: {},
    least: -MOST,
    most: MOST,
    termsOf({ values }: MeanBatch) {
      checkScores('values', values)
      for (let i = 0; i < values.length; i++) {
        if (Math.abs(values[i]!) > MOST) refuse(`values[${i}]`, values[i], 'a number of at most 2^970 in size')
      }
      return values
    },
  })
}

/**
 * The accumulator that wrote `state`.
 *
 * @throws RangeError for a state that a {@link meanAccumulator} cannot have written
 */
export function meanAccumulatorFrom(state: MeanState): MeanAccumulator {
  const accumulator = meanAccumulator()
  accumulator.merge(state)
  return accumulator
}
