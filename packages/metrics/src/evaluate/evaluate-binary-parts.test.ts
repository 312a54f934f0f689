// The newer parts of evaluateBinary: agreement, likelihood ratios, prevalence, calibration, curves and subgroups.
import { describe, expect, it } from 'vitest'
import {
  bandsOf,
  bootstrapInterval,
  decisionCurve,
  evaluateBinary,
  kappaInterval,
  likelihoodRatioIntervals,
  logLoss,
  matthewsCorrelation,
  predictedLabels,
  predictiveValuesAt,
  wilsonInterval,
} from '../index.ts'
import { pick } from '../shared/pick.ts'

/** Matthews' correlation of a sensitivity and a specificity, where half are positive. */
function matthewsAt(se: number, sp: number): number {
  const a = (se + 1 - sp) / 2
  return (se + sp - 1) / (2 * Math.sqrt(a * (1 - a)))
}

/** 60 pictures, some of them wrong, of 30 patients with two each. */
const yTrue = Array.from({ length: 60 }, (_, i) => Number(i % 4 < 2))
const yScore = Array.from({ length: 60 }, (_, i) => (((i * 29) % 61) / 61) * 0.6 + (i % 4 < 2 ? 0.35 : 0.02))
const groups = Array.from({ length: 60 }, (_, i) => `p${i >> 1}`)
const result = evaluateBinary({ yTrue, yScore })
const counts = {
  truePositives: result.confusionMatrix.counts[0]![0]!,
  falseNegatives: result.confusionMatrix.counts[0]![1]!,
  falsePositives: result.confusionMatrix.counts[1]![0]!,
  trueNegatives: result.confusionMatrix.counts[1]![1]!,
}

describe('agreement and likelihood ratios', () => {
  it('have the closed forms of their own functions', () => {
    const { positive, negative } = likelihoodRatioIntervals(counts)
    expect(result.positiveLikelihoodRatio).toEqual(positive)
    expect(result.negativeLikelihoodRatio).toEqual(negative)
    const kappa = kappaInterval(result.confusionMatrix.counts)
    expect(result.cohenKappa).toEqual({ value: kappa.value, low: kappa.low, high: kappa.high })
    expect(result.matthewsCorrelation.value).toBeCloseTo(matthewsCorrelation(yTrue, predictedLabels(yScore)), 12)
  })

  // By hand, at half positives: MCC(se, sp) = (se + sp - 1) / (2 sqrt(a (1 - a))), a = (se + 1 - sp) / 2; for 9 of 10 and
  // 8 of 10 right MCC = .7 / (2 sqrt(.55 x .45)); ends of both intervals carried over, added in squares.
  it("adds what the intervals of sensitivity and specificity mean for Matthews' correlation in squares", () => {
    const y = [...Array(10).fill(1), ...Array(10).fill(0)] as number[]
    const s = y.map((value, i) => (i === 0 || i > 17 ? 1 - value : value))
    const [se, sp] = [wilsonInterval(9, 10), wilsonInterval(8, 10)]
    const { value, low, high } = evaluateBinary({ yTrue: y, yScore: s }).matthewsCorrelation
    expect(value).toBeCloseTo(0.7 / (2 * Math.sqrt(0.55 * 0.45)), 12)
    expect(low).toBeCloseTo(value - Math.hypot(value - matthewsAt(se.low, 0.8), value - matthewsAt(0.9, sp.low)), 12)
    expect(high).toBeCloseTo(value + Math.hypot(matthewsAt(se.high, 0.8) - value, matthewsAt(0.9, sp.high) - value), 12)
  })

  it('know nothing of a correlation where all decisions are the same', () => {
    const never = evaluateBinary({ yTrue: [1, 1, 0], yScore: [0.1, 0.2, 0.3] })
    expect(never.matthewsCorrelation).toEqual({ value: 0, low: -1, high: 1 })
    expect(evaluateBinary({ yTrue: [1, 1], yScore: [0.1, 0.7] }).matthewsCorrelation).toEqual({
      value: 0,
      low: -1,
      high: 1,
    })
  })

  it('are infinite without a false alarm, and bounded from below', () => {
    const { positiveLikelihoodRatio } = evaluateBinary({ yTrue: [1, 1, 0, 0], yScore: [0.9, 0.4, 0.3, 0.1] })
    expect(positiveLikelihoodRatio).toMatchObject({ value: Infinity, high: Infinity })
    expect(positiveLikelihoodRatio.low).toBeGreaterThan(0)
  })
})

