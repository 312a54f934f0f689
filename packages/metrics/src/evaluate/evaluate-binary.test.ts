// What evaluateBinary adds to the metrics: intervals by patient, warnings, names and refusals.
import { describe, expect, it } from 'vitest'
import { accuracy, aucInterval, bootstrapInterval, evaluateBinary, predictedLabels, wilsonInterval } from '../index.ts'
import { pick } from '../shared/pick.ts'

const perfect = { yTrue: [1, 1, 0, 0], yScore: [0.9, 0.8, 0.2, 0.1] }

/** 40 patients with `each` pictures that all look alike, so that pictures add nothing to patients. */
function alike(each: number): { yTrue: number[]; yScore: number[]; groups: string[] } {
  const patients = Array.from({ length: 40 }, (_, k) => ({ y: k % 2, s: ((k * 37) % 101) / 200 + (k % 2) * 0.2, k }))
  const all = patients.flatMap((patient) => Array.from({ length: each }, () => patient))
  return { yTrue: all.map(({ y }) => y), yScore: all.map(({ s }) => s), groups: all.map(({ k }) => `patient ${k}`) }
}

function brierBySeed(seed: number): unknown {
  return evaluateBinary({ ...alike(2), seed, resamples: 200 }).brier
}

describe('a small result', () => {
  const result = evaluateBinary({
    yTrue: [1, 1, 0, 0],
    yScore: [0.9, 0.4, 0.3, 0.1],
    labels: ['covid', 'normal'],
    ids: ['a', 'b', 'c', 'd'],
  })

  it('puts the positive class first and knows which picture is where', () => {
    expect(result.confusionMatrix).toEqual({
      labels: ['covid', 'normal'],
      counts: [
        [1, 1],
        [0, 2],
      ],
      ids: [
        [['a'], ['b']],
        [[], ['c', 'd']],
      ],
    })
  })

  it('has counts, threshold and Wilson intervals', () => {
    expect(result).toMatchObject({ n: 4, positives: 2, negatives: 2, threshold: 0.5, independent: 'pictures' })
    expect(result.accuracy).toEqual(wilsonInterval(3, 4))
    expect(result.patients).toBeUndefined()
  })

  // By hand: J = TP / (TP + FP + FN) = 1/2 of 2, F1 = 2/3; Wilson(1, 2) carried over by 2J / (1 + J).
  it('carries the interval of F1 over from TP / (TP + FP + FN)', () => {
    const { low, high } = wilsonInterval(1, 2)
    expect(result.f1.value).toBeCloseTo(2 / 3, 12)
    expect(result.f1.low).toBeCloseTo((2 * low) / (1 + low), 12)
    expect(result.f1.high).toBeCloseTo((2 * high) / (1 + high), 12)
  })

  // By hand: sensitivity 1/2, specificity 1 with Wilson intervals [l1, u1], [l2, 1]; distances added in squares, halved.
  it('adds the intervals of sensitivity and specificity in squares', () => {
    const [half, whole] = [wilsonInterval(1, 2), wilsonInterval(2, 2)]
    expect(result.balancedAccuracy.value).toBe(0.75)
    expect(result.balancedAccuracy.low).toBeCloseTo(
      0.75 - Math.sqrt((0.5 - half.low) ** 2 + (1 - whole.low) ** 2) / 2,
      12,
    )
    expect(result.balancedAccuracy.high).toBeCloseTo(0.75 + (half.high - 0.5) / 2, 12)
  })

  // By hand: squared errors .01, .36, .09, .01: mean .1175, variance (ddof 1) .082675 / 3.
  it('gives Brier the normal interval of its mean', () => {
    expect(result.brier.value).toBeCloseTo(0.1175, 12)
    expect(result.brier.low).toBe(0)
    expect(result.brier.high).toBeCloseTo(0.1175 + 1.959963984540054 * Math.sqrt(0.082675 / 3 / 4), 12)
  })

  it('survives JSON but for infinity', () => {
    const back = JSON.parse(JSON.stringify(result))
    expect(back.auc).toEqual(result.auc)
    expect(back.roc.thresholds[0]).toBeNull()
  })
})

