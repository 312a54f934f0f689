// Probabilities against scikit-learn, torchmetrics, statsmodels, SciPy: golden/probabilities.py wrote the numbers.
import { describe, expect, it } from 'vitest'
import { brierDecomposition } from './brier-decomposition.ts'
import { brierScore, brierSkillScore, multiclassBrierScore } from './brier.ts'
import { calibrationIntercept, calibrationSlope } from './calibration-slope.ts'
import { calibrationCurve, expectedCalibrationError, maximumCalibrationError } from './calibration.ts'
import { applyIsotonic, fitIsotonic } from './fit-isotonic.ts'
import { fitPlatt } from './fit-platt.ts'
import { fitTemperature } from './fit-temperature.ts'
import { binaries, multiclass, queries, type Word } from './golden.test-support.ts'
import { logLoss } from './log-loss.ts'
import { spiegelhalterTest } from './spiegelhalter.ts'

/** Within `tolerance`, relative to what is above 1; NaN only to NaN. */
function expectNear(actual: ArrayLike<number>, expected: readonly Word[], what: string, tolerance = 1e-12): void {
  const wrong = Array.from(expected, Number).flatMap((want, i) => {
    const got = actual[i]!
    const near = Number.isNaN(want)
      ? Number.isNaN(got)
      : Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want))
    return near ? [] : [`${what} ${i}: ${got}, expected ${want}`]
  })
  expect(wrong).toEqual([])
  expect(actual.length).toBe(expected.length)
}

describe.each(binaries)('one probability for each picture: $name', ({ yTrue, yScore, weights, logits, golden }) => {
  it('log loss and Brier', () => {
    expectNear([logLoss(yTrue, yScore), logLoss(yTrue, yScore, { weights })], golden.logLoss, 'log loss')
    expectNear([brierScore(yTrue, yScore), brierScore(yTrue, yScore, { weights })], golden.brier, 'Brier')
    expectNear([brierSkillScore(yTrue, yScore)], [golden.skill], 'skill')
    const { brier, reliability, resolution, uncertainty, withinBin } = brierDecomposition(yTrue, yScore)
    expectNear([reliability, resolution, uncertainty, withinBin], golden.decomposition, 'decomposition')
    expectNear([reliability - resolution + uncertainty + withinBin], [brier], 'sum')
    expectNear([brier], [golden.brier[0]!], 'Brier')
  })

  it('calibration curves and errors', () => {
    for (const [strategy, expected, bins] of [
      ['quantile', golden.quantile, 4],
      ['uniform', golden.uniform, 3],
    ] as const) {
      if (expected === undefined) continue
      const curve = calibrationCurve(yTrue, yScore, { strategy, bins })
      expectNear(
        curve.map((bin) => bin.observed.value),
        expected[0]!,
        'observed',
      )
      expectNear(
        curve.map((bin) => bin.meanScore),
        expected[1]!,
        'mean score',
      )
    }
    const errors = (['positive', 'top-label'] as const).flatMap((of) => [
      expectedCalibrationError(yTrue, yScore, { of }),
      maximumCalibrationError(yTrue, yScore, { of }),
    ])
    expectNear(errors, golden.errors, 'calibration errors')
  })

  it('calibration slope, calibration-in-the-large, Spiegelhalter', () => {
    const slope = calibrationSlope(yTrue, yScore)
    expect(slope.status).toBe(golden.status)
    const { value, standardError, intercept } = slope
    expectNear(
      [value, standardError, intercept.value, intercept.standardError],
      golden.slope ?? ['NaN', 'NaN', 'NaN', 'NaN'],
      'slope',
      1e-9,
    )
    const large = calibrationIntercept(yTrue, yScore)
    expect(large.status).toBe(golden.status === 'one-class' ? 'one-class' : 'fitted')
    expectNear(
      [large.value, large.standardError, large.low, large.high],
      golden.inTheLarge ?? ['NaN', 'NaN', 'NaN', 'NaN'],
      'in the large',
      1e-9,
    )
    const { z, pValue } = spiegelhalterTest(yTrue, yScore)
    expectNear([z, pValue], golden.spiegelhalter, 'Spiegelhalter')
  })

  it('temperature, Platt and isotonic fit', () => {
    const fit = fitTemperature(yTrue, logits, { scores: 'logits', weights })
    expect(fit.status).toBe(golden.temperature[0])
    expectNear([fit.temperature, fit.lossBefore, fit.lossAfter], golden.temperature.slice(1), 'temperature', 1e-11)
    if (golden.platt) {
      const { intercept, slope } = fitPlatt(yTrue, logits)
      expectNear([intercept, slope], golden.platt, 'Platt', 1e-9)
    }
    const isotonic = [fitIsotonic(yTrue, yScore), fitIsotonic(yTrue, yScore, { weights })]
    isotonic.forEach((points, i) => {
      expectNear([points.x.length, ...applyIsotonic(points, queries)], golden.isotonic[i]!, 'isotonic')
    })
  })
})

describe.each(multiclass)('a row for each picture: $name', ({ yTrue, yScore, weights, logits, golden }) => {
  it('log loss, Brier, calibration errors, temperature', () => {
    expectNear([logLoss(yTrue, yScore), logLoss(yTrue, yScore, { weights })], golden.logLoss, 'log loss')
    const brier = [
      multiclassBrierScore(yTrue, yScore),
      multiclassBrierScore(yTrue, yScore, { weights, scaleByHalf: true }),
    ]
    expectNear(brier, golden.brier, 'Brier')
    for (const [of, expected] of [
      ['top-label', golden.topLabel],
      ['classwise', golden.classwise],
    ] as const) {
      const errors = [expectedCalibrationError(yTrue, yScore, { of }), maximumCalibrationError(yTrue, yScore, { of })]
      expectNear(errors, expected, of)
    }
    const fit = fitTemperature(yTrue, logits, { scores: 'logits', weights })
    expect(fit.status).toBe(golden.temperature[0])
    expectNear([fit.temperature, fit.lossBefore, fit.lossAfter], golden.temperature.slice(1), 'temperature', 1e-11)
  })
})