describe('log loss', () => {
  it('is the mean of the surprises, with the normal interval of a mean', () => {
    expect(result.logLoss.value).toBeCloseTo(logLoss(yTrue, yScore), 12)
    // By hand: -ln .5 and -ln .8: mean, variance (ddof 1) = half their squared distance.
    const two = evaluateBinary({ yTrue: [1, 0], yScore: [0.5, 0.2] }).logLoss
    const [a, b] = [Math.log(2), -Math.log(0.8)]
    expect(two.high).toBeCloseTo((a + b) / 2 + (1.959963984540054 * Math.abs(a - b)) / 2, 12)
    expect(two.low).toBe(0)
  })

  it('is bounded by nothing where every picture surprises alike', () => {
    expect(evaluateBinary({ yTrue: [1, 0], yScore: [0.5, 0.5] }).logLoss).toMatchObject({ low: 0, high: Infinity })
  })
})

describe('another prevalence', () => {
  it('gives the predictive values of Bayes, their ends from those of the likelihood ratios', () => {
    const { atPrevalence, sensitivity, specificity, positiveLikelihoodRatio } = evaluateBinary({
      yTrue,
      yScore,
      prevalence: 0.02,
    })
    const bayes = predictiveValuesAt({
      sensitivity: sensitivity.value,
      specificity: specificity.value,
      prevalence: 0.02,
    })
    expect(atPrevalence!.precision.value).toBeCloseTo(bayes.positivePredictiveValue, 12)
    expect(atPrevalence!.negativePredictiveValue.value).toBeCloseTo(bayes.negativePredictiveValue, 12)
    const odds = positiveLikelihoodRatio.low / 49
    expect(atPrevalence!.precision.low).toBeCloseTo(odds / (1 + odds), 12)
    for (const { value, low, high } of [atPrevalence!.precision, atPrevalence!.negativePredictiveValue]) {
      expect(low).toBeLessThan(value)
      expect(high).toBeGreaterThan(value)
    }
    expect(evaluateBinary({ yTrue, yScore }).atPrevalence).toBeUndefined()
  })

  it('of nobody or everybody leaves nothing to a decision', () => {
    const perfect = { yTrue: [1, 0], yScore: [0.9, 0.1] }
    expect(evaluateBinary({ ...perfect, prevalence: 0 }).atPrevalence!.precision).toEqual({ value: 0, low: 0, high: 0 })
    expect(evaluateBinary({ ...perfect, prevalence: 1 }).atPrevalence!.negativePredictiveValue).toEqual({
      value: 0,
      low: 0,
      high: 0,
    })
    expect(() => evaluateBinary({ ...perfect, prevalence: 1.2 })).toThrow('prevalence[0]: is 1.2')
  })

  it('is that of the decision curve, too', () => {
    const at = evaluateBinary({ yTrue, yScore, prevalence: 0.02 }).decisionCurve
    expect(at).toEqual(decisionCurve(yTrue, yScore, { prevalence: 0.02 }))
    expect(at).not.toEqual(result.decisionCurve)
  })
})

