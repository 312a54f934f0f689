// Standard errors that count patients: against statsmodels, and against what copies of pictures must not do.
import { describe, expect, it } from 'vitest'
import golden from '../../golden/patient-variance.json' with { type: 'json' }
import { calibrationIntercept, calibrationSlope } from './calibration-slope.ts'

/** Every entry four times. */
function four<T>(values: T[]): T[] {
  return values.flatMap((value) => [value, value, value, value])
}

describe.each(golden.cases.map((of, i) => [i, of] as const))('patients of case %i', (_, of) => {
  const options = { groups: of.groups }

  it('slope and intercept have the errors of statsmodels', () => {
    const { value, standardError, intercept } = calibrationSlope(of.yTrue, of.yScore, options)
    expect(value).toBeCloseTo(of.slope, 9)
    expect(standardError / of.slopeError).toBeCloseTo(1, 9)
    expect(intercept.value).toBeCloseTo(of.intercept, 9)
    expect(intercept.standardError / of.interceptError).toBeCloseTo(1, 9)
  })

  it('and so has calibration-in-the-large', () => {
    const { value, standardError } = calibrationIntercept(of.yTrue, of.yScore, options)
    expect(value).toBeCloseTo(of.inTheLarge, 9)
    expect(standardError / of.inTheLargeError).toBeCloseTo(1, 9)
  })
})

it('copies of pictures hardly change the error by patient, and shrink the one by picture', () => {
  const { yTrue, yScore } = golden.cases[2]!
  const groups = yTrue.map((_, i) => i)
  const once = calibrationSlope(yTrue, yScore, { groups }).standardError
  const copied = calibrationSlope(four(yTrue), four(yScore), { groups: four(groups) }).standardError
  expect(copied / once).toBeCloseTo(1, 1)
  const blind = calibrationSlope(four(yTrue), four(yScore)).standardError
  expect(blind / calibrationSlope(yTrue, yScore).standardError).toBeCloseTo(0.5, 9)
})

it('groups of another length are refused', () => {
  expect(() => calibrationSlope([0, 1, 0], [0.2, 0.6, 0.7], { groups: [1] })).toThrow(RangeError)
  expect(() => calibrationIntercept([0, 1], [0.2, 0.6], { groups: [1] })).toThrow('groups: has 1 entries, expected 2')
})