describe('warnings', () => {
  it('none for plenty of pictures', () => {
    const { yTrue, yScore } = alike(1)
    expect(evaluateBinary({ yTrue, yScore }).warnings).toEqual([])
  })

  it('few pictures, and a perfect AUC', () => {
    expect(evaluateBinary(perfect).warnings).toEqual([
      "only 2 pictures of 'positive': sensitivity and AUC are known only roughly",
      "only 2 pictures of 'negative': specificity and AUC are known only roughly",
      "the AUC is 1: DeLong's variance is 0, its interval is the exact distribution-free bound instead",
    ])
  })

  it('one class only', () => {
    const negatives = evaluateBinary({ yTrue: [0, 0], yScore: [0.2, 0.7], labels: ['covid', 'normal'] })
    expect(negatives.warnings).toEqual([
      "no picture is 'covid': sensitivity, AUC and average precision cannot be measured",
    ])
    expect(negatives.sensitivity).toEqual({ value: 0, low: 0, high: 1 })
    expect(negatives.auc).toEqual({ value: NaN, low: 0, high: 1 })
    expect(negatives.balancedAccuracy).toEqual(negatives.specificity)
    expect(evaluateBinary({ yTrue: [1], yScore: [0.2] }).warnings[0]).toBe(
      "no picture is 'negative': specificity and AUC cannot be measured",
    )
  })

  it('0 / 0 takes the value asked for, and says so', () => {
    const never = { yTrue: [0, 1], yScore: [0.1, 0.2] }
    expect(evaluateBinary(never).precision).toEqual({ value: 0, low: 0, high: 1 })
    expect(evaluateBinary({ ...never, zeroDivision: NaN }).precision.value).toBeNaN()
    expect(evaluateBinary({ ...never, zeroDivision: NaN }).warnings).toContain(
      "no picture is predicted 'positive': precision is undefined, the value NaN stands for 0 / 0",
    )
    expect(evaluateBinary({ ...never, threshold: 0 }).warnings).toContain(
      "no picture is predicted 'negative': the negative predictive value is undefined, the value 0 stands for 0 / 0",
    )
  })

  it('equal scores', () => {
    const result = evaluateBinary({ yTrue: [0, 1, 0, 1], yScore: [0.5, 0.5, 0.5, 0.5] })
    // By hand: 1/2 +- sqrt(ln(40) / (2 * 2)) = 1/2 +- 0.960, clipped.
    expect(result.auc).toEqual({ value: 0.5, low: 0, high: 1 })
    expect(result.warnings.join()).toContain('Hoeffding')
  })
})

describe('an AUC of 1', () => {
  it('is bounded as k of k are: (alpha / 2)^(1 / k)', () => {
    // 0.025^(1/2) = 0.1581...
    expect(evaluateBinary(perfect).auc.low).toBeCloseTo(0.158114, 6)
    expect(evaluateBinary(perfect).auc.high).toBe(1)
    const many = {
      yTrue: Array.from({ length: 100 }, (_, i) => i % 2),
      yScore: Array.from({ length: 100 }, (_, i) => i % 2),
    }
    // 0.025^(1/50) = 0.9289...
    expect(evaluateBinary(many).auc.low).toBeCloseTo(0.92888, 4)
  })
})

