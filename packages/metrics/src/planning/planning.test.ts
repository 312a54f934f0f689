// How many patients: against a search with statsmodels, published numbers, and tests that are really run.
import { describe, expect, it } from 'vitest'
import { mcNemarTest } from '../comparisons/mcnemar.ts'
import { mulberry32, planning } from '../intervals/golden-intervals.test-support.ts'
import { hanleyMcNeilError, sampleSizeForAuc } from './sample-size-for-auc.ts'
import { rocAuc } from '../scores/roc.ts'
import { sampleSizeForComparison } from './sample-size-for-comparison.ts'
import { sampleSizeForProportion } from './sample-size-for-proportion.ts'
import { wilsonInterval } from '../intervals/wilson.ts'

describe('sampleSizeForProportion', () => {
  it.each(['wilson', 'clopper-pearson', 'normal'] as const)('%s: the first n that statsmodels finds', (method) => {
    expect(planning[method].length).toBe(30)
    for (const [proportion, halfWidth, confidence, n] of planning[method]) {
      const plan = { proportion: proportion!, halfWidth: halfWidth!, confidence: confidence!, method }
      expect(sampleSizeForProportion(plan).n, JSON.stringify(plan)).toBe(n)
    }
  })

  it('a sensitivity of .95 plus or minus .03', () => {
    const { n, total, expected } = sampleSizeForProportion({ proportion: 0.95, halfWidth: 0.03, prevalence: 0.2 })
    expect([n, total]).toEqual([215, 1075])
    expect((expected.high - expected.low) / 2).toBeLessThanOrEqual(0.03)
    // What the plan promises is what the interval then says.
    const { low, high } = wilsonInterval(Math.round(0.95 * n), n)
    expect((high - low) / 2).toBeCloseTo(0.03, 3)
    // 93 / 0.1 = 930, where 1 - 0.9 is a little less than 0.1: rounding must not add a patient.
    expect(sampleSizeForProportion({ proportion: 0.5, halfWidth: 0.1, prevalence: 1 - 0.9 }).total).toBe(930)
  })

  it('enough of the class with the assurance asked for', () => {
    expect(planning.assured.length).toBe(4)
    for (const [n, prevalence, assurance, total] of planning.assured) {
      // The half width that takes just n patients by the normal method: p (1 - p) z^2 / h^2 = n at p = 1/2.
      const halfWidth = 0.9799819922700268 / Math.sqrt(n! - 0.5)
      const plan = {
        proportion: 0.5,
        halfWidth,
        method: 'normal' as const,
        prevalence: prevalence!,
        assurance: assurance!,
      }
      expect(sampleSizeForProportion(plan)).toMatchObject({ n, total })
    }
  })
})

describe('sampleSizeForAuc', () => {
  it('is the first number whose interval is narrow enough', () => {
    for (const [auc, halfWidth, ratio, positives] of planning.auc) {
      const plan = { auc: auc!, halfWidth: halfWidth!, ratio: ratio! }
      const found = sampleSizeForAuc(plan)
      expect(found.positives, JSON.stringify(plan)).toBe(positives)
      expect(found.negatives).toBe(Math.ceil(found.positives * ratio!))
      expect(found.total).toBe(found.positives + found.negatives)
    }
  })

  // Their formula is exact for exponential scores: AUC = rate / (rate + 1).
  it('takes the standard error that exponential scores have', () => {
    const draw = mulberry32(3)
    const exponential = (): number => -Math.log((draw(2 ** 32) + 0.5) / 2 ** 32)
    const yTrue = Array.from({ length: 109 }, (_, i) => Number(i < 51))
    const study = (): number =>
      rocAuc(
        yTrue,
        yTrue.map((y) => exponential() * (y === 1 ? 8 : 1)),
      )
    const found = Array.from({ length: 3000 }, study)
    const mean = found.reduce((sum, auc) => sum + auc, 0) / found.length
    const sd = Math.sqrt(found.reduce((sum, auc) => sum + (auc - mean) ** 2, 0) / found.length)
    expect(mean).toBeCloseTo(8 / 9, 2)
    // 3000 studies: the sd is known to 1.3 %.
    expect(sd / hanleyMcNeilError(8 / 9, 51, 58)).toBeGreaterThan(0.95)
    expect(sd / hanleyMcNeilError(8 / 9, 51, 58)).toBeLessThan(1.05)
  })
})

