// Hard decisions against scikit-learn on 200 random inputs of each kind and 31 degenerate ones: golden/labels.py.
// torchmetrics and statsmodels agree with it there, or the program that wrote the numbers would have stopped.
import { describe, expect, it } from 'vitest'
import { averageRate, precisionRecallFScore } from './average-rates.ts'
import { binaryCounts, type BinaryCounts } from './binary-counts.ts'
import { cohenKappa, matthewsCorrelation } from './class-agreement.ts'
import { confusionMatrix } from './confusion-matrix.ts'
import { ratesOfCounts } from './count-rates.ts'
import { formatClassificationReport } from './format-classification-report.ts'
import * as metrics from './label-metrics.ts'
import {
  cellsOf,
  degenerate,
  positions,
  randomBinary,
  randomCases,
  randomMulticlass,
  randomMultilabel,
  texts,
  type BinaryCase,
  type Expected,
  type MulticlassCase,
  type MultilabelCase,
} from './labels.test-support.ts'
import { multiclassCounts, ratesOfMatrix } from './matrix-rates.ts'
import { multilabelReport } from './multilabel-report.ts'
import { exactMatch, hammingLoss, multilabelCounts, multilabelScores } from './multilabel.ts'

/** What is not equal to 1e-12 (of the larger of 1 and the number), NaN and infinity to themselves; or is missing here. */
function differences(found: Record<string, number>, expected: Expected): string[] {
  return Object.entries(expected).flatMap(([name, word]) => {
    const [value, golden] = [found[name], Number(word)]
    const equal = value !== undefined && Math.abs(value - golden) <= 1e-12 * Math.max(1, golden)
    return name === 'zeroDivision' || equal || Object.is(value, golden) ? [] : [`${name}: ${value}, expected ${golden}`]
  })
}

function binary({ yTrue, yPred, weights }: BinaryCase, zeroDivision: number): Record<string, number> {
  const options = { zeroDivision }
  const weighted = { zeroDivision, weights }
  return {
    sensitivity: metrics.sensitivity(yTrue, yPred, options),
    specificity: metrics.specificity(yTrue, yPred, options),
    precision: metrics.precision(yTrue, yPred, options),
    negativePredictiveValue: metrics.negativePredictiveValue(yTrue, yPred, options),
    f1: metrics.f1(yTrue, yPred, options),
    f2: metrics.fBeta(yTrue, yPred, { beta: 2, ...options }),
    fHalf: metrics.fBeta(yTrue, yPred, { beta: 0.5, ...options }),
    jaccard: metrics.jaccard(yTrue, yPred, options),
    accuracy: metrics.accuracy(yTrue, yPred),
    balancedAccuracy: metrics.balancedAccuracy(yTrue, yPred),
    matthewsCorrelation: matthewsCorrelation(yTrue, yPred),
    cohenKappa: cohenKappa(yTrue, yPred),
    youdenIndex: metrics.youdenIndex(yTrue, yPred),
    positiveLikelihoodRatio: metrics.positiveLikelihoodRatio(yTrue, yPred),
    negativeLikelihoodRatio: metrics.negativeLikelihoodRatio(yTrue, yPred),
    diagnosticOddsRatio: metrics.diagnosticOddsRatio(yTrue, yPred),
    'weighted precision': metrics.precision(yTrue, yPred, weighted),
    'weighted sensitivity': metrics.sensitivity(yTrue, yPred, weighted),
    'weighted specificity': metrics.specificity(yTrue, yPred, weighted),
    'weighted f1': metrics.f1(yTrue, yPred, weighted),
    'weighted jaccard': metrics.jaccard(yTrue, yPred, weighted),
    'weighted accuracy': metrics.accuracy(yTrue, yPred, weighted),
    'weighted balancedAccuracy': metrics.balancedAccuracy(yTrue, yPred, weighted),
    'weighted matthewsCorrelation': matthewsCorrelation(yTrue, yPred, weighted),
    'weighted positiveLikelihoodRatio': metrics.positiveLikelihoodRatio(yTrue, yPred, weighted),
  }
}

/** The four averages under scikit-learn's names, and the position sum over the classes. */
function averagesOf(counts: BinaryCounts[], zeroDivision: number): Record<string, number> {
  const found: Record<string, number> = {}
  for (const average of ['micro', 'macro', 'weighted'] as const) {
    const { precision, recall, fScore } = precisionRecallFScore(counts, { average, zeroDivision })
    Object.assign(found, {
      [`${average} precision`]: precision,
      [`${average} recall`]: recall,
      [`${average} fScore`]: fScore,
      [`${average} jaccard`]: averageRate(counts, 'jaccard', { average, zeroDivision }),
    })
  }
  const each = precisionRecallFScore(counts, { average: 'none', zeroDivision, beta: 2 })
  return {
    ...found,
    'each precision': positions(each.map(({ precision }) => precision)),
    'each recall': positions(each.map(({ recall }) => recall)),
    'each f2': positions(each.map(({ fScore }) => fScore)),
    'each support': positions(each.map(({ support }) => support)),
    'each jaccard': positions(averageRate(counts, 'jaccard', { average: 'none', zeroDivision })),
  }
}

