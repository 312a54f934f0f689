// Calibration: of the pictures given 80 %, are 80 % positive?
import {
  checkBinary,
  checkClasses,
  checkConfidence,
  checkCount,
  checkLengths,
  checkProbabilities,
} from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { wilsonInterval } from '../intervals/wilson.ts'
import { quantileBins, uniformBins } from './calibration-bins.ts'
import { checkProbabilityRows, isRows } from './score-rows.ts'
import type { Rows } from '../scores/rows.ts'

export interface CalibrationBinOptions {
  /** How many bins, default 10 for the curve and 15 for the errors. */
  bins?: number
  /** Bins of equal width (the default), or of as many pictures each. */
  strategy?: 'uniform' | 'quantile'
}

export interface CalibrationCurveOptions extends CalibrationBinOptions {
  /** Of the intervals of the observed shares, default 0.95. */
  confidence?: number
}

export interface CalibrationBin {
  /**
   * The bin holds `from` <= score < `to`, the last one also score = 1. Of strategy `'quantile'` it holds `from` < score
   * <= `to`, the first one also score = `from`.
   */
  from: number
  to: number
  /** Pictures in the bin, never 0: empty bins are left out. */
  count: number
  positives: number
  /** Mean score of the pictures in the bin: the x of the calibration figure. */
  meanScore: number
  /** Share of positives among them, with Wilson's interval: the y of the figure. */
  observed: Estimate
}

/**
 * The calibration (reliability) curve. Bins of equal width are [from, to), the last closed: a score on an edge belongs to
 * the bin above; scikit-learn's `calibration_curve` puts it into the bin below. With `strategy: 'quantile'` the edges are
 * NumPy's percentiles of the scores and bins are (from, to], exactly as in scikit-learn: each holds about as many
 * pictures, ties stay together, and there may be fewer bins than asked for. Empty bins are left out, as there.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore probability of the positive class, 0..1
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is no probability, or no bins
 * @example
 * calibrationCurve([0, 0, 1, 1], [0.1, 0.2, 0.8, 1], { bins: 2 }).map((bin) => bin.meanScore) // [0.15, 0.9]
 */
export function calibrationCurve(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { bins = 10, strategy = 'uniform', confidence = 0.95 }: CalibrationCurveOptions = {},
): CalibrationBin[] {
  const n = checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  checkCount('bins', bins, 1)
  checkConfidence(confidence)
  if (strategy !== 'uniform' && strategy !== 'quantile') {
    throw new RangeError(`strategy: is '${String(strategy)}', expected 'uniform' or 'quantile'`)
  }
  const probabilities = checkProbabilities('yScore', yScore)
  const { edges, binOf } = strategy === 'uniform' ? uniformBins(bins) : quantileBins(probabilities, bins)
  const [count, positives, sum] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)]
  for (let i = 0; i < n; i++) {
    const bin = binOf(probabilities[i]!)
    count[bin]! += 1
    positives[bin]! += yTrue[i]!
    sum[bin]! += probabilities[i]!
  }
  return Array.from(count, (pictures, bin) => ({
    from: edges[bin]!,
    to: edges[bin + 1]!,
    count: pictures,
    positives: positives[bin]!,
    meanScore: sum[bin]! / pictures,
    observed: wilsonInterval(positives[bin]!, pictures, confidence),
  })).filter((bin) => bin.count > 0)
}

export interface CalibrationErrorOptions extends CalibrationBinOptions {
  /** Which of the errors that share the name. */
  of: 'positive' | 'top-label' | 'classwise'
}

