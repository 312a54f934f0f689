// The examples of the documentation, values known beforehand, tables as text, and every refusal.
import { describe, expect, it } from 'vitest'
import { averageRate, precisionRecallFScore } from './average-rates.ts'
import { binaryCounts } from './binary-counts.ts'
import { cohenKappa, matthewsCorrelation } from './class-agreement.ts'
import { confusionMatrix } from './confusion-matrix.ts'
import { ratesOfCounts } from './count-rates.ts'
import { formatConfusionMatrix } from './format-confusion-matrix.ts'
import {
  accuracy,
  balancedAccuracy,
  diagnosticOddsRatio,
  fBeta,
  jaccard,
  negativeLikelihoodRatio,
  positiveLikelihoodRatio,
  youdenIndex,
} from './label-metrics.ts'
import { multiclassCounts, ratesOfMatrix } from './matrix-rates.ts'
import { multilabelReport } from './multilabel-report.ts'
import { exactMatch, hammingLoss, multilabelCounts, multilabelScores } from './multilabel.ts'
import { predictiveValuesAt } from './predictive-values.ts'

describe('the examples of the documentation', () => {
  it('binary', () => {
    expect(binaryCounts([1, 1, 0], [1, 0, 0])).toEqual({
      truePositives: 1,
      falsePositives: 0,
      trueNegatives: 1,
      falseNegatives: 1,
    })
    const rates = ratesOfCounts({ truePositives: 8, falsePositives: 1, trueNegatives: 9, falseNegatives: 2 })
    expect([rates.sensitivity, rates.positiveLikelihoodRatio]).toEqual([0.8, 8])
    expect(fBeta([1, 1, 1, 0], [1, 0, 0, 0], { beta: 2 })).toBeCloseTo(5 / 13, 15)
    expect(jaccard([1, 1, 0], [1, 0, 1])).toBe(1 / 3)
    expect(youdenIndex([1, 1, 0, 0], [1, 0, 0, 0])).toBe(0.5)
    expect(positiveLikelihoodRatio([1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0])).toBe(4)
    expect(negativeLikelihoodRatio([1, 1, 0, 0], [1, 0, 0, 0])).toBe(0.5)
    expect(diagnosticOddsRatio([1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 0])).toBe(4)
    expect(predictiveValuesAt({ sensitivity: 0.95, specificity: 0.95, prevalence: 0.01 })).toEqual({
      positivePredictiveValue: expect.closeTo(0.0095 / 0.059, 14),
      negativePredictiveValue: expect.closeTo(0.9405 / 0.941, 14),
    })
  })

  it('any number of classes', () => {
    expect(balancedAccuracy([1, 1, 1, 0], [1, 1, 1, 1])).toBe(0.5)
    expect(balancedAccuracy([1, 1, 1, 0], [1, 1, 1, 1], { adjusted: true })).toBe(0)
    expect(matthewsCorrelation([1, 1, 1, 0], [1, 0, 1, 1])).toBeCloseTo(-1 / 3, 15)
    expect(matthewsCorrelation([0, 1, 2], [0, 1, 2])).toBe(1)
    expect(cohenKappa([0, 0, 1, 1], [0, 0, 1, 0])).toBe(0.5)
    expect(cohenKappa([0, 1, 2, 3], [0, 1, 2, 2], { weights: 'quadratic' })).toBe(0.875)
    const { accuracy: right, cohenKappa: kappa } = ratesOfMatrix({
      counts: [
        [20, 5],
        [10, 15],
      ],
    })
    expect([right, kappa]).toEqual([0.7, expect.closeTo(0.4, 14)])
    const counts = multiclassCounts(confusionMatrix([0, 1, 2, 2], [0, 1, 1, 2], { labels: ['a', 'b', 'c'] }))
    expect(averageRate(counts, 'specificity', { average: 'none' })).toEqual([1, 2 / 3, 1])
    expect(averageRate(counts, 'jaccard', { average: 'macro' })).toBeCloseTo(2 / 3, 15)
    const covid = multiclassCounts(confusionMatrix([0, 0, 1], [0, 1, 1], { labels: ['covid', 'normal'] }))
    expect(precisionRecallFScore(covid, { average: 'macro' })).toEqual({
      precision: 0.75,
      recall: 0.75,
      fScore: expect.closeTo(2 / 3, 15),
      support: 3,
    })
    expect(
      multiclassCounts({
        counts: [
          [5, 1],
          [2, 4],
        ],
      })[0],
    ).toEqual({ truePositives: 5, falsePositives: 2, trueNegatives: 4, falseNegatives: 1 })
  })

  it('several labels', () => {
    const yTrue = [
      [1, 0],
      [1, 1],
    ]
    const yPred = [
      [1, 0],
      [0, 1],
    ]
    expect(multilabelCounts(yTrue, yPred)[0]).toEqual({
      truePositives: 1,
      falsePositives: 0,
      trueNegatives: 0,
      falseNegatives: 1,
    })
    expect(multilabelScores(yTrue, yPred, { average: 'samples' })).toEqual({
      precision: 1,
      recall: 0.75,
      fScore: expect.closeTo(5 / 6, 15),
      jaccard: 0.75,
      support: 3,
    })
    expect([exactMatch(yTrue, yPred), hammingLoss(yTrue, yPred)]).toEqual([0.5, 0.25])
    const report = multilabelReport(yTrue, yPred, { labels: ['effusion', 'nodule'] })
    expect(report.classes[0]).toEqual({ label: 'effusion', precision: 1, recall: 0.5, f1: 2 / 3, support: 2 })
    expect(report.samplesAverage.recall).toBe(0.75)
    expect(report.warnings).toEqual([])
  })
})

