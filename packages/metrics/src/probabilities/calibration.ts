// Calibration: of the pictures given 80 %, are 80 % positive?
import { checkBinary, checkConfidence, checkCount, checkLengths, checkProbabilities } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { wilsonInterval } from '../intervals/wilson.ts'

export interface CalibrationBin {
  /** The bin holds `from` <= score < `to`; the last one also score = 1. */
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

/** Which of `bins` bins [i / bins, (i + 1) / bins) holds the value; the last is closed. */
function binOf(value: number, bins: number): number {
  const guess = Math.min(bins - 1, Math.floor(value * bins))
  // The product may round across an edge that the quotient i / bins puts elsewhere.
  if (value < guess / bins) return guess - 1
  return guess < bins - 1 && value >= (guess + 1) / bins ? guess + 1 : guess
}

/**
 * The calibration (reliability) curve over bins of equal width. Bins are [from, to), the last closed: a score on an
 * edge belongs to the bin above. scikit-learn's `calibration_curve` puts it into the bin below; otherwise the same,
 * empty bins left out included.
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
  { bins = 10, confidence = 0.95 }: { bins?: number; confidence?: number } = {},
): CalibrationBin[] {
  const n = checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  checkCount('bins', bins, 1)
  checkConfidence(confidence)
  const probabilities = checkProbabilities('yScore', yScore)
  const [count, positives, sum] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)]
  for (let i = 0; i < n; i++) {
    const bin = binOf(probabilities[i]!, bins)
    count[bin]! += 1
    positives[bin]! += yTrue[i]!
    sum[bin]! += probabilities[i]!
  }
  return Array.from(count, (pictures, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    count: pictures,
    positives: positives[bin]!,
    meanScore: sum[bin]! / pictures,
    observed: wilsonInterval(positives[bin]!, pictures, confidence),
  })).filter((bin) => bin.count > 0)
}

/**
 * The expected calibration error: the mean over the pictures of |mean score - observed share| of their bin, 0..1.
 * Two numbers go by this name, so it must be said which:
 *
 * - `'positive'`: probability of the positive class against its share (torchmetrics' *binary*);
 * - `'top-label'`: probability of the predicted class (score >= 0.5 is positive) against how often it is right
 *   (torchmetrics' *multiclass*).
 *
 * It depends on the bins and is biased upwards for few pictures. Bins as in {@link calibrationCurve}.
 *
 * @throws RangeError as {@link calibrationCurve}, or for another `of`
 * @example
 * expectedCalibrationError([0, 1], [0.2, 0.7], { of: 'positive' }) // 0.25
 */
export function expectedCalibrationError(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { of, bins = 15 }: { of: 'positive' | 'top-label'; bins?: number },
): number {
  const n = checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  const probabilities = checkProbabilities('yScore', yScore)
  if (of !== 'positive' && of !== 'top-label') {
    throw new RangeError(`of: is '${String(of)}', expected 'positive' or 'top-label'`)
  }
  const right = Array.from(probabilities, (p, i) => Number(p >= 0.5 === (yTrue[i] === 1)))
  const curve =
    of === 'positive'
      ? calibrationCurve(yTrue, probabilities, { bins })
      : calibrationCurve(
          right,
          probabilities.map((p) => Math.max(p, 1 - p)),
          { bins },
        )
  return (
    curve.reduce((sum, { count, meanScore, observed }) => sum + count * Math.abs(meanScore - observed.value), 0) / n
  )
}
