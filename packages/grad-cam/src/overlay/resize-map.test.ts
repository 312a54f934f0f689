import { expectClose } from '@convlens/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resizeMap } from './resize-map.ts'

const sides = fc.integer({ min: 1, max: 9 })
const maps = fc.tuple(sides, sides).chain(([height, width]) =>
  fc.record({
    from: fc.constant([height, width] as const),
    map: fc.array(fc.float({ min: -100, max: 100, noNaN: true }), {
      minLength: height * width,
      maxLength: height * width,
    }),
    to: fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })),
  }),
)

describe('resizeMap', () => {
  it('interpolates between half-pixel centres', () => {
    // torchvision v2 and Pillow, bilinear: row [1, 2, 3] to width 6.
    expect([...resizeMap([1, 2, 3], [1, 3], [1, 6])]).toEqual([1, 1.25, 1.75, 2.25, 2.75, 3])
    expect([...resizeMap([1, 2, 3], [3, 1], [6, 1])]).toEqual([1, 1.25, 1.75, 2.25, 2.75, 3])
  })

  it('keeps a central cell in the centre: 112 of 224, where the old way says 96.5', () => {
    const map = Array.from({ length: 49 }, (_, i) => Number(i === 24))
    const large = resizeMap(map, [7, 7], [224, 224])
    let sum = 0
    let moment = 0
    large.forEach((value, i) => {
      sum += value
      moment += value * ((i % 224) + 0.5)
    })
    expect(moment / sum).toBeCloseTo(112, 4)
  })

  it('stays within the values, leaves the same size alone, and mirrors with the map', () => {
    fc.assert(
      fc.property(maps, ({ map, from, to }) => {
        const resized = resizeMap(map, from, to)
        const room = 1e-4
        for (const value of resized) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...map) - room)
          expect(value).toBeLessThanOrEqual(Math.max(...map) + room)
        }
        expectClose(resizeMap(map, from, from), map, 1e-6)
        // A half turn of the map is a half turn of the result.
        expectClose(resizeMap([...map].reverse(), from, to).reverse(), resized, 1e-5)
      }),
    )
  })

  it('refuses sizes that do not fit', () => {
    expect(() => resizeMap([1, 2], [1, 3], [2, 2])).toThrow('map: got 2 values, expected 1 x 3 = 3')
    expect(() => resizeMap([1], [1, 1], [0, 2])).toThrow('to: got [0, 2], expected [height, width]')
    expect(() => resizeMap([1], [1, 1.5], [2, 2])).toThrow('from: got [1, 1.5]')
  })
})