/** The curves whose distances from the diagonal are the error: one, or one for each class. */
function curves(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number> | Rows,
  { of, bins = 15, strategy = 'uniform' }: CalibrationErrorOptions,
): CalibrationBin[][] {
  const n = checkLengths({ yTrue, yScore })
  const rows = isRows(yScore)
  if (of !== 'top-label' && of !== (rows ? 'classwise' : 'positive')) {
    const expected = rows ? "'top-label' or 'classwise' for rows of scores" : "'positive' or 'top-label'"
    throw new RangeError(`of: is '${String(of)}', expected ${expected}`)
  }
  const options = { bins, strategy }
  if (!rows) {
    checkBinary('yTrue', yTrue)
    const probabilities = checkProbabilities('yScore', yScore)
    if (of === 'positive') return [calibrationCurve(yTrue, probabilities, options)]
    const right = Array.from(probabilities, (p, i) => Number(p >= 0.5 === (yTrue[i] === 1)))
    const confidence = probabilities.map((p) => Math.max(p, 1 - p))
    return [calibrationCurve(right, confidence, options)]
  }
  const { values, classes } = checkProbabilityRows('yScore', yScore)
  checkClasses('yTrue', yTrue, classes)
  if (of === 'classwise') {
    return Array.from({ length: classes }, (_, label) => {
      const isLabel = Array.from(yTrue, (y) => Number(y === label))
      return calibrationCurve(
        isLabel,
        Float64Array.from({ length: n }, (_unused, i) => values[i * classes + label]!),
        options,
      )
    })
  }
  const [right, confidence] = [new Float64Array(n), new Float64Array(n)]
  for (let i = 0; i < n; i++) {
    let top = 0
    for (let c = 1; c < classes; c++) if (values[i * classes + c]! > values[i * classes + top]!) top = c
    right[i] = Number(top === yTrue[i])
    confidence[i] = values[i * classes + top]!
  }
  return [calibrationCurve(right, confidence, options)]
}

/**
 * The expected calibration error: the mean over the pictures of |mean score - observed share| of their bin, 0..1.
 * Several numbers go by this name, so it must be said which:
 *
 * - `'positive'`: probability of the positive class against its share (torchmetrics' *binary*);
 * - `'top-label'`: probability of the predicted class against how often it is right (torchmetrics' *multiclass*). The
 *   predicted class is positive where score >= 0.5, and of rows the one with the highest score, the first of equals;
 * - `'classwise'`, for rows: the mean over the classes of the first, each class against the others, so that errors in
 *   rare classes and in runners-up count (Kull et al., NeurIPS 2019).
 *
 * It depends on the bins and is biased upwards for few pictures. Bins as in {@link calibrationCurve}.
 *
 * @param yTrue class indices; 1 for positive and 0 for negative where `yScore` is one probability for each picture
 * @param yScore probability of the positive class, or a row of probabilities for each picture
 * @throws RangeError as {@link calibrationCurve}, for rows that do not sum to 1, or for an `of` that does not fit
 * @example
 * expectedCalibrationError([0, 1], [0.2, 0.7], { of: 'positive' }) // 0.25
 * expectedCalibrationError([0, 1], [[0.75, 0.25], [0.5, 0.5]], { of: 'top-label' }) // 0.375
 */
export function expectedCalibrationError(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number> | Rows,
  options: CalibrationErrorOptions,
): number {
  const all = curves(yTrue, yScore, options)
  const sum = all.flat().reduce((total, { count, meanScore, observed }) => {
    return total + count * Math.abs(meanScore - observed.value)
  }, 0)
  return sum / (all.length * yTrue.length)
}

/**
 * The maximum calibration error: the largest |mean score - observed share| of any bin that holds a picture, 0..1; of
 * `'classwise'`, of any class too. Torchmetrics' `norm='max'`. A bin with one picture can decide it: it rises with the
 * number of bins, and quantile bins are steadier.
 *
 * @param yTrue as in {@link expectedCalibrationError}
 * @param yScore as in {@link expectedCalibrationError}
 * @throws RangeError as {@link expectedCalibrationError}
 * @example
 * maximumCalibrationError([0, 1], [0.25, 0.5], { of: 'positive' }) // 0.5
 */
export function maximumCalibrationError(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number> | Rows,
  options: CalibrationErrorOptions,
): number {
  const bins = curves(yTrue, yScore, options).flat()
  return bins.reduce((worst, { meanScore, observed }) => Math.max(worst, Math.abs(meanScore - observed.value)), 0)
}
