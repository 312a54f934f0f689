// evaluateMulticlass is made of the single metrics; its intervals have width and count patients.
import { describe, expect, it } from 'vitest'
import {
  aucInterval,
  averagePrecision,
  balancedAccuracy,
  bootstrapInterval,
  classificationReport,
  cohenKappa,
  evaluateBinary,
  evaluateMulticlass,
  logLoss,
  matthewsCorrelation,
  multiclassBrierScore,
  multiclassRocAuc,
  topKAccuracy,
  wilsonInterval,
} from '../index.ts'
import { pick } from '../shared/pick.ts'

const labels = ['covid', 'normal', 'pneumonia']
const yTrue = Array.from({ length: 90 }, (_, i) => ((i * i) % 3 === 0 ? 0 : i % 2 === 0 ? 1 : 2))
const yScore = yTrue.map((y, i) => {
  const raw = labels.map((_, c) => 1 + ((i * (7 + c * 4)) % 11) / 5 + (c === y ? 1.2 : 0))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((value) => value / sum)
})
const yPred = yScore.map((row) => row.indexOf(Math.max(...row)))
const groups = yTrue.map((_, i) => `p${i % 30}`)
const result = evaluateMulticlass({ yTrue, yScore, labels, resamples: 300 })

/** Every entry three times. */
function copies<T>(values: T[]): T[] {
  return values.flatMap((value) => [value, value, value])
}

describe('the values', () => {
  it('are those of the single metrics', () => {
    const report = classificationReport(yTrue, yPred, { labels })
    expect(result.accuracy.value).toBeCloseTo(report.accuracy, 12)
    expect(result.balancedAccuracy.value).toBeCloseTo(balancedAccuracy(yTrue, yPred), 12)
    expect(result.macroF1.value).toBeCloseTo(report.macroAverage.f1, 12)
    expect(result.matthewsCorrelation.value).toBeCloseTo(matthewsCorrelation(yTrue, yPred), 12)
    expect(result.cohenKappa.value).toBeCloseTo(cohenKappa(yTrue, yPred), 12)
    expect(result.macroAuc.value).toBeCloseTo(multiclassRocAuc(yTrue, yScore, { multiClass: 'ovr' }), 12)
    expect(result.topKAccuracy.value).toBeCloseTo(topKAccuracy(yTrue, yScore, { k: 2 }), 12)
    expect(result.logLoss.value).toBeCloseTo(logLoss(yTrue, yScore), 12)
    expect(result.brier.value).toBeCloseTo(multiclassBrierScore(yTrue, yScore), 12)
    result.classes.forEach((of, c) => {
      expect(of).toMatchObject({ label: labels[c], support: report.classes[c]!.support })
      expect(of.precision.value).toBeCloseTo(report.classes[c]!.precision, 12)
      expect(of.recall.value).toBeCloseTo(report.classes[c]!.recall, 12)
      expect(of.f1.value).toBeCloseTo(report.classes[c]!.f1, 12)
      const one = yTrue.map((y) => Number(y === c))
      const score = yScore.map((row) => row[c]!)
      const { value, low, high } = aucInterval(one, score)
      expect(of.auc).toEqual({ value, low, high })
      expect(of.averagePrecision.value).toBeCloseTo(averagePrecision(one, score), 12)
      const decisions = yPred.map((p) => Number(p === c))
      const binary = evaluateBinary({ yTrue: one, yScore: decisions })
      expect(of.specificity).toEqual(binary.specificity)
      expect(of.recall).toEqual(binary.sensitivity)
      expect(of.f1.low).toBeCloseTo(binary.f1.low, 12)
    })
    expect(result.confusionMatrix.counts.flat().reduce((a, b) => a + b)).toBe(90)
    expect(result.roc).toHaveLength(3)
  })

  it('of two classes are those of evaluateBinary', () => {
    const scores = yScore.map((row) => row[0]! / (row[0]! + row[1]!))
    const y = yTrue.map((label) => Number(label !== 0))
    const two = evaluateMulticlass({ yTrue: y, yScore: scores.map((p) => [p, 1 - p]), labels: ['a', 'b'] })
    const one = evaluateBinary({ yTrue: y.map((label) => 1 - label), yScore: scores, threshold: 0.5 })
    expect(two.accuracy).toEqual(one.accuracy)
    expect(two.classes[0]!.recall).toEqual(one.sensitivity)
    expect(two.classes[0]!.auc.low).toBeCloseTo(one.auc.low, 12)
    expect(two.cohenKappa.low).toBeCloseTo(one.cohenKappa.low, 12)
    expect(two.brier.value).toBeCloseTo(2 * one.brier.value, 12)
    expect(two.brier.high).toBeCloseTo(2 * one.brier.high, 12)
    expect(two.logLoss.high).toBeCloseTo(one.logLoss.high, 12)
  })
})

