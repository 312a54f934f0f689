// Calibration of binary predictions that come in batches: the curve, and the errors that are read off it.
import { wilsonInterval } from '../intervals/wilson.ts'
import type { CalibrationBin } from '../probabilities/calibration.ts'
import { checkBinary, checkConfidence, checkCount, checkProbabilities } from '../shared/checks.ts'
import type { Accumulator } from './accumulator.ts'
import { scoreBins, type ScoreBinsState } from './score-bins.ts'
import { batchLength, checkSame, readList, readState, refuse } from './state-checks.ts'

/** More bins than this are a mistake, or a state that wants to fill the memory. */
const MOST_BINS = 2 ** 20

export interface ProbabilityBatch {
  /** 1 for positive, 0 for negative. */
  yTrue: ArrayLike<number>
  /** Probability of the positive class, 0..1. */
  yScore: ArrayLike<number>
}

export interface CalibrationState extends ScoreBinsState {
  kind: 'calibration'
  version: 1
}

export interface CalibrationErrorState extends ScoreBinsState {
  kind: 'calibration-error'
  version: 1
  of: 'positive' | 'top-label'
}

/** How far probabilities are from what happens, 0..1; NaN where nothing was counted. */
export interface StreamedCalibrationError {
  count: number
  /** The mean over the pictures of |mean score - observed share| of their bin (ECE). */
  expected: number
  /** The largest |mean score - observed share| of any bin (MCE). */
  maximum: number
}

export type CalibrationAccumulator = Accumulator<ProbabilityBatch, CalibrationBin[], CalibrationState>
export type CalibrationErrorAccumulator = Accumulator<ProbabilityBatch, StreamedCalibrationError, CalibrationErrorState>

function checkBins(bins: number): void {
  checkCount('bins', bins, 1)
  if (bins > MOST_BINS) refuse('bins', bins, `at most ${MOST_BINS}`)
}

function readBatch({ yTrue, yScore }: ProbabilityBatch): Float64Array {
  batchLength({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  return checkProbabilities('yScore', yScore)
}

/**
 * The calibration curve: `calibrationCurve` of all pictures so far, over bins of equal width. Bins are [from, to), the
 * last closed; empty ones are left out. The scores are summed without rounding error. Bins of equal numbers of pictures
 * (`strategy: 'quantile'`) need all scores at once and cannot be streamed.
 *
 * `add` throws a RangeError for different lengths, labels other than 0 and 1, or a score that is no probability.
 *
 * @throws RangeError for no bins, more than 2^20, or a confidence outside 0..1
 * @example
 * const curve = calibrationAccumulator({ bins: 2 })
 * curve.add({ yTrue: [0, 0, 1, 1], yScore: [0.1, 0.2, 0.8, 1] })
 * curve.result().map((bin) => bin.meanScore) // [0.15000000000000002, 0.9]
 */
export function calibrationAccumulator({
  bins = 10,
  confidence = 0.95,
}: { bins?: number; confidence?: number } = {}): CalibrationAccumulator {
  checkBins(bins)
  checkConfidence(confidence)
  const inner = scoreBins(bins)
  return {
    add(batch) {
      inner.add(readBatch(batch), (i) => batch.yTrue[i] === 1)
    },
    merge: (state) => inner.merge(readState(state, 'calibration')),
    state: () => ({ kind: 'calibration', version: 1, ...inner.state() }),
    result: () =>
      inner.filled().map(({ from, to, count, hits, sum }) => ({
        from,
        to,
        count,
        positives: hits,
        meanScore: sum / count,
        observed: wilsonInterval(hits, count, confidence),
      })),
  }
}

/**
 * The accumulator that wrote `state`, with its bins. The confidence of the intervals is not part of a state.
 *
 * @throws RangeError for a state that a {@link calibrationAccumulator} cannot have written
 */
export function calibrationAccumulatorFrom(
  state: CalibrationState,
  { confidence = 0.95 }: { confidence?: number } = {},
): CalibrationAccumulator {
  const bins = readList('state.counts', readState(state, 'calibration')['counts']).length
  const accumulator = calibrationAccumulator({ bins, confidence })
  accumulator.merge(state)
  return accumulator
}

/**
 * The expected and the maximum calibration error of all pictures so far. Two numbers go by this name: of the probability
 * of the positive class against its share (`'positive'`, torchmetrics' *binary*), or of the probability of the predicted
 * class against how often it is right (`'top-label'`, torchmetrics' *multiclass*; score >= 0.5 is positive). Equal to
 * `expectedCalibrationError`, with its bins. The scores are summed without rounding error.
 *
 * `add` throws a RangeError for different lengths, labels other than 0 and 1, or a score that is no probability.
 *
 * @throws RangeError for no bins, more than 2^20, or another `of`
 * @example
 * const error = calibrationErrorAccumulator({ of: 'positive' })
 * error.add({ yTrue: [0, 1], yScore: [0.25, 0.75] })
 * error.result() // { count: 2, expected: 0.25, maximum: 0.25 }
 */
export function calibrationErrorAccumulator({
  of,
  bins = 15,
}: {
  of: 'positive' | 'top-label'
  bins?: number
}): CalibrationErrorAccumulator {
  checkBins(bins)
  if (of !== 'positive' && of !== 'top-label') refuse('of', of, "'positive' or 'top-label'")
  const inner = scoreBins(bins)
  return {
    add(batch) {
      const scores = readBatch(batch)
      const isPositive = (i: number): boolean => batch.yTrue[i] === 1
      if (of === 'positive') inner.add(scores, isPositive)
      else {
        inner.add(
          scores.map((p) => Math.max(p, 1 - p)),
          (i) => scores[i]! >= 0.5 === isPositive(i),
        )
      }
    },
    merge(state) {
      const fields = readState(state, 'calibration-error')
      checkSame('of', fields['of'], of)
      inner.merge(fields)
    },
    state: () => ({ kind: 'calibration-error', version: 1, of, ...inner.state() }),
    result() {
      let [n, distances, maximum] = [0, 0, Number.NaN]
      for (const { count, hits, sum } of inner.filled()) {
        n += count
        distances += Math.abs(sum - hits)
        const distance = Math.abs(sum / count - hits / count)
        maximum = Number.isNaN(maximum) ? distance : Math.max(maximum, distance)
      }
      return { count: n, expected: distances / n, maximum }
    },
  }
}

/**
 * The accumulator that wrote `state`, with its bins and definition.
 *
 * @throws RangeError for a state that a {@link calibrationErrorAccumulator} cannot have written
 */
export function calibrationErrorAccumulatorFrom(state: CalibrationErrorState): CalibrationErrorAccumulator {
  const fields = readState(state, 'calibration-error')
  const { of } = fields
  if (of !== 'positive' && of !== 'top-label') refuse('state.of', of, "'positive' or 'top-label'")
  const accumulator = calibrationErrorAccumulator({ of, bins: readList('state.counts', fields['counts']).length })
  accumulator.merge(state)
  return accumulator
}