describe('patients', () => {
  it('does not let copies of pictures narrow an interval', () => {
    const once = evaluateBinary({ ...alike(1) })
    const copies = evaluateBinary({ ...alike(5) })
    const blind = evaluateBinary({ ...alike(5), groups: alike(5).groups.map((_, i) => i) })
    expect([once.independent, copies.independent, blind.independent]).toEqual(['pictures', 'patients', 'pictures'])
    expect([copies.n, copies.patients]).toEqual([200, 40])
    for (const name of ['accuracy', 'auc', 'sensitivity', 'f1', 'brier'] as const) {
      const width = (result: typeof once): number => result[name].high - result[name].low
      expect(width(copies) / width(once), name).toBeGreaterThan(0.8)
      expect(width(copies) / width(once), name).toBeLessThan(1.25)
      expect(width(blind) / width(once), name).toBeLessThan(0.6)
    }
  })

  it('gives the intervals of bootstrapInterval, and of the AUC that of aucInterval', () => {
    const { yTrue, yScore, groups } = alike(3)
    const result = evaluateBinary({ yTrue, yScore, groups, seed: 7, resamples: 300 })
    const auc = aucInterval(yTrue, yScore, { groups })
    const decisions = predictedLabels(yScore)
    const right = bootstrapInterval((at) => accuracy(pick(yTrue, at), pick(decisions, at)), {
      groups,
      seed: 7,
      resamples: 300,
    })
    expect([result.auc.low, result.auc.high]).toEqual([auc.low, auc.high])
    expect([result.accuracy.low, result.accuracy.high]).toEqual([right.low, right.high])
  })

  it('is the same for the same seed, another for another', () => {
    expect(brierBySeed(3)).toEqual(brierBySeed(3))
    expect(brierBySeed(3)).not.toEqual(brierBySeed(4))
  })

  it('bounds what is perfect by patients, not by pictures', () => {
    const groups = ['a', 'a', 'b', 'b']
    const result = evaluateBinary({ ...perfect, groups })
    expect(result.accuracy).toEqual(wilsonInterval(2, 2))
    expect(result.auc.low).toBeCloseTo(0.025, 12)
    expect(result.warnings).toContain('only 2 patients: bootstrap intervals are too narrow')
    const [said] = result.warnings.slice(-1)
    expect(said).toMatch(/^no resample differs in accuracy, /)
    expect(said).toContain("negative predictive value, F1, Cohen's kappa, positive likelihood ratio")
  })

  it('does not take a missing class for bad luck in drawing', () => {
    const result = evaluateBinary({ yTrue: [0, 0, 0, 0], yScore: [0.1, 0.2, 0.7, 0.3], groups: [1, 1, 2, 3] })
    expect(result.warnings.join()).not.toContain('2000 of 2000')
    expect(result.auc.value).toBeNaN()
    expect(result.balancedAccuracy.value).toBe(0.75)
  })

  it('counts a picture without a patient as one of its own', () => {
    const result = evaluateBinary({ ...perfect, groups: ['a', 'a', undefined, undefined] })
    expect(result.patients).toBe(3)
    expect(result.warnings).toContain('2 pictures without a patient: each counts as a patient of its own')
    expect(result.warnings.join()).toMatch(/of 2000 resamples lacked pictures/)
  })
})

describe('refusals', () => {
  it.each([
    [{ yTrue: [0, 1], yScore: [0.1] }, 'yScore: has 1 entries, expected 2, as many as yTrue'],
    [{ yTrue: [], yScore: [] }, 'yTrue: is empty, expected at least one entry'],
    [{ yTrue: [0, 2], yScore: [0.1, 0.2] }, 'yTrue[1]: is 2, expected 0 (negative) or 1 (positive)'],
    [{ yTrue: [0, 1], yScore: [0.1, NaN] }, 'yScore[1]: is NaN, expected a probability from 0 to 1'],
    [{ yTrue: [0, 1], yScore: [0.1, 3.2] }, 'yScore[1]: is 3.2, expected a probability from 0 to 1'],
    [{ ...perfect, groups: ['a'] }, 'groups: has 1 entries, expected 4'],
    [{ ...perfect, ids: ['a'] }, 'ids: has 1 entries, expected 4'],
    [{ ...perfect, threshold: NaN }, 'threshold: is NaN, expected a finite number'],
    [{ ...perfect, confidence: 95 }, 'confidence: is 95, expected a number between 0 and 1'],
    [{ ...perfect, groups: [1, 1, 2, 2], resamples: 0 }, 'resamples: is 0, expected a whole number of at least 1'],
    [{ ...perfect, calibrationBins: 0 }, 'bins: is 0, expected a whole number of at least 1'],
  ])('%j', (options, message) => {
    expect(() => evaluateBinary(options)).toThrow(RangeError)
    expect(() => evaluateBinary(options)).toThrow(message)
  })

  it('forgives float32 rounding of a GPU', () => {
    expect(evaluateBinary({ yTrue: [1, 0], yScore: [1.0000001, -1e-8] }).brier.value).toBe(0)
  })
})