describe('values known beforehand', () => {
  // Two raters' diagnoses: Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 3rd ed., chapter 18: .68.
  it('kappa of a textbook', () => {
    const counts = [
      [75, 1, 4],
      [5, 4, 1],
      [0, 0, 10],
    ]
    expect(ratesOfMatrix({ counts }).cohenKappa).toBeCloseTo(0.68, 2)
  })

  it('an absent grade keeps its place, where scikit-learn without labels closes the gap', () => {
    // By hand: observed 2 (3 taken for 1). Expected, row by row, columns 1, 2, 0: (2 * 1) + (1 * 1) + (1 * 3 + 2 * 2), over 3.
    expect(cohenKappa([0, 1, 3], [0, 1, 1], { weights: 'linear' })).toBeCloseTo(1 - 2 / (10 / 3), 14)
  })

  it('a class index of any size', () => {
    expect(cohenKappa([7, 2 ** 40], [7, 2 ** 40], { weights: 'quadratic' })).toBe(1)
    expect(matthewsCorrelation([2 ** 52, 0], [0, 2 ** 52])).toBe(-1)
  })

  it('weights that are no whole numbers leave nothing where nothing is', () => {
    const matrix = confusionMatrix([0, 0, 1, 2, 2], [0, 0, 1, 1, 2], {
      labels: ['a', 'b', 'c'],
      weights: [0.1, 0.2, 0.3, 0.4, 0.7],
    })
    const [a] = multiclassCounts(matrix)
    expect([a!.falsePositives, a!.falseNegatives]).toEqual([0, 0])
  })

  it('a matrix of zeros, and the counts of nothing', () => {
    const nothing = ratesOfMatrix({
      counts: [
        [0, 0],
        [0, 0],
      ],
    })
    expect(nothing).toEqual({
      n: 0,
      accuracy: NaN,
      balancedAccuracy: NaN,
      adjustedBalancedAccuracy: NaN,
      matthewsCorrelation: 0,
      cohenKappa: NaN,
    })
    const none = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 }
    expect(ratesOfCounts(none, { zeroDivision: 1 })).toMatchObject({ n: 0, accuracy: NaN, prevalence: NaN, jaccard: 1 })
  })

  it('predictive values where nobody, or everybody, is ill', () => {
    const decision = { sensitivity: 0.9, specificity: 0.8 }
    expect(predictiveValuesAt({ ...decision, prevalence: 0 })).toEqual({
      positivePredictiveValue: 0,
      negativePredictiveValue: 1,
    })
    expect(predictiveValuesAt({ ...decision, prevalence: 1 })).toEqual({
      positivePredictiveValue: 1,
      negativePredictiveValue: 0,
    })
    // No alarm at all: 0 / 0.
    const silent = { sensitivity: 0, specificity: 1, prevalence: 0.5 }
    expect(predictiveValuesAt(silent).positivePredictiveValue).toBe(0)
    expect(predictiveValuesAt({ ...silent, zeroDivision: NaN }).positivePredictiveValue).toBeNaN()
  })

  it('the report of several labels says what is undefined', () => {
    const yTrue = [
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 1],
    ]
    const yPred = [
      [0, 1],
      [0, 0],
      [0, 1],
      [0, 0],
    ]
    expect(multilabelReport(yTrue, yPred, { labels: ['effusion', 'nodule'] }).warnings).toEqual([
      "precision of 'effusion' is undefined (never predicted), set to 0",
      "recall of 'effusion' is undefined (no true picture), set to 0",
      "F1 of 'effusion' is undefined, set to 0",
      'samples average: precision is undefined for 2 pictures (no label predicted), set to 0',
      'samples average: recall is undefined for 2 pictures (no true label), set to 0',
      'samples average: F1 is undefined for 1 picture (neither), set to 0',
    ])
  })
})

