// The variance of a logistic fit when a patient has several pictures: from how much whole patients pull at it.
import { gatherUnits, type Groups } from '../shared/units.ts'
import { sigmoid } from './logit.ts'

export interface PatientVariance {
  intercept: number
  /** NaN where the slope was given. */
  slope: number
}

/**
 * The sandwich variance, clustered by patient (Liang and Zeger, Biometrika 73 (1986) 13-22), with the correction
 * G / (G - 1) (n - 1) / (n - k) of statsmodels' `cov_type='cluster'` for G patients and k fitted numbers.
 *
 * @param slopeGiven whether the intercept alone was fitted
 */
export function patientVariance(
  x: Float64Array,
  y: ArrayLike<number>,
  { intercept, slope }: { intercept: number; slope: number },
  groups: Groups,
  slopeGiven: boolean,
): PatientVariance {
  const n = x.length
  const residuals = new Float64Array(n)
  const informs = new Float64Array(n)
  let [information, moment] = [0, 0]
  for (let i = 0; i < n; i++) {
    const p = sigmoid(intercept + slope * x[i]!)
    residuals[i] = y[i]! - p
    informs[i] = p * (1 - p)
    information += informs[i]!
    moment += informs[i]! * x[i]!
  }
  // At the centre of what informs, intercept and slope are uncorrelated in the information.
  const centre = moment / information
  const slopeInformation = informs.reduce((sum, inform, i) => sum + inform * (x[i]! - centre) ** 2, 0)
  const patients = gatherUnits(n, groups).pictures
  let [byIntercept, bySlope, byBoth] = [0, 0, 0]
  for (const pictures of patients) {
    const pull = pictures.reduce((sum, i) => sum + residuals[i]!, 0)
    const turn = pictures.reduce((sum, i) => sum + residuals[i]! * (x[i]! - centre), 0)
    byIntercept += pull * pull
    bySlope += turn * turn
    byBoth += pull * turn
  }
  const fitted = slopeGiven ? 1 : 2
  const correction = (patients.length / (patients.length - 1)) * ((n - 1) / (n - fitted))
  const atCentre = (correction * byIntercept) / information ** 2
  if (slopeGiven) return { intercept: atCentre, slope: Number.NaN }
  const ofSlope = (correction * bySlope) / slopeInformation ** 2
  const ofBoth = (correction * byBoth) / (information * slopeInformation)
  return { intercept: atCentre - 2 * centre * ofBoth + centre ** 2 * ofSlope, slope: ofSlope }
}