function multiclass({ yTrue, yPred, weights, classes }: MulticlassCase, zeroDivision: number): Record<string, number> {
  const labels = Array.from({ length: classes }, (_, k) => `class ${k}`)
  const counts = multiclassCounts(confusionMatrix(yTrue, yPred, { labels }))
  const weighted = confusionMatrix(yTrue, yPred, { labels, weights })
  return {
    cells: positions(cellsOf(counts)),
    accuracy: metrics.accuracy(yTrue, yPred),
    balancedAccuracy: metrics.balancedAccuracy(yTrue, yPred),
    adjustedBalancedAccuracy: metrics.balancedAccuracy(yTrue, yPred, { adjusted: true }),
    matthewsCorrelation: matthewsCorrelation(yTrue, yPred),
    'kappa none': cohenKappa(yTrue, yPred),
    'kappa linear': cohenKappa(yTrue, yPred, { weights: 'linear' }),
    'kappa quadratic': cohenKappa(yTrue, yPred, { weights: 'quadratic' }),
    ...averagesOf(counts, zeroDivision),
    'macro specificity': averageRate(counts, 'specificity', { average: 'macro', zeroDivision }),
    'sample weights: matrix': positions(weighted.counts.flat()),
    'sample weights: kappa linear': ratesOfMatrix(weighted, { kappaWeights: 'linear' }).cohenKappa,
    'sample weights: matthewsCorrelation': matthewsCorrelation(yTrue, yPred, { weights }),
    'sample weights: weighted fScore': precisionRecallFScore(multiclassCounts(weighted), {
      average: 'weighted',
      zeroDivision,
    }).fScore,
  }
}

function multilabel({ yTrue, yPred, weights }: MultilabelCase, zeroDivision: number): Record<string, number> {
  const found: Record<string, number> = {}
  for (const average of ['micro', 'macro', 'weighted', 'samples'] as const) {
    const { precision, recall, fScore, jaccard } = multilabelScores(yTrue, yPred, { average, zeroDivision })
    Object.assign(found, {
      [`${average} precision`]: precision,
      [`${average} recall`]: recall,
      [`${average} fScore`]: fScore,
      [`${average} jaccard`]: jaccard,
    })
  }
  const each = multilabelScores(yTrue, yPred, { average: 'none', beta: 2, zeroDivision })
  const weighted = { zeroDivision, weights }
  return {
    ...found,
    cells: positions(cellsOf(multilabelCounts(yTrue, yPred))),
    'cells of pictures': positions(cellsOf(multilabelCounts(yTrue, yPred, { per: 'picture' }))),
    'each precision': positions(each.map(({ precision }) => precision)),
    'each recall': positions(each.map(({ recall }) => recall)),
    'each f2': positions(each.map(({ fScore }) => fScore)),
    'each support': positions(each.map(({ support }) => support)),
    'each jaccard': positions(each.map(({ jaccard }) => jaccard)),
    exactMatch: exactMatch(yTrue, yPred),
    hammingLoss: hammingLoss(yTrue, yPred),
    'sample weights: macro fScore': multilabelScores(yTrue, yPred, { average: 'macro', ...weighted }).fScore,
    'sample weights: samples fScore': multilabelScores(yTrue, yPred, { average: 'samples', ...weighted }).fScore,
    'sample weights: exactMatch': exactMatch(yTrue, yPred, { weights }),
    'sample weights: hammingLoss': hammingLoss(yTrue, yPred, { weights }),
  }
}

describe('scikit-learn, binary', () => {
  it.each([...degenerate.binary, ...randomCases('binary', randomBinary)])('$name', ({ expected, ...labelled }) => {
    for (const golden of expected) {
      const zeroDivision = Number(golden.zeroDivision)
      const found = binary(labelled, zeroDivision)
      expect(differences(found, golden)).toEqual([])
      // And all of them at once from the four cells.
      const { n, prevalence, ...rates } = ratesOfCounts(binaryCounts(labelled.yTrue, labelled.yPred), { zeroDivision })
      const positives = labelled.yTrue.reduce((sum, y) => sum + y, 0)
      expect([n, prevalence]).toEqual([labelled.yTrue.length, positives / labelled.yTrue.length])
      expect(Object.keys(rates).length).toBe(14)
      expect(differences(found, rates)).toEqual([])
    }
  })
})

describe('scikit-learn, multiclass', () => {
  it.each([...degenerate.multiclass, ...randomCases('multiclass', randomMulticlass)])(
    '$name',
    ({ expected, ...labelled }) => {
      for (const golden of expected) {
        const found = multiclass(labelled, Number(golden.zeroDivision))
        expect(differences(found, golden)).toEqual([])
        const labels = Array.from({ length: labelled.classes }, (_, k) => String(k))
        const matrix = confusionMatrix(labelled.yTrue, labelled.yPred, { labels })
        const { n, cohenKappa: kappa, ...rates } = ratesOfMatrix(matrix, { kappaWeights: 'quadratic' })
        expect(n).toBe(labelled.yTrue.length)
        expect(Object.keys(rates).length).toBe(4)
        expect(differences(found, { ...rates, 'kappa quadratic': kappa })).toEqual([])
      }
    },
  )
})

describe('scikit-learn, multilabel', () => {
  it.each([...degenerate.multilabel, ...randomCases('multilabel', randomMultilabel)])(
    '$name',
    ({ expected, ...labelled }) => {
      for (const golden of expected) {
        expect(differences(multilabel(labelled, Number(golden.zeroDivision)), golden)).toEqual([])
      }
    },
  )

  it.each([
    ...degenerate.multilabel.flatMap((of) => of.texts.map((text) => [text, of] as const)),
    ...texts.map((text, seed) => [text, randomMultilabel(seed)] as const),
  ])('report %#', ({ text, digits, zeroDivision }, of) => {
    const labels = of.yTrue[0]!.map((_, k) => `label ${k}`)
    const report = multilabelReport(of.yTrue, of.yPred, { labels, zeroDivision: Number(zeroDivision) })
    expect(formatClassificationReport(report, { digits })).toBe(text)
  })
})
