// Decisions, thresholds and the refusals of single metrics; their values are in golden.test.ts.
import { describe, expect, it } from 'vitest'
import {
  accuracy,
  binaryCounts,
  classificationReport,
  confusionMatrix,
  expectedCalibrationError,
  f1,
  formatClassificationReport,
  normaliseConfusionMatrix,
  precision,
  predictedLabels,
  rocAuc,
  wilsonInterval,
  aucInterval,
} from '../index.ts'

describe('thresholds', () => {
  it('a score on the threshold is positive, unless asked otherwise', () => {
    expect(predictedLabels([0.49, 0.5, 0.51])).toEqual([0, 1, 1])
    expect(predictedLabels([0.49, 0.5, 0.51], 0.5, { comparison: '>' })).toEqual([0, 0, 1])
    expect(predictedLabels(new Float32Array([-2, 3]), 0)).toEqual([0, 1])
  })
})

describe('zeroDivision', () => {
  it.each([0, 1, NaN])('%s', (zeroDivision) => {
    expect(precision([1, 0], [0, 0], { zeroDivision })).toBe(zeroDivision)
    expect(f1([0, 0], [0, 0], { zeroDivision })).toBe(zeroDivision)
  })
})

describe('classification report', () => {
  it('says what is undefined', () => {
    expect(classificationReport([0, 0], [0, 0], { labels: ['covid', 'normal'] }).warnings).toEqual([
      "precision of 'normal' is undefined (never predicted), set to 0",
      "recall of 'normal' is undefined (no true picture), set to 0",
      "F1 of 'normal' is undefined, set to 0",
    ])
  })

  it('as in its documentation', () => {
    const report = classificationReport([0, 0, 1], [0, 1, 1], { labels: ['covid', 'normal'] })
    expect(report.classes[0]).toEqual({ label: 'covid', precision: 1, recall: 0.5, f1: 0.6666666666666666, support: 2 })
    expect(formatClassificationReport(report)).toBe(
      [
        '              precision    recall  f1-score   support',
        '',
        '       covid       1.00      0.50      0.67         2',
        '      normal       0.50      1.00      0.67         1',
        '',
        '    accuracy                           0.67         3',
        '   macro avg       0.75      0.75      0.67         3',
        'weighted avg       0.83      0.67      0.67         3',
        '',
      ].join('\n'),
    )
  })
})

describe('refusals', () => {
  const labels = ['covid', 'normal']
  it.each<[string, () => unknown, string]>([
    [
      'a class index out of range',
      () => confusionMatrix([0, 2], [0, 1], { labels }),
      'yTrue[1]: is 2, expected a class index from 0 to 1',
    ],
    [
      'a class that is no index',
      () => confusionMatrix([0, 1], [0, 0.5], { labels }),
      'yPred[1]: is 0.5, expected a class index',
    ],
    ['no labels', () => confusionMatrix([], [], { labels: [] }), 'labels: is empty'],
    ['a label twice', () => confusionMatrix([], [], { labels: ['a', 'a'] }), "labels: has 'a' twice"],
    ['different lengths', () => accuracy([0, 1], [0]), 'yPred: has 1 entries, expected 2, as many as yTrue'],
    ['negative classes', () => accuracy([0, -1], [0, 0]), 'yTrue[1]: is -1, expected a class index of at least 0'],
    [
      'a third class in a binary metric',
      () => binaryCounts([0, 1], [0, 2]),
      'yPred[1]: is 2, expected 0 (negative) or 1',
    ],
    ['NaN scores', () => rocAuc([0, 1], [0, NaN]), 'yScore[1]: is NaN, expected a finite number'],
    ['infinite scores', () => rocAuc([0, 1], [0, Infinity]), 'yScore[1]: is Infinity, expected a finite number'],
    ['text for scores', () => rocAuc([0, 1], ['0', '1'] as never), "yScore[0]: is '0', expected a finite number"],
    ['a NaN score to decide on', () => predictedLabels([NaN]), 'yScore[0]: is NaN, expected a finite number'],
    [
      'an unknown comparison',
      () => predictedLabels([1], 0, { comparison: '<' as never }),
      "comparison: is '<', expected",
    ],
    [
      'an unknown normalisation',
      () => normaliseConfusionMatrix({ counts: [[1]] }, 'pred' as never),
      "over: is 'pred', expected 'true'",
    ],
    [
      'an unknown calibration error',
      () => expectedCalibrationError([1], [1], { of: 'all' as never }),
      "of: is 'all', expected",
    ],
    ['an unknown scale', () => aucInterval([1], [1], { scale: 'log' as never }), "scale: is 'log', expected"],
    [
      'more successes than trials',
      () => wilsonInterval(3, 2),
      'successes: is 3, expected a whole number from 0 to n = 2',
    ],
    ['half a trial', () => wilsonInterval(0, 0.5), 'n: is 0.5, expected a whole number'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(RangeError)
    expect(call).toThrow(message)
  })
})
