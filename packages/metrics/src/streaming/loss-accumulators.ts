// Log loss and Brier score of predictions that come in batches.
import { squaredDistances } from '../probabilities/brier.ts'
import { surprise } from '../probabilities/log-loss.ts'
import { checkProbabilityRows, isRows, type ScoreRows } from '../probabilities/score-rows.ts'
import { checkBinary, checkClasses, checkCount, checkProbabilities } from '../shared/checks.ts'
import type { Accumulator } from './accumulator.ts'
import { batchLength, readCount, readState } from './state-checks.ts'
import { sumAccumulator, type StreamedMean, type SumState } from './sum-accumulator.ts'

/** A little above -ln(2^-52) = 36.04..., the loss of a certain mistake: what probabilities are clipped to. */
const MOST_LOG_LOSS = 36.05
/** The Brier score of a certain mistake among several classes, and what rows may lack of a sum of 1. */
const MOST_BRIER = 2.01

export interface LossBatch {
  /** Class index of each picture; of two classes, 1 is positive and 0 negative. */
  yTrue: ArrayLike<number>
  /** Of two classes the probability of the positive one, 0..1; of any number of classes a row of probabilities each. */
  yScore: ArrayLike<number> | ScoreRows
}

export interface LossOptions {
  /** How many classes there are: 2 (the default) or more. */
  classes?: number
}

export type LogLossState = SumState<'log-loss'> & { classes: number }
export type LogLossAccumulator = Accumulator<LossBatch, StreamedMean, LogLossState>
export type BrierState = SumState<'brier'> & { classes: number }
export type BrierAccumulator = Accumulator<LossBatch, StreamedMean, BrierState>

/** Checks a batch and gives its probabilities: row after row, or one of the positive class for each picture. */
function readBatch({ yTrue, yScore }: LossBatch, classes: number): { values: Float64Array; columns: number } {
  if (batchLength({ yTrue, yScore }) === 0) return { values: new Float64Array(), columns: 1 }
  if (isRows(yScore)) {
    const rows = checkProbabilityRows('yScore', yScore)
    if (rows.classes !== classes) {
      throw new RangeError(`yScore[0]: has ${rows.classes} entries, expected ${classes}, one for each class`)
    }
    checkClasses('yTrue', yTrue, classes)
    return { values: rows.values, columns: classes }
  }
  if (classes !== 2) throw new RangeError(`yScore[0]: is a number, expected a row of ${classes} probabilities`)
  checkBinary('yTrue', yTrue)
  return { values: checkProbabilities('yScore', yScore), columns: 1 }
}

/**
 * The mean of -ln(probability of the true class): 0 is perfect, 0.693 is even odds for everything. As `logLoss` and
 * scikit-learn's `log_loss`, probabilities clipped at 2.22e-16, without sample weights; the losses are summed without
 * rounding error.
 *
 * `add` throws a RangeError for different lengths, unknown classes, or scores that are no probabilities.
 *
 * @throws RangeError for fewer than two classes
 * @example
 * const loss = logLossAccumulator()
 * loss.add({ yTrue: [1, 0], yScore: [0.5, 0.5] })
 * loss.result() // { count: 2, mean: 0.6931471805599453 }
 */
export function logLossAccumulator({ classes = 2 }: LossOptions = {}): LogLossAccumulator {
  checkCount('classes', classes, 2)
  return sumAccumulator({
    kind: 'log-loss',
    settings: { classes },
    least: 0,
    most: MOST_LOG_LOSS,
    termsOf(batch: LossBatch) {
      const { values, columns } = readBatch(batch, classes)
      return Float64Array.from(batch.yTrue, (y, i) => {
        const p = columns > 1 ? values[i * columns + y]! : y === 1 ? values[i]! : 1 - values[i]!
        return surprise(p)
      })
    },
  })
}

/**
 * The accumulator that wrote `state`.
 *
 * @throws RangeError for a state that a {@link logLossAccumulator} cannot have written
 */
export function logLossAccumulatorFrom(state: LogLossState): LogLossAccumulator {
  const accumulator = logLossAccumulator({
    classes: readCount('state.classes', readState(state, 'log-loss')['classes']),
  })
  accumulator.merge(state)
  return accumulator
}

/**
 * The mean of (p - y)^2 on the binary scale: 0 is perfect, 0.25 is p = 0.5 for everything, 1 is the worst. Of more than
 * two classes the sum over the classes, 2 being the worst, as `multiclassBrierScore` and scikit-learn's
 * `brier_score_loss`, without sample weights; the errors are summed without rounding error.
 *
 * `add` throws a RangeError for different lengths, unknown classes, or scores that are no probabilities.
 *
 * @throws RangeError for fewer than two classes
 * @example
 * const brier = brierAccumulator()
 * brier.add({ yTrue: [0, 1], yScore: [0.5, 0.75] })
 * brier.result() // { count: 2, mean: 0.15625 }
 */
export function brierAccumulator({ classes = 2 }: LossOptions = {}): BrierAccumulator {
  checkCount('classes', classes, 2)
  return sumAccumulator({
    kind: 'brier',
    settings: { classes },
    least: 0,
    most: classes === 2 ? 1 : MOST_BRIER,
    termsOf(batch: LossBatch) {
      const { values, columns } = readBatch(batch, classes)
      if (columns === 1) return values.map((p, i) => (p - batch.yTrue[i]!) ** 2)
      const distances = squaredDistances(batch.yTrue, values, columns)
      return columns === 2 ? distances.map((distance) => distance / 2) : distances
    },
  })
}

/**
 * The accumulator that wrote `state`.
 *
 * @throws RangeError for a state that a {@link brierAccumulator} cannot have written
 */
export function brierAccumulatorFrom(state: BrierState): BrierAccumulator {
  const accumulator = brierAccumulator({ classes: readCount('state.classes', readState(state, 'brier')['classes']) })
  accumulator.merge(state)
  return accumulator
}
