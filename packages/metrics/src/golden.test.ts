// Every metric against scikit-learn, SciPy and plain NumPy: golden/golden.py wrote golden/golden.json.
import { describe, expect, it } from 'vitest'
import { binary, quantiles, reports, wilson } from './golden.test-support.ts'
import {
  accuracy,
  aucInterval,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  calibrationCurve,
  classificationReport,
  confusionMatrix,
  evaluateBinary,
  expectedCalibrationError,
  f1,
  formatClassificationReport,
  negativePredictiveValue,
  normaliseConfusionMatrix,
  normalQuantile,
  precision,
  predictedLabels,
  rocAuc,
  rocCurve,
  sensitivity,
  specificity,
  wilsonInterval,
} from './index.ts'

const DIGITS = 12

/** Equal to twelve decimals, NaN only to NaN. */
function expectNumber(actual: number, expected: string | number, what: string): void {
  if (Number.isNaN(Number(expected))) expect(actual, what).toBeNaN()
  else expect(actual, what).toBeCloseTo(Number(expected), DIGITS)
}

function expectNumbers(actual: readonly number[], expected: readonly (string | number)[]): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((value, i) => expectNumber(value, expected[i]!, `entry ${i}`))
}

describe.each(binary)('scikit-learn on $name', (golden) => {
  const { yTrue, yScore } = golden
  const yPred = predictedLabels(yScore)

  it('decisions', () => {
    for (const [name, metric] of Object.entries({
      accuracy,
      balancedAccuracy,
      sensitivity,
      specificity,
      precision,
      negativePredictiveValue,
      f1,
    })) {
      expect(metric(yTrue, yPred), name).toBeCloseTo(golden[name as 'f1'], DIGITS)
    }
  })

  it('ROC curve, AUC, average precision', () => {
    const curve = rocCurve(yTrue, yScore)
    expectNumbers(curve.fpr, golden.roc.fpr)
    expectNumbers(curve.tpr, golden.roc.tpr)
    expect(curve.thresholds).toEqual(golden.roc.thresholds.map(Number))
    expectNumber(rocAuc(yTrue, yScore), golden.auc, 'AUC')
    expectNumber(averagePrecision(yTrue, yScore), golden.averagePrecision, 'average precision')
  })

  it('Brier and calibration', () => {
    expect(brierScore(yTrue, yScore)).toBeCloseTo(golden.brier, DIGITS)
    const curve = calibrationCurve(yTrue, yScore)
    expect(curve.map(({ from, to, count, positives }) => ({ from, to, count, positives }))).toEqual(
      golden.calibration.map(({ from, to, count, positives }) => ({ from, to, count, positives })),
    )
    expectNumbers(
      curve.map((bin) => bin.meanScore),
      golden.calibration.map((bin) => bin.meanScore),
    )
    expect(expectedCalibrationError(yTrue, yScore, { of: 'positive' })).toBeCloseTo(golden.ecePositive, DIGITS)
    expect(expectedCalibrationError(yTrue, yScore, { of: 'top-label' })).toBeCloseTo(golden.eceTopLabel, DIGITS)
  })

  it("DeLong's interval, by its definition in NumPy", () => {
    const interval = aucInterval(yTrue, yScore)
    if (!golden.delong) {
      expect(interval).toEqual({ value: NaN, low: 0, high: 1, standardError: NaN, method: 'none' })
      return
    }
    expect(interval.value).toBeCloseTo(golden.delong.auc, DIGITS)
    expectNumber(interval.standardError, golden.delong.se, 'standard error')
    if (golden.delong.logit === undefined) expect(interval.method).toMatch(/exact|hoeffding/)
    else expectNumbers([interval.low, interval.high], golden.delong.logit)
    const plain = aucInterval(yTrue, yScore, { scale: 'plain' })
    if (golden.delong.plain !== undefined) expectNumbers([plain.low, plain.high], golden.delong.plain)
  })

  it('evaluateBinary says the same', () => {
    const result = evaluateBinary({ yTrue, yScore })
    expect(result.confusionMatrix.counts).toEqual(golden.counts)
    for (const name of [
      'accuracy',
      'balancedAccuracy',
      'sensitivity',
      'specificity',
      'precision',
      'negativePredictiveValue',
      'f1',
      'auc',
      'averagePrecision',
      'brier',
    ] as const) {
      expectNumber(result[name].value, golden[name], name)
    }
  })
})