describe('by patient', () => {
  const byPatient = evaluateBinary({ yTrue, yScore, groups, resamples: 400, seed: 3 })

  it('the newer numbers are drawn as bootstrapInterval draws them', () => {
    const decisions = predictedLabels(yScore)
    const mcc = bootstrapInterval((at) => matthewsCorrelation(pick(yTrue, at), pick(decisions, at)), {
      groups,
      resamples: 400,
      seed: 3,
    })
    expect(byPatient.matthewsCorrelation.low).toBeCloseTo(mcc.low, 12)
    expect(byPatient.matthewsCorrelation.high).toBeCloseTo(mcc.high, 12)
    const loss = bootstrapInterval((at) => logLoss(pick(yTrue, at), pick(yScore, at)), {
      groups,
      resamples: 400,
      seed: 3,
    })
    expect(byPatient.logLoss.low).toBeCloseTo(loss.low, 12)
  })

  it('an infinite ratio counts as one, instead of being left out', () => {
    const y = [1, 1, 1, 1, 0, 0, 0, 0]
    const s = [0.9, 0.8, 0.7, 0.2, 0.6, 0.1, 0.2, 0.3]
    const { positiveLikelihoodRatio: ratio, warnings } = evaluateBinary({
      yTrue: y,
      yScore: s,
      groups: [1, 1, 2, 2, 3, 3, 4, 4],
    })
    // Three of four found, one of four alarmed.
    expect(ratio.value).toBe(3)
    expect(ratio.high).toBe(Infinity)
    expect(ratio.low).not.toBeNaN()
    expect(warnings.join()).not.toContain('positiveLikelihoodRatio')
  })

  it('calibration counts patients', () => {
    const width = ({ calibrationSummary: { slope } }: typeof result): number => slope.high - slope.low
    expect(byPatient.calibrationSummary.slope.value).toBe(result.calibrationSummary.slope.value)
    expect(width(byPatient)).not.toBeCloseTo(width(result), 3)
  })
})

describe('subgroups', () => {
  const sex = yTrue.map((_, i) => (i % 3 === 0 ? undefined : i % 3 === 1 ? 'male' : 'female'))
  const age = bandsOf(
    yTrue.map((_, i) => i + 10),
    [18, 40, 60],
  )
  const whole = evaluateBinary({
    yTrue,
    yScore,
    groups,
    resamples: 100,
    subgroups: { sex, age, site: yTrue.map(() => 'A') },
  })

  it('are those of each variable, unknown last, none of a variable that says nothing', () => {
    expect(whole.subgroups!.map(({ variable, name, n }) => [variable, name, n])).toEqual([
      ['sex', 'female', 20],
      ['sex', 'male', 20],
      ['sex', 'not stated', 20],
      ['age', '<18', 8],
      ['age', '18-39', 22],
      ['age', '40-59', 20],
      ['age', '60+', 10],
    ])
  })

  it('have the numbers of their pictures alone', () => {
    const women = yTrue.flatMap((_, i) => (sex[i] === 'female' ? [i] : []))
    const alone = evaluateBinary({
      yTrue: women.map((i) => yTrue[i]!),
      yScore: women.map((i) => yScore[i]!),
      groups: women.map((i) => groups[i]!),
      resamples: 100,
    })
    const { variable: _variable, name: _name, ...numbers } = whole.subgroups![0]!
    expect(alone).toMatchObject(numbers)
    expect(whole.subgroups![0]!.warnings).toEqual(alone.warnings)
  })

  it('of another length are refused', () => {
    expect(() => evaluateBinary({ yTrue, yScore, subgroups: { sex: ['female'] } })).toThrow(
      'subgroups.sex: has 1 entries, expected 60, as many as yTrue',
    )
  })
})

describe('bandsOf', () => {
  it('names bands for whole numbers, and leaves unknown what is unknown', () => {
    expect(bandsOf([17, 18, 39.5, 40, 41, 99, undefined, NaN], [18, 40, 41])).toEqual([
      '<18',
      '18-39',
      '18-39',
      '40',
      '41+',
      '41+',
      undefined,
      undefined,
    ])
    expect(() => bandsOf([1], [])).toThrow('edges: is empty')
    expect(() => bandsOf([1], [40, 18])).toThrow('edges[1]: is 18, expected whole numbers that rise')
  })

  it('sorts by number, not by the alphabet', () => {
    const ages = bandsOf([9, 120, 30, 5, 100], [9, 18, 100])
    const { subgroups } = evaluateBinary({
      yTrue: [1, 0, 1, 0, 1],
      yScore: [0.9, 0.1, 0.8, 0.3, 0.6],
      subgroups: { age: ages },
    })
    expect(subgroups!.map(({ name }) => name)).toEqual(['<9', '9-17', '18-99', '100+'])
  })
})