describe('the intervals', () => {
  it('hold their value and have width', () => {
    const all = [...Object.values(result), ...result.classes.flatMap((of) => Object.values(of))].filter(
      (entry): entry is { value: number; low: number; high: number } =>
        typeof entry === 'object' && entry !== null && 'low' in entry,
    )
    expect(all).toHaveLength(9 + 3 * 6)
    for (const { value, low, high } of all) {
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
      expect(high - low).toBeGreaterThan(0.01)
    }
    expect(result.accuracy).toEqual(wilsonInterval(Math.round(result.accuracy.value * 90), 90))
  })

  it('of means over classes are those of bootstrapInterval', () => {
    const drawn = bootstrapInterval((at) => balancedAccuracy(pick(yTrue, at), pick(yPred, at)), {
      n: 90,
      resamples: 300,
    })
    expect(result.balancedAccuracy.low).toBeCloseTo(drawn.low, 12)
    expect(result.balancedAccuracy.high).toBeCloseTo(drawn.high, 12)
  })

  it('count patients where they are given', () => {
    const byPatient = evaluateMulticlass({ yTrue, yScore, labels, groups, resamples: 300 })
    expect(byPatient).toMatchObject({ independent: 'patients', patients: 30, n: 90 })
    const drawn = bootstrapInterval((at) => logLoss(pick(yTrue, at), pick(yScore, at)), { groups, resamples: 300 })
    expect(byPatient.logLoss.low).toBeCloseTo(drawn.low, 12)
    expect(byPatient.classes[1]!.auc).not.toEqual(result.classes[1]!.auc)
    const [once, thrice] = [
      evaluateMulticlass({ yTrue, yScore, labels, groups: yTrue.map((_, i) => i), resamples: 300 }),
      evaluateMulticlass({
        yTrue: copies(yTrue),
        yScore: copies(yScore),
        labels,
        groups: copies(yTrue.map((_, i) => i)),
        resamples: 300,
      }),
    ]
    const width = ({ accuracy: { low, high } }: typeof once): number => high - low
    expect(width(thrice) / width(once)).toBeGreaterThan(0.85)
    expect(width(thrice) / width(once)).toBeLessThan(1.15)
  })

  it('claim no certainty where all is right', () => {
    const y = [0, 1, 2, 0, 1, 2]
    const perfect = {
      yTrue: y,
      yScore: y.map((label) => labels.map((_, c) => (c === label ? 0.8 : 0.1))),
      labels,
    }
    for (const of of [evaluateMulticlass(perfect), evaluateMulticlass({ ...perfect, groups: [1, 1, 2, 3, 4, 5] })]) {
      for (const { value, low } of [of.accuracy, of.balancedAccuracy, of.macroF1, of.macroAuc, of.cohenKappa]) {
        expect(value).toBe(1)
        expect(low).toBeLessThan(0.9)
      }
      expect(of.matthewsCorrelation.low).toBeLessThan(0.9)
      expect(of.warnings[0]).toBe("only 2 pictures of 'covid': its recall and AUC are known only roughly")
    }
  })
})

describe('what cannot be measured', () => {
  it('is NaN, left out of means, and told', () => {
    const {
      classes,
      macroAuc,
      balancedAccuracy: balanced,
      warnings,
    } = evaluateMulticlass({
      yTrue: [0, 0, 1, 1],
      yScore: [
        [0.7, 0.2, 0.1],
        [0.6, 0.3, 0.1],
        [0.3, 0.6, 0.1],
        [0.5, 0.4, 0.1],
      ],
      labels,
      resamples: 100,
    })
    expect(classes[2]!.recall).toEqual({ value: NaN, low: 0, high: 1 })
    expect(classes[2]!.auc).toEqual({ value: NaN, low: 0, high: 1 })
    expect(classes[2]!.precision.value).toBeNaN()
    expect(balanced.value).toBe(0.75)
    expect(macroAuc.value).toBe(1)
    expect(warnings.slice(-2)).toEqual([
      "no picture is 'pneumonia': its recall and AUC cannot be measured, means leave it out",
      "no picture is predicted 'pneumonia': its precision cannot be measured",
    ])
  })
})

it('gives the numbers of subgroups', () => {
  const site = yTrue.map((_, i) => (i < 40 ? 'A' : 'B'))
  const { subgroups } = evaluateMulticlass({ yTrue, yScore, labels, subgroups: { site }, resamples: 50 })
  expect(subgroups!.map(({ variable, name, n }) => [variable, name, n])).toEqual([
    ['site', 'A', 40],
    ['site', 'B', 50],
  ])
  const alone = evaluateMulticlass({ yTrue: yTrue.slice(0, 40), yScore: yScore.slice(0, 40), labels, resamples: 50 })
  expect(subgroups![0]!.macroAuc).toEqual(alone.macroAuc)
})

it.each([
  [{ yTrue: [0], yScore: [], labels }, 'yScore: has 0 entries, expected 1'],
  [{ yTrue: [3], yScore: [[0.2, 0.3, 0.5]], labels }, 'yTrue[0]: is 3, expected a class index from 0 to 2'],
  [{ yTrue: [0], yScore: [[0.2, 0.8]], labels }, 'yScore[0]: has 2 entries, expected 3, one for each of labels'],
  [{ yTrue: [0], yScore: [[0.2, 0.2, 0.2]], labels }, 'yScore[0]: sums to 0.6'],
  [{ yTrue: [0], yScore: [[1]], labels: ['a'] }, 'labels: has 1 entries, expected at least two classes'],
  [{ yTrue: [0], yScore: [[0.2, 0.3, 0.5]], labels, topK: 0 }, 'topK: is 0, expected a whole number of at least 1'],
])('refuses %j', (options, message) => {
  expect(() => evaluateMulticlass(options)).toThrow(RangeError)
  expect(() => evaluateMulticlass(options)).toThrow(message)
})
