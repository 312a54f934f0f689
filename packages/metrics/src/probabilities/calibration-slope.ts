// Weak calibration: are the probabilities right on average, and are they spread as they should be?
import type { Groups } from '../shared/units.ts'
import { checkBinary, checkConfidence, checkLengths, checkProbabilities } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'
import { logisticRegression } from './logistic-regression.ts'
import { logit } from './logit.ts'
import { patientVariance } from './patient-variance.ts'

/**
 * - `fitted`: there is a value
 * - `one-class`: all pictures are of one class: the intercept would be infinite
 * - `flat`: every picture has the same score: there is no slope
 * - `separated`: a threshold parts the classes without an error: the slope would be infinite
 *
 * In all but the first the numbers are NaN.
 */
export type CalibrationStatus = 'fitted' | 'one-class' | 'flat' | 'separated'

/** A number with its standard error and Wald's interval; NaN where the status says why. */
export interface CalibrationEstimate extends Estimate {
  standardError: number
  status: CalibrationStatus
}

export interface CalibrationSlope extends CalibrationEstimate {
  /** The intercept fitted along with the slope. Not calibration-in-the-large, which holds the slope at 1. */
  intercept: Omit<CalibrationEstimate, 'status'>
}

export interface CalibrationSlopeOptions {
  /**
   * The patient of each picture: the standard errors then count patients, not pictures, by the variance between them
   * (statsmodels' `cov_type='cluster'`).
   */
  groups?: Groups
  /** Of the intervals, default 0.95. */
  confidence?: number
}

function estimate(value: number, variance: number, confidence: number): Omit<CalibrationEstimate, 'status'> {
  const standardError = Math.sqrt(variance)
  const half = normalQuantile((1 + confidence) / 2) * standardError
  return { value, low: value - half, high: value + half, standardError }
}

function checkedLogits(yTrue: ArrayLike<number>, yScore: ArrayLike<number>, confidence: number): Float64Array {
  checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  checkConfidence(confidence)
  return checkProbabilities('yScore', yScore).map(logit)
}

/** Whether a slope can be fitted: the condition of Albert and Anderson (Biometrika 71 (1984) 1-10) for one number. */
function statusOf(yTrue: ArrayLike<number>, logits: Float64Array): CalibrationStatus {
  const ends = [
    { low: Infinity, high: -Infinity },
    { low: Infinity, high: -Infinity },
  ]
  logits.forEach((z, i) => {
    const end = ends[yTrue[i]!]!
    end.low = Math.min(end.low, z)
    end.high = Math.max(end.high, z)
  })
  const [negative, positive] = [ends[0]!, ends[1]!]
  if (negative.low === Infinity || positive.low === Infinity) return 'one-class'
  if (Math.min(negative.low, positive.low) === Math.max(negative.high, positive.high)) return 'flat'
  return negative.high <= positive.low || positive.high <= negative.low ? 'separated' : 'fitted'
}

/**
 * Cox's calibration slope: the slope of a logistic regression of what happened on the logit of the probability. 1 is
 * right; below 1 the scores are too extreme (overfitting), above 1 too timid, below 0 they point the wrong way. With the
 * intercept fitted along, standard errors from the information and Wald's intervals. D. R. Cox, Biometrika 45 (1958)
 * 562-565; the weak calibration of Van Calster et al., J. Clin. Epidemiol. 74 (2016) 167-176. Probabilities within 1e-7
 * of 0 or 1 count as 1e-7 away. A slope that does not exist is NaN, and `status` says why.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore probability of the positive class, 0..1
 * @throws RangeError for different lengths, nothing at all, other labels, or a score that is no probability
 * @example
 * const { value, status } = calibrationSlope([1, 0, 1, 0, 0, 1], [0.9, 0.9, 0.9, 0.1, 0.1, 0.1])
 * value // 0.3154...: logit(2 / 3) / logit(0.9), far too sure
 */
export function calibrationSlope(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { groups, confidence = 0.95 }: CalibrationSlopeOptions = {},
): CalibrationSlope {
  const logits = checkedLogits(yTrue, yScore, confidence)
  if (groups) checkLengths({ yTrue, groups })
  const status = statusOf(yTrue, logits)
  if (status !== 'fitted') {
    const none = estimate(Number.NaN, Number.NaN, confidence)
    return { ...none, status, intercept: none }
  }
  const fit = logisticRegression(logits, yTrue)
  const byPatient = groups && patientVariance(logits, yTrue, fit, groups, false)
  return {
    ...estimate(fit.slope, byPatient?.slope ?? fit.slopeVariance, confidence),
    status,
    intercept: estimate(fit.intercept, byPatient?.intercept ?? fit.interceptVariance, confidence),
  }
}

/**
 * Calibration-in-the-large: the intercept of that regression with the slope held at 1, in logits. 0 is right; below 0 the
 * probabilities are too high on average, above 0 too low. References and the rest as in {@link calibrationSlope}; it
 * exists wherever both classes do.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore probability of the positive class, 0..1
 * @throws RangeError as {@link calibrationSlope}
 * @example
 * calibrationIntercept([0, 0, 0, 1], [0.5, 0.5, 0.5, 0.5]).value // -1.0986...: ln(1 / 3)
 */
export function calibrationIntercept(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { groups, confidence = 0.95 }: CalibrationSlopeOptions = {},
): CalibrationEstimate {
  const logits = checkedLogits(yTrue, yScore, confidence)
  if (groups) checkLengths({ yTrue, groups })
  if (statusOf(yTrue, logits) === 'one-class') {
    return { ...estimate(Number.NaN, Number.NaN, confidence), status: 'one-class' }
  }
  const fit = logisticRegression(logits, yTrue, 1)
  const byPatient = groups && patientVariance(logits, yTrue, fit, groups, true)
  return { ...estimate(fit.intercept, byPatient?.intercept ?? fit.interceptVariance, confidence), status: 'fitted' }
}
