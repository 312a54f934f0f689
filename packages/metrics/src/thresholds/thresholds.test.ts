import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseThreshold, type ThresholdRule } from './choose-threshold.ts'
import { decisionCurve } from './decision-curve.ts'

// Eighths, so that ties are common.
const pictures = fc
  .array(fc.record({ y: fc.integer({ min: 0, max: 1 }), s: fc.integer({ min: 0, max: 8 }) }), {
    minLength: 2,
    maxLength: 30,
  })
  .filter((all) => new Set(all.map(({ y }) => y)).size === 2)
const rules: ThresholdRule[] = [
  { maximise: 'youden' },
  { maximise: 'f1' },
  { sensitivity: 0.8 },
  { specificity: 0.8 },
  { cost: { falseNegative: 3, falsePositive: 1 } },
  { cost: { falseNegative: 3, falsePositive: 1 }, prevalence: 0.1 },
]

/** Why there is no threshold. */
function none(labels: number[], scores: number[], rule: ThresholdRule): string | undefined {
  const { threshold, reason } = chooseThreshold(labels, scores, rule)
  expect(threshold).toBeNaN()
  return reason
}

describe('chooseThreshold', () => {
  const yTrue = [0, 0, 1, 0, 1, 1]
  const yScore = [0.1, 0.2, 0.3, 0.4, 0.6, 0.9]

  it('by hand', () => {
    expect(chooseThreshold(yTrue, yScore, { sensitivity: 0.95 })).toEqual({
      threshold: 0.3,
      sensitivity: 1,
      specificity: 2 / 3,
      value: 1,
    })
    // 0.6 and 0.3 both reach an index of 2 / 3; the higher raises fewer alarms.
    expect(chooseThreshold(yTrue, yScore, { maximise: 'youden' })).toMatchObject({ threshold: 0.6, value: 2 / 3 })
    expect(chooseThreshold(yTrue, yScore, { specificity: 1 })).toMatchObject({ threshold: 0.6, specificity: 1 })
    const cost = chooseThreshold(yTrue, yScore, { cost: { falseNegative: 2, falsePositive: 1 } })
    expect(cost).toMatchObject({ threshold: 0.3, value: 1 / 6 })
  })

  it('reaches a share that is exact in tenths, not the next one', () => {
    const [ill, healthy] = [Array.from({ length: 10 }, () => 1), Array.from({ length: 10 }, () => 0)]
    const rising = Array.from({ length: 10 }, (_, i) => i / 10)
    for (let tenths = 1; tenths <= 9; tenths++) {
      const target = tenths / 10
      const found = chooseThreshold([...ill, 0], [...rising, 0.95], { sensitivity: target })
      expect(found.sensitivity).toBe(target)
      expect(chooseThreshold([...healthy, 1], [...rising, 0.95], { specificity: target }).specificity).toBe(target)
    }
  })

  it('depends on the order of scores alone', () => {
    fc.assert(
      fc.property(pictures, fc.constantFrom(...rules), (all, rule) => {
        const labels = all.map(({ y }) => y)
        const found = chooseThreshold(
          labels,
          all.map(({ s }) => s / 8),
          rule,
        )
        const { threshold, ...rest } = found
        const steeper = chooseThreshold(
          labels,
          all.map(({ s }) => Math.exp(s)),
          rule,
        )
        const backwards = chooseThreshold(labels.reverse(), all.map(({ s }) => s / 8).reverse(), rule)
        expect(backwards).toEqual(found)
        expect(steeper.threshold).toBe(Math.exp(threshold * 8))
        expect(steeper).toMatchObject({ ...rest, ...(rest.reason && { reason: steeper.reason }) })
      }),
    )
  })

  it('says why there is none', () => {
    for (const rule of rules) {
      expect(none([1, 1], [0.1, 0.2], rule)).toBe('all pictures are positive: a threshold needs both classes')
      expect(none([0], [0.1], rule)).toBe('all pictures are negative: a threshold needs both classes')
    }
    expect(none([0, 0, 1, 1], [0.1, 0.9, 0.9, 0.2], { specificity: 0.9 })).toBe(
      'a specificity of 0.9 is not reached: at the highest score, 0.9, it is 0.5',
    )
    expect(none([0, 1], [0.9, 0.2], { cost: { falseNegative: 1, falsePositive: 4 } })).toBe(
      'calling nobody positive costs 0.5, less than 2, the least of any score',
    )
  })

  it('refuses what is no rule', () => {
    const wrong: [unknown, string][] = [
      [{}, 'rule: has none, expected maximise, sensitivity, specificity or cost'],
      [{ sensitivity: 0.9, specificity: 0.9 }, 'rule: has sensitivity, specificity, expected'],
      [{ maximise: 'luck' }, "rule.maximise: is 'luck', expected 'youden' or 'f1'"],
      [{ sensitivity: 95 }, 'rule.sensitivity: is 95, expected a share above 0, at most 1'],
      [{ specificity: NaN }, 'rule.specificity: is NaN, expected a share above 0, at most 1'],
      [
        { cost: { falseNegative: 0, falsePositive: 1 } },
        'rule.cost.falseNegative: is 0, expected a finite number above 0',
      ],
      [{ cost: { falseNegative: 1 } }, 'rule.cost.falsePositive: is undefined, expected a finite number above 0'],
      [
        { cost: { falseNegative: 1, falsePositive: 1 }, prevalence: 1 },
        'rule.prevalence: is 1, expected a share between',
      ],
    ]
    for (const [rule, message] of wrong) {
      expect(() => chooseThreshold(yTrue, yScore, rule as ThresholdRule)).toThrow(RangeError)
      expect(() => chooseThreshold(yTrue, yScore, rule as ThresholdRule)).toThrow(message)
    }
    expect(() => chooseThreshold([], [], rules[0]!)).toThrow('is empty')
    expect(() => chooseThreshold([0, 1], [0.1, NaN], rules[0]!)).toThrow('yScore[1]: is NaN')
  })
})

