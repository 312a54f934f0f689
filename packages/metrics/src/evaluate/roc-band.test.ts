// The band holds the curve, counts patients, and claims no certainty.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rocBand, rocCurve, wilsonInterval } from '../index.ts'

const yTrue = Array.from({ length: 40 }, (_, i) => i % 2)
const yScore = Array.from({ length: 40 }, (_, i) => ((i * 17) % 41) / 82 + (i % 2) * 0.3)

/** The highest sensitivity on the straight lines of a curve at a share of false alarms. */
function curveAt({ fpr, tpr }: { fpr: number[]; tpr: number[] }, at: number): number {
  let best = 0
  for (let i = 1; i < fpr.length; i++) {
    if (fpr[i]! < at) continue
    if (fpr[i - 1]! > at) break
    const run = fpr[i]! - fpr[i - 1]!
    const share = run === 0 ? 1 : (at - fpr[i - 1]!) / run
    best = Math.max(best, tpr[i - 1]! + share * (tpr[i]! - tpr[i - 1]!))
  }
  return best
}

/** Every entry four times. */
function four<T>(values: T[]): T[] {
  return values.flatMap((value) => [value, value, value, value])
}

/** How wide the band is at a quarter of false alarms. */
function width({ low, high }: { low: number[]; high: number[] }): number {
  return high[25]! - low[25]!
}

describe('rocBand', () => {
  it('lies around the curve, for any scores', () => {
    const pictures = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 6 })), {
      minLength: 2,
      maxLength: 30,
    })
    fc.assert(
      fc.property(pictures, (of) => {
        const y = of.map(([label]) => label)
        const s = of.map(([, score]) => score)
        fc.pre(y.includes(0) && y.includes(1))
        const band = rocBand(y, s, { points: 13, resamples: 40 })
        const curve = rocCurve(y, s)
        band.fpr.forEach((fpr, i) => {
          expect(band.tpr[i]!).toBeCloseTo(curveAt(curve, fpr), 9)
          expect(band.low[i]!).toBeLessThanOrEqual(band.tpr[i]!)
          expect(band.high[i]!).toBeGreaterThanOrEqual(band.tpr[i]!)
          expect(band.high[i]! - band.low[i]!).toBeGreaterThan(0.05)
        })
      }),
      { numRuns: 100 },
    )
  })

  it('is never narrower than Wilson where nothing is wrong', () => {
    const band = rocBand([1, 1, 1, 1, 0, 0, 0, 0], [0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1], { points: 3 })
    expect(band.tpr).toEqual([1, 1, 1])
    expect(band.low[0]).toBe(wilsonInterval(4, 4).low)
    expect(band.high).toEqual([1, 1, 1])
  })

  it('does not get narrower by copies of pictures', () => {
    const groups = four(yTrue.map((_, i) => i))
    const once = width(rocBand(yTrue, yScore))
    expect(width(rocBand(four(yTrue), four(yScore), { groups })) / once).toBeCloseTo(1, 1)
    expect(width(rocBand(four(yTrue), four(yScore))) / once).toBeLessThan(0.75)
  })

  it('holds the true sensitivity in about 95 of 100 studies', () => {
    // Negatives uniform on 0..1, positives on .5..1.5: the true sensitivity at a share f of false alarms is min(1, f + .5).
    let state = 7
    const draw = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
    let held = 0
    const studies = 300
    for (let study = 0; study < studies; study++) {
      const y = Array.from({ length: 120 }, (_, i) => i % 2)
      const s = y.map((label) => draw() + label / 2)
      const { low, high } = rocBand(y, s, { points: 5, resamples: 200 })
      if (low[1]! <= 0.75 && high[1]! >= 0.75) held++
    }
    expect(held / studies).toBeGreaterThan(0.91)
    expect(held / studies).toBeLessThan(0.99)
  })

  it('knows nothing without one of the classes', () => {
    const { tpr, low, high } = rocBand([1, 1], [0.2, 0.4], { points: 2 })
    expect(tpr).toEqual([NaN, NaN])
    expect([low, high]).toEqual([
      [0, 0],
      [1, 1],
    ])
  })

  it('refuses what makes no band', () => {
    expect(() => rocBand(yTrue, yScore, { points: 1 })).toThrow('points: is 1, expected a whole number of at least 2')
    expect(() => rocBand([0, 1], [0.2, NaN])).toThrow('yScore[1]: is NaN')
    expect(() => rocBand([0, 1], [0.2, 0.3], { groups: [1] })).toThrow('groups: has 1 entries, expected 2')
  })
})
