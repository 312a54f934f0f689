import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { colormap } from './colormap.ts'
import { overlay } from './overlay.ts'

const one = { width: 1, height: 1 }

/** A single pixel without any colour laid over it. */
function shown(data: Uint8Array | Uint16Array): number[] {
  return [...overlay([0], one, { ...one, data }, { alpha: 0 }).data]
}

describe('overlay', () => {
  it('mixes picture and colour', () => {
    // By hand, viridis at 1 is [253, 231, 36]: .65 * [100, 200, 50] + .35 * that.
    const { data } = overlay([1], one, { ...one, data: Uint8Array.of(100, 200, 50) })
    expect([...data]).toEqual([154, 211, 45, 255])
    expect([...overlay([1], one, { ...one, data: Uint8Array.of(9, 9, 9) }, { alpha: 1 }).data]).toEqual([
      253, 231, 36, 255,
    ])
    expect([...overlay([1], one, { ...one, data: Uint8Array.of(9, 8, 7) }, { alpha: 0 }).data]).toEqual([9, 8, 7, 255])
  })

  it('takes grey, alpha and 16 bit', () => {
    expect(shown(Uint8Array.of(77))).toEqual([77, 77, 77, 255])
    expect(shown(Uint8Array.of(100, 51))).toEqual([20, 20, 20, 255])
    expect(shown(Uint8Array.of(100, 50, 0, 255))).toEqual([100, 50, 0, 255])
    expect(shown(Uint16Array.of(65535, 257, 0))).toEqual([255, 1, 0, 255])
  })

  it('brings the map to the size of the picture', () => {
    const grey = { width: 6, height: 1, data: new Uint8Array(6) }
    const { data } = overlay([0, 0.5, 1], { width: 3, height: 1 }, grey, { alpha: 1, colormap: 'turbo' })
    // The row of resizeMap's test.
    const expected = [0, 0.125, 0.375, 0.625, 0.875, 1].flatMap((value) => colormap('turbo')(value).concat(255))
    expect([...data]).toEqual(expected)
  })

  it('is opaque, and lies between picture and colour', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 2, noNaN: true }),
        byte,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, grey, alpha) => {
          const { data } = overlay([value], one, { ...one, data: Uint8Array.of(grey) }, { alpha, colormap: 'jet' })
          const colour = colormap('jet')(Math.fround(value))
          expect(data[3]).toBe(255)
          colour.forEach((c, i) => {
            expect(data[i]).toBeGreaterThanOrEqual(Math.min(c, grey))
            expect(data[i]).toBeLessThanOrEqual(Math.max(c, grey))
          })
        },
      ),
    )
  })

  it('refuses what does not fit', () => {
    expect(() => overlay([1], one, { ...one, data: new Uint8Array(5) })).toThrow(
      'pixels: got 5 values for 1 x 1 pixels, expected 1 to 4',
    )
    expect(() => overlay([1], one, { ...one, channels: 3, data: new Uint8Array(4) })).toThrow('expected 3 a pixel')
    expect(() => overlay([1, 2], one, { ...one, data: new Uint8Array(3) })).toThrow('map: got 2 values')
    expect(() => overlay([1], one, { ...one, data: new Uint8Array(3) }, { alpha: 35 })).toThrow('alpha: got 35')
    expect(() => overlay([Number.NaN], one, { ...one, data: new Uint8Array(3) })).toThrow('got NaN')
  })
})
