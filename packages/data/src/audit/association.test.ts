import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

// scipy's chi-squared test, and Bergsma's formula: golden/association.py.
import golden from '../../golden/association.json' with { type: 'json' }
import { associate, chiSquaredAbove } from './association.ts'

describe('associate', () => {
  it('agrees with scipy and Bergsma', () => {
    for (const { rows, pValue, cramersV } of golden.cases) {
      const found = associate(rows)
      expect(found.cramersV).toBeCloseTo(cramersV, 12)
      if (pValue > 0) expect(Math.abs(found.pValue / pValue - 1)).toBeLessThan(1e-9)
    }
    for (const [x, degrees, tail] of golden.tails as [number, number, number][])
      expect(Math.abs(chiSquaredAbove(x, degrees) / tail - 1)).toBeLessThan(1e-9)
  })

  it('guesses as by hand', () => {
    // All right; the larger value of the second table: 3 of 4 against 1 of 4, the picture itself left out.
    expect(
      associate([
        [3, 0],
        [0, 2],
      ]),
    ).toMatchObject({ guess: 1, chance: 0.5 })
    expect(
      associate([
        [3, 1],
        [1, 3],
      ]).guess,
    ).toBe(0.75)
    // Every value once: nothing can be learnt.
    expect(
      associate([
        [1, 0],
        [0, 1],
        [1, 0],
        [0, 1],
      ]),
    ).toMatchObject({ guess: 0.5, cramersV: 0 })
    expect(associate([[5, 7]])).toEqual({ cramersV: 0, pValue: 1, guess: 0.5, chance: 0.5 })
    expect(associate([])).toEqual({ cramersV: 0, pValue: 1, guess: 0, chance: 0 })
  })

  it('stays in range, and ignores empty values and the order', () => {
    const row = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9))
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const found = associate(rows)
        for (const value of Object.values(found)) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
        }
        const turned = associate([...rows, [0, 0, 0]].reverse())
        for (const key of ['cramersV', 'pValue', 'guess', 'chance'] as const)
          expect(turned[key]).toBeCloseTo(found[key], 9)
      }),
    )
  })
})