describe('the matrix as text', () => {
  const matrix = confusionMatrix([0, 0, 1], [0, 1, 1], { labels: ['covid', 'normal'], ids: ['ann', 'bob', 'cid'] })

  it('counts', () => {
    expect(
      formatConfusionMatrix({
        labels: ['covid', 'normal'],
        counts: [
          [20, 5],
          [10, 15],
        ],
      }),
    ).toBe(
      [
        'true \\ predicted  covid  normal', //
        'covid                20       5',
        'normal               10      15',
        '',
      ].join('\n'),
    )
  })

  it('shares of the true class, of the predicted class, of all', () => {
    expect(formatConfusionMatrix(matrix, { normalise: 'true' })).toBe(
      [
        'true \\ predicted  covid  normal', //
        'covid              0.50    0.50',
        'normal             0.00    1.00',
        '',
      ].join('\n'),
    )
    expect(formatConfusionMatrix(matrix, { normalise: 'predicted', digits: 1 })).toContain(
      'covid               1.0     0.5',
    )
    expect(formatConfusionMatrix(matrix, { normalise: 'all' })).toContain('normal             0.00    0.33')
  })

  it('weights', () => {
    const weighted = confusionMatrix([0, 0, 1], [0, 1, 1], { labels: ['a', 'b'], weights: [0.5, 2, 12.25] })
    expect(formatConfusionMatrix(weighted, { digits: 1 })).toBe(
      [
        'true \\ predicted    a     b', //
        'a                 0.5   2.0',
        'b                 0.0  12.2',
        '',
      ].join('\n'),
    )
  })

  it('numbers in the place of names that do not fit, here 10 classes in 80 columns', () => {
    const labels = Array.from({ length: 10 }, (_, k) => `finding number ${k}`)
    const text = formatConfusionMatrix({ labels, counts: labels.map((_, t) => labels.map((__, p) => 100 * t + p)) })
    const lines = text.split('\n')
    expect(lines[0]).toBe('true \\ predicted       1    2    3    4    5    6    7    8    9   10')
    expect(lines[1]).toBe(' 1 finding number 0    0    1    2    3    4    5    6    7    8    9')
    expect(lines[10]).toBe('10 finding number 9  900  901  902  903  904  905  906  907  908  909')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
  })

  it('at the width and one below it; letters outside the BMP count as one', () => {
    const long = {
      labels: ['abcdef', '\u{1FAC1}'],
      counts: [
        [1, 2],
        [3, 4],
      ],
    }
    const named = formatConfusionMatrix(long)
    expect(named.split('\n')[0]).toBe('true \\ predicted  abcdef  \u{1FAC1}')
    expect(formatConfusionMatrix(long, { width: 27 })).toBe(named)
    expect(formatConfusionMatrix(long, { width: 26 })).toContain('1 abcdef          1  2')
  })
})

