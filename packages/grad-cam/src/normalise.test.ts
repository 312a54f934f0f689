import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseMap } from './normalise.ts'

describe('normaliseMap', () => {
  it('cuts off negative values and divides by the maximum, without min-max', () => {
    const { map, degenerate, positiveShare } = normaliseMap([-2, 1, 4])
    expect({ map: [...map], degenerate, positiveShare }).toEqual({
      map: [0, 0.25, 1],
      degenerate: false,
      positiveShare: 5 / 7,
    })
    // A positive floor is genuine: it stays.
    expect([...normaliseMap([2, 4]).map]).toEqual([0.5, 1])
  })

  it('keeps tiny maps: no epsilon swallows them', () => {
    expect([...normaliseMap([1e-30, 4e-30]).map]).toEqual([0.25, 1])
  })

  it('flags what says nothing', () => {
    expect(normaliseMap([0, 0])).toMatchObject({ degenerate: 'zero', positiveShare: 0 })
    expect(normaliseMap([-1, 0])).toMatchObject({
      degenerate: 'zero',
      reason: expect.stringContaining('no value is positive'),
    })
    expect(normaliseMap([3, 3])).toMatchObject({ degenerate: 'constant' })
    expect(normaliseMap([-1, 3])).toMatchObject({ degenerate: false, reason: undefined })
  })

  it('is within 0..1, reaches 1 or is all zero, and ignores scale', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (raw) => {
        const { map, degenerate, positiveShare } = normaliseMap(raw)
        expect(Math.max(...map)).toBe(degenerate === 'zero' ? 0 : 1)
        expect(Math.min(...map)).toBeGreaterThanOrEqual(0)
        expect(positiveShare).toBeGreaterThanOrEqual(0)
        expect(positiveShare).toBeLessThanOrEqual(1)
        expect([...normaliseMap(raw.map((value) => value * 4)).map]).toEqual([...map])
      }),
    )
  })
})