describe.each(reports)('scikit-learn on $name', ({ yTrue, yPred, labels, ...golden }) => {
  it('confusion matrix', () => {
    const matrix = confusionMatrix(yTrue, yPred, { labels })
    expect(matrix).toEqual({ labels, counts: golden.counts })
    for (const over of ['true', 'predicted', 'all'] as const) {
      expectNumbers(normaliseConfusionMatrix(matrix, over).flat(), golden[over].flat())
    }
  })

  it.each(golden.reports)('report, zeroDivision $zeroDivision, $digits digits', (expected) => {
    const report = classificationReport(yTrue, yPred, { labels, zeroDivision: Number(expected.zeroDivision) })
    expect(formatClassificationReport(report, { digits: expected.digits })).toBe(expected.text)
    const rows: Record<string, unknown> = expected.dict
    expect(report.accuracy).toBeCloseTo(expected.dict.accuracy, DIGITS)
    for (const [name, found] of [
      ...report.classes.map((row) => [row.label, row] as const),
      ['macro avg', report.macroAverage] as const,
      ['weighted avg', report.weightedAverage] as const,
    ]) {
      const row = rows[name] as Record<'precision' | 'recall' | 'f1-score' | 'support', number | string>
      expectNumbers(
        [found.precision, found.recall, found.f1, found.support],
        [row.precision, row.recall, row['f1-score'], row.support],
      )
    }
  })
})

describe('SciPy', () => {
  it.each(wilson)('Wilson of $successes in $n at $confidence', ({ successes, n, confidence, low, high }) => {
    const interval = wilsonInterval(successes, n, confidence)
    expectNumbers([interval.value, interval.low, interval.high], [successes / n, low, high])
  })

  it.each(quantiles)('normal quantile of $p', ({ p, z }) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(z)))
  })
})

describe('values known beforehand', () => {
  // "Metrics: conventions" of this project, measured with scikit-learn 1.9.1 and torchmetrics 1.9.0.
  const yTrue = [0, 0, 1, 1, 1, 0, 1, 0]
  const yScore = [0.1, 0.4, 0.4, 0.35, 0.8, 0.8, 0.9, 0.4]

  it('the fixture', () => {
    expect(rocAuc(yTrue, yScore)).toBe(0.65625)
    expect(averagePrecision(yTrue, yScore)).toBeCloseTo(0.6845238095, 10)
    expect(brierScore(yTrue, yScore)).toBeCloseTo(0.2253125, 12)
    expect(expectedCalibrationError(yTrue, yScore, { of: 'positive' })).toBeCloseTo(0.20625, 12)
    expect(expectedCalibrationError(yTrue, yScore, { of: 'top-label' })).toBeCloseTo(0.15625, 12)
    expect(rocCurve(yTrue, yScore)).toEqual({
      fpr: [0, 0, 0.25, 0.75, 0.75, 1],
      tpr: [0, 0.25, 0.5, 0.75, 1, 1],
      thresholds: [Infinity, 0.9, 0.8, 0.4, 0.35, 0.1],
    })
  })

  it('z of 95 %', () => expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14))

  // By hand: positives 3 and 1, negatives 2 and 0: psi = [[1, 1], [0, 1]], AUC 3/4; row means 1, 1/2; column means 1/2, 1;
  // both variances 1/8; var = 1/16 + 1/16.
  it("DeLong's variance by hand", () => {
    expect(aucInterval([1, 0, 1, 0], [3, 2, 1, 0]).standardError).toBeCloseTo(Math.sqrt(1 / 8), 15)
  })
})