describe('decisionCurve', () => {
  it('by hand, and ninety-nine thresholds by default', () => {
    const curve = decisionCurve([1, 0, 0, 0], [0.75, 0.5, 0.25, 0], { thresholds: [0.5, 0.25, 0.75] })
    expect(curve).toEqual([
      { threshold: 0.5, netBenefit: 0, treatAll: -0.5, treatNone: 0, standardised: 0 },
      { threshold: 0.25, netBenefit: 0.25 - 2 / 12, treatAll: 0, treatNone: 0, standardised: (0.25 - 2 / 12) / 0.25 },
      { threshold: 0.75, netBenefit: 0.25, treatAll: -2, treatNone: 0, standardised: 1 },
    ])
    const all = decisionCurve([1, 0], [0.5, 0.5])
    expect(all.map(({ threshold }) => threshold)).toEqual(Array.from({ length: 99 }, (_, i) => (i + 1) / 100))
  })

  it('is at most the prevalence, equals treating all at 0, and its own prevalence changes nothing', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [labels, scores] = [all.map(({ y }) => y), all.map(({ s }) => s / 8)]
        const prevalence = labels.reduce((sum, y) => sum + y, 0) / labels.length
        const thresholds = [0, 0.125, 0.3, 0.875]
        const curve = decisionCurve(labels, scores, { thresholds })
        expect(curve[0]!.netBenefit).toBe(curve[0]!.treatAll)
        decisionCurve(labels, scores, { thresholds, prevalence }).forEach((point, i) => {
          expect(point.netBenefit).toBeCloseTo(curve[i]!.netBenefit, 12)
          expect(point.netBenefit).toBeLessThanOrEqual(prevalence + 1e-12)
        })
      }),
    )
  })

  it('refuses thresholds and prevalences that are no probabilities', () => {
    expect(() => decisionCurve([0, 1], [0, 1], { thresholds: [0.5, 1] })).toThrow('thresholds[1]: is 1, expected')
    expect(() => decisionCurve([0, 1], [0, 1], { thresholds: [NaN] })).toThrow('thresholds[0]: is NaN, expected')
    expect(() => decisionCurve([0, 1], [0, 1], { prevalence: 2 })).toThrow(
      'prevalence: is 2, expected a share from 0 to 1',
    )
    expect(() => decisionCurve([0, 1], [0, 1.5])).toThrow('yScore[1]: is 1.5, expected a probability')
    expect(() => decisionCurve([], [])).toThrow('is empty')
    expect(decisionCurve([0, 0], [0.2, 0.9], { thresholds: [0.5] })[0]).toEqual({
      threshold: 0.5,
      netBenefit: -0.5,
      treatAll: -1,
      treatNone: 0,
      standardised: NaN,
    })
  })
})
