// Thresholds and net benefit against their definitions in Python: golden/probabilities.py wrote the numbers.
import { describe, expect, it } from 'vitest'
import { binaries, netBenefitThresholds, rules } from '../probabilities/golden.test-support.ts'
import { chooseThreshold, type ThresholdRule } from './choose-threshold.ts'
import { decisionCurve } from './decision-curve.ts'

describe.each(binaries)('$name', ({ yTrue, yScore, golden }) => {
  it('thresholds, each score tried in fractions', () => {
    ;(rules as ThresholdRule[]).forEach((rule, i) => {
      const { threshold, sensitivity, specificity, value, reason } = chooseThreshold(yTrue, yScore, rule)
      const [what, expected] = [JSON.stringify(rule), golden.thresholds[i]]
      if (!expected) {
        expect([threshold, sensitivity, specificity, value], what).toEqual([NaN, NaN, NaN, NaN])
        expect(reason, what).toMatch(/./)
        return
      }
      // A score of the data, so the very number; the file has thirteen digits.
      expect(yScore, what).toContain(threshold)
      expect(reason, what).toBeUndefined()
      ;[threshold, sensitivity, specificity, value].forEach((number, at) => {
        expect(number, `${what} ${at}`).toBeCloseTo(Number(expected[at]), 12)
      })
    })
  })

  it('net benefit', () => {
    const options = { thresholds: netBenefitThresholds }
    const here = decisionCurve(yTrue, yScore, options)
    const elsewhere = decisionCurve(yTrue, yScore, { ...options, prevalence: 0.2 })
    const always = yTrue.map(() => 1)
    const all = decisionCurve(yTrue, always, options)
    golden.netBenefit.forEach(([atHere, atElsewhere], i) => {
      expect(here[i]!.netBenefit).toBeCloseTo(Number(atHere), 12)
      expect(here[i]!.treatAll).toBeCloseTo(all[i]!.netBenefit, 12)
      if (atElsewhere === 'NaN') expect(elsewhere[i]!.netBenefit).toBeNaN()
      else expect(elsewhere[i]!.netBenefit).toBeCloseTo(Number(atElsewhere), 12)
      expect(elsewhere[i]!.standardised).toBe(elsewhere[i]!.netBenefit / 0.2)
    })
  })
})