describe('sampleSizeForComparison', () => {
  it('is the formula of Connor', () => {
    for (const [onlyFirst, onlySecond, power, n] of planning.comparison) {
      const plan = { onlyFirst: onlyFirst!, onlySecond: onlySecond!, power: power! }
      expect(sampleSizeForComparison(plan), JSON.stringify(plan)).toBe(n)
    }
  })

  it('finds the difference as often as planned', () => {
    const n = sampleSizeForComparison({ onlyFirst: 0.2, onlySecond: 0.1 })
    const draw = mulberry32(5)
    const yTrue = Array.from({ length: n }, () => 1)
    let found = 0
    for (let study = 0; study < 1000; study++) {
      const lots = yTrue.map(() => draw(10))
      const first = lots.map((lot) => Number(lot !== 0))
      const second = lots.map((lot) => Number(lot !== 1 && lot !== 2))
      if (mcNemarTest(yTrue, first, second, { method: 'chi-square', correction: false }).p < 0.05) found++
    }
    // 1000 studies at a power of 0.8: standard error 0.013.
    expect(found / 1000).toBeGreaterThan(0.76)
    expect(found / 1000).toBeLessThan(0.84)
  })
})

describe('refuses', () => {
  const proportion = { proportion: 0.9, halfWidth: 0.1 }
  const auc = { auc: 0.9, halfWidth: 0.1 }
  it.each<[() => unknown, string]>([
    [
      () => sampleSizeForProportion({ ...proportion, proportion: 1 }),
      'proportion: is 1, expected a number above 0 and below 1',
    ],
    [() => sampleSizeForProportion({ ...proportion, halfWidth: 0 }), 'halfWidth: is 0'],
    [() => sampleSizeForProportion({ ...proportion, halfWidth: 1e-9 }), 'halfWidth: needs more than 2^40 pictures'],
    [
      () => sampleSizeForProportion({ ...proportion, prevalence: 1.5 }),
      'prevalence: is 1.5, expected a number above 0 and at most 1',
    ],
    [() => sampleSizeForProportion({ ...proportion, assurance: 1 }), 'assurance: is 1'],
    [() => sampleSizeForProportion({ ...proportion, confidence: 95 }), 'confidence: is 95'],
    [() => sampleSizeForProportion({ ...proportion, method: 'wald' as 'normal' }), "method: is 'wald'"],
    [() => sampleSizeForAuc({ ...auc, auc: Number.NaN }), 'auc: is NaN'],
    [() => sampleSizeForAuc({ ...auc, ratio: 0 }), 'ratio: is 0'],
    [() => sampleSizeForAuc({ ...auc, halfWidth: 2 }), 'halfWidth: is 2'],
    [
      () => sampleSizeForComparison({ onlyFirst: 0.1, onlySecond: 0.1 }),
      'onlySecond: is 0.1, expected other than onlyFirst',
    ],
    [() => sampleSizeForComparison({ onlyFirst: 0.7, onlySecond: 0.4 }), 'onlySecond: is 0.4, expected at most'],
    [() => sampleSizeForComparison({ onlyFirst: -0.1, onlySecond: 0.4 }), 'onlyFirst: is -0.1'],
    [() => sampleSizeForComparison({ onlyFirst: 0.1, onlySecond: 0.4, power: 1 }), 'power: is 1'],
    [() => sampleSizeForComparison({ onlyFirst: 0.1, onlySecond: 0.4, alpha: 0 }), 'alpha: is 0'],
  ])('%#', (call, message) => {
    expect(call).toThrow(RangeError)
    expect(call).toThrow(message)
  })
})
