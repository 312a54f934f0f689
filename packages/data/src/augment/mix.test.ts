import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createRandom } from '../random.ts'
import { drawBeta } from './beta.ts'
import { applyMix, oneHot, sampleCutMix, sampleMixUp } from './mix.ts'

const options = { alpha: 0.4, seed: 7, epoch: 2 }
const ids = Array.from({ length: 9 }, (_, i) => `s${i}`)

/** What every picture is mixed with, by id. */
const pairs = (sample: typeof sampleMixUp, order: readonly string[]) =>
  new Map(sample(order, options).map(({ partner, ...rest }, i) => [order[i]!, { with: order[partner], ...rest }]))

describe('drawBeta', () => {
  for (const alpha of [0.05, 0.2, 1, 3])
    it(`mean 1/2, variance 1 / (4 (2 alpha + 1)) for ${alpha}`, () => {
      const random = createRandom('beta', alpha)
      const n = 20_000
      const values = Array.from({ length: n }, () => drawBeta(alpha, random))
      const mean = values.reduce((a, b) => a + b) / n
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / n
      const expected = 1 / (4 * (2 * alpha + 1))
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(expected / n))
      expect(Math.abs(variance - expected)).toBeLessThan(0.006)
      expect(values.every((v) => v >= 0 && v <= 1)).toBe(true)
    })
})

for (const [name, sample] of Object.entries({ sampleMixUp, sampleCutMix }))
  describe(name, () => {
    it('pairs pictures alike whatever their order', () => {
      fc.assert(
        fc.property(fc.shuffledSubarray(ids, { minLength: ids.length }), (mixed) => {
          const [one, two] = [pairs(sample, ids), pairs(sample, mixed)]
          for (const id of ids) expect(two.get(id)).toEqual(one.get(id))
        }),
      )
    })

    it('gives everyone another partner, another in every epoch; the share is the same in any batch', () => {
      const drawn = sample(ids, options)
      expect(new Set(drawn.map(({ partner }) => partner)).size).toBe(ids.length)
      drawn.forEach(({ partner }, i) => expect(partner).not.toBe(i))
      expect(sample(ids, { ...options, epoch: 3 })).not.toEqual(drawn)
      const few = sample(ids.slice(0, 4), options)
      few.forEach(({ share }, i) => expect(share).toBe(drawn[i]!.share))
      expect(sample(['alone'], options)[0]!.partner).toBe(0)
      expect(sample(ids, { ...options, p: 0 }).every(({ partner, share }, i) => partner === i && share === 1)).toBe(
        true,
      )
      const twice = sample(['a', 'a', 'b'], options)
      expect(twice[0]!.share).not.toBe(twice[1]!.share)
    })

    it('keeps labels summing to 1 and pictures within their partners, and is replayed from JSON', () => {
      const random = createRandom('batch')
      const x = Float32Array.from({ length: 9 * 8 * 6 * 3 }, () => random.next())
      const y = oneHot(
        ids.map((_, i) => i % 3),
        3,
      )
      const drawn = sample(ids, options)
      const mixed = applyMix(x, [9, 8, 6, 3], y, drawn)
      for (let i = 0; i < 9; i++) {
        const row = [...mixed.y.subarray(3 * i, 3 * i + 3)]
        expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6)
        const { partner } = drawn[i]!
        for (let k = 0; k < 144; k++) {
          const [a, b] = [x[i * 144 + k]!, x[partner * 144 + k]!]
          const v = mixed.x[i * 144 + k]!
          expect(v >= Math.min(a, b) - 1e-6 && v <= Math.max(a, b) + 1e-6).toBe(true)
        }
      }
      expect(applyMix(x, [9, 8, 6, 3], y, JSON.parse(JSON.stringify(drawn)))).toEqual(mixed)
    })

    it('refuses wrong options', () => {
      expect(() => sample(ids, { ...options, alpha: 0 })).toThrow('alpha: 0 given, expected a number above 0')
      expect(() => sample(ids, { ...options, p: 1.5 })).toThrow('p: 1.5 given, expected a probability')
    })
  })

describe('applyMix', () => {
  it('mixes values and labels by the share', () => {
    const { x, y } = applyMix(Float32Array.of(0, 0, 1, 1), [2, 1, 2, 1], Float32Array.of(1, 0, 0, 1), [
      { partner: 1, share: 0.75 },
      { partner: 1, share: 1 },
    ])
    expect([...x]).toEqual([0.25, 0.25, 1, 1])
    expect([...y]).toEqual([0.75, 0.25, 0, 1])
  })

  it('puts the rectangle of the partner in place, with the share of its pixels', () => {
    const x = Float32Array.from({ length: 32 }, (_, i) => (i < 16 ? 0 : 1))
    const box = { left: 0.5, top: 0.25, width: 0.5, height: 0.5 }
    const mixed = applyMix(x, [2, 4, 4, 1], Float32Array.of(0, 1), [
      { partner: 1, share: 0.75, box },
      { partner: 0, share: 0.75, box },
    ])
    expect([...mixed.x.subarray(0, 16)]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0])
    expect([...mixed.x.subarray(16)]).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1])
    expect([...mixed.y]).toEqual([0.25, 0.75])
  })

  it('names what does not fit', () => {
    const x = new Float32Array(8)
    expect(() => applyMix(x, [2, 2, 1, 1], new Float32Array(2), [])).toThrow('x: 8 values given, expected 4')
    expect(() => applyMix(x, [2, 2, 2, 1], new Float32Array(2), [])).toThrow('drawn: 0 pairs given, expected 2')
    const wrong = [
      { partner: 2, share: 1 },
      { partner: 0, share: 1 },
    ]
    expect(() => applyMix(x, [2, 2, 2, 1], new Float32Array(2), wrong)).toThrow('drawn[0].partner: 2 given')
    expect(() => oneHot([0, 2], 2)).toThrow('y[1]: 2 given, expected a class from 0 to 1')
  })
})
