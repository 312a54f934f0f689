import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hypergeometricMean } from './hypergeometric.ts'
import { iou } from './iou.ts'
import { createRandom } from './random.ts'

describe('iou', () => {
  it('marks as many cells as the mask has, a share, or what reaches a threshold', () => {
    expect(iou([9, 8, 1, 0], [0, 1, 1, 0])).toMatchObject({ iou: 1 / 3, cells: 2, ties: 0 })
    expect(iou([9, 8, 1, 0], [0, 1, 1, 0], { share: 0.75 })).toMatchObject({ iou: 2 / 3, cells: 3 })
    expect(iou([9, 8, 1, 0], [0, 1, 1, 0], { share: 0.01 })).toMatchObject({ iou: 0, cells: 1 })
    expect(iou([9, 8, 1, 0], [0, 1, 1, 0], { threshold: 8 })).toMatchObject({ iou: 1 / 3, cells: 2 })
    expect(iou([9, 8, 1, 0], [0, 1, 1, 0], { threshold: 10 })).toEqual({ iou: 0, chance: 0, cells: 0, ties: 0 })
  })

  it('is 1 for a map that equals the mask, and chance for a constant one, to the bit', () => {
    const mask = Array.from({ length: 50 }, (_, i) => i % 7 < 2)
    expect(iou(mask.map(Number), mask).iou).toBe(1)
    const constant = iou(
      mask.map(() => 0.5),
      mask,
    )
    expect(constant.iou).toBe(constant.chance)
    expect(constant.ties).toBe(50)
  })

  it('is the mean over all ways to break a tie', () => {
    // Of the three cells of value 1, one is to be marked; the mask holds the second of them and the 2: (2/2 + 1/3 + 1/3) / 3.
    const { iou: value, ...rest } = iou([2, 1, 1, 1], [1, 0, 1, 0])
    expect(value).toBeCloseTo(5 / 9, 14)
    expect(rest).toMatchObject({ cells: 2, ties: 3 })
  })

  it('has the chance level of random regions', () => {
    // Simulation: 20,000 random maps; the standard error of their mean is below .001.
    const mask = Array.from({ length: 60 }, (_, i) => i % 5 === 0)
    const random = createRandom(1)
    for (const share of [0.1, 0.2, 0.7]) {
      let sum = 0
      for (let i = 0; i < 20_000; i++) sum += iou(Float64Array.from(mask, random.next), mask, { share }).iou
      expect(Math.abs(sum / 20_000 - iou(mask.map(Number), mask, { share }).chance)).toBeLessThan(0.003)
    }
  })

  it('stays within 0 and 1, and does not depend on scale or order', () => {
    const cells = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.boolean()), { minLength: 1, maxLength: 30 })
    const pictures = cells.filter((picture) => picture.some(([, inside]) => inside))
    fc.assert(
      fc.property(pictures, fc.double({ min: 0.01, max: 1, noNaN: true }), (picture, share) => {
        const judge = (of: [number, boolean][]) => {
          const map = of.map(([value]) => 2 * value + 1)
          return iou(
            map,
            of.map(([, inside]) => inside),
            { share },
          )
        }
        const result = judge(picture)
        expect(result.iou).toBeGreaterThanOrEqual(0)
        expect(result.iou).toBeLessThanOrEqual(1 + 1e-12)
        expect(judge(picture.toReversed())).toEqual(result)
      }),
    )
  })

  it('refuses regions that are none', () => {
    expect(() => iou([1], [1], { threshold: Number.NaN })).toThrow('threshold: got NaN, expected a value of the map')
    for (const share of [0, 1.5, Number.NaN]) {
      expect(() => iou([1], [1], { share })).toThrow(`share: got ${share}, expected a share of the cells above 0`)
    }
  })
})

describe('hypergeometricMean', () => {
  it('has the mean and variance of the distribution, also for large pictures', () => {
    // n p and n p (1 - p) (N - n) / (N - 1)
    for (const [total, inside, drawn] of [
      [10, 4, 3],
      [10, 10, 10],
      [7, 0, 3],
      [50_176, 9_000, 45_000],
    ] as const) {
      const p = inside / total
      const mean = hypergeometricMean(total, inside, drawn, (i) => i)
      const variance = hypergeometricMean(total, inside, drawn, (i) => (i - drawn * p) ** 2)
      expect(mean).toBeCloseTo(drawn * p, 6)
      expect(variance).toBeCloseTo((drawn * p * (1 - p) * (total - drawn)) / (total - 1), 6)
    }
  })
})