describe('refusals', () => {
  const labels = ['a', 'b']
  const one = { truePositives: 1, falsePositives: 1, trueNegatives: 1, falseNegatives: 1 }
  it.each<[string, () => unknown, string]>([
    ['nothing', () => accuracy([], []), 'yTrue: is empty'],
    ['nothing binary', () => jaccard([], []), 'yTrue: is empty'],
    ['nothing to agree on', () => cohenKappa([], []), 'yTrue: is empty'],
    ['nothing to correlate', () => matthewsCorrelation([], []), 'yTrue: is empty'],
    ['NaN for a class', () => cohenKappa([0, NaN], [0, 1]), 'yTrue[1]: is NaN, expected a class index of at least 0'],
    [
      'infinity for a class',
      () => matthewsCorrelation([0], [Infinity]),
      'yPred[0]: is Infinity, expected a class index',
    ],
    ['NaN for a decision', () => fBeta([0], [NaN], { beta: 1 }), 'yPred[0]: is NaN, expected 0 (negative) or 1'],
    ['NaN for beta', () => fBeta([0], [1], { beta: NaN }), 'beta: is NaN, expected a number of at least 0'],
    ['a beta below 0', () => precisionRecallFScore([one], { average: 'macro', beta: -1 }), 'beta: is -1, expected'],
    [
      'other weights of kappa',
      () => cohenKappa([0], [1], { weights: 'cubic' as never }),
      "weights: is 'cubic', expected",
    ],
    ['different lengths', () => youdenIndex([0, 1], [1]), 'yPred: has 1 entries, expected 2, as many as yTrue'],
    ['too few weights', () => accuracy([0, 1], [0, 1], { weights: [1] }), 'weights: has 1 entries, expected 2'],
    [
      'a NaN weight',
      () => binaryCounts([0, 1], [0, 1], { weights: [1, NaN] }),
      'weights[1]: is NaN, expected a finite',
    ],
    [
      'a negative weight',
      () => matthewsCorrelation([0], [0], { weights: [-1] }),
      'weights[0]: is -1, expected a finite',
    ],
    [
      'an infinite weight',
      () => accuracy([0], [0], { weights: [Infinity] }),
      'weights[0]: is Infinity, expected a finite',
    ],
    [
      'weights of 0',
      () => confusionMatrix([0, 1], [0, 1], { labels, weights: [0, 0] }),
      'weights: are all 0, expected at least one above 0',
    ],
    ['a negative count', () => ratesOfCounts({ ...one, falsePositives: -1 }), 'counts.falsePositives: is -1, expected'],
    [
      'a NaN count',
      () => averageRate([one, { ...one, trueNegatives: NaN }], 'f1', { average: 'micro' }),
      'counts[1].trueN',
    ],
    ['no counts', () => precisionRecallFScore([], { average: 'none' }), 'counts: is empty, expected the counts of'],
    [
      'an unknown average',
      () => averageRate([one], 'f1', { average: 'mean' as never }),
      "average: is 'mean', expected",
    ],
    [
      'an unknown rate',
      () => averageRate([one], 'toString' as never, { average: 'none' }),
      "rate: is 'toString', expected",
    ],
    [
      'a matrix with a short row',
      () => ratesOfMatrix({ counts: [[1, 0], [1]] }),
      'counts[1]: has 1 entries, expected 2',
    ],
    [
      'a matrix with NaN',
      () => multiclassCounts({ counts: [[NaN]] }),
      'counts[0][0]: is NaN, expected a finite number',
    ],
    [
      'a sensitivity above 1',
      () => predictiveValuesAt({ sensitivity: 95, specificity: 1, prevalence: 0 }),
      'sensitivity: is 95',
    ],
    [
      'a NaN prevalence',
      () => predictiveValuesAt({ sensitivity: 1, specificity: 1, prevalence: NaN }),
      'prevalence: is NaN',
    ],
    ['no rows', () => multilabelCounts([], []), 'yTrue: is empty'],
    ['rows without labels', () => exactMatch([[]], [[]]), 'yTrue[0]: is empty, expected an entry for each label'],
    [
      'a short row',
      () =>
        hammingLoss(
          [
            [0, 1],
            [1, 1],
          ],
          [[0, 1], [1]],
        ),
      'yPred[1]: has 1 entries, expected 2',
    ],
    ['a NaN label', () => multilabelCounts([[0, NaN]], [[0, 1]]), 'yTrue[0][1]: is NaN, expected 0 (negative) or 1'],
    ['fewer rows', () => exactMatch([[0], [1]], [[0]]), 'yPred: has 1 entries, expected 2, as many as yTrue'],
    [
      'no such direction',
      () => multilabelCounts([[1]], [[1]], { per: 'row' as never }),
      "per: is 'row', expected 'label'",
    ],
    [
      'an unknown average of labels',
      () => multilabelScores([[1]], [[1]], { average: 'mean' as never }),
      "average: is 'mean', expected one of none, micro, macro, weighted, samples",
    ],
    ['another number of labels', () => multilabelReport([[1]], [[1]], { labels }), 'labels: has 2 entries, expected 1'],
    ['a label twice', () => multilabelReport([[1, 0]], [[1, 0]], { labels: ['a', 'a'] }), "labels: has 'a' twice"],
    [
      'an unknown normalisation',
      () => formatConfusionMatrix({ labels: ['a'], counts: [[1]] }, { normalise: 'rows' as never }),
      "over: is 'rows', expected",
    ],
    [
      'half a digit',
      () => formatConfusionMatrix({ labels: ['a'], counts: [[1]] }, { digits: 0.5 }),
      'digits: is 0.5, expected a whole number',
    ],
    [
      'a width of NaN',
      () => formatConfusionMatrix({ labels: ['a'], counts: [[1]] }, { width: NaN }),
      'width: is NaN, expected a whole number',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(RangeError)
    expect(call).toThrow(message)
  })
})
