import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Explanation } from '../types.ts'
import { contourLines } from './contours.ts'
import { colormap, coolwarm } from './colormap.ts'
import type { HeatMap } from './heat.ts'
import { overlay } from './overlay.ts'
import type { Pixels } from './pixels.ts'

const size = { width: 1, height: 1 }

/** A map of one cell that says something. */
const one = (value: number): HeatMap => ({ map: [value], shape: [1, 1], info: { degenerate: false } })

/** Compiles only if an explanation fits. */
export const fits = (explanation: Explanation): HeatMap => explanation

/** A single pixel without any colour laid over it. */
function shown(data: Pixels['data']): number[] {
  return [...overlay(one(0), { ...size, data }, { alpha: 0 }).data]
}

describe('overlay', () => {
  it('mixes picture and colour', () => {
    // By hand, viridis at 1 is [253, 231, 36]: .65 * [100, 200, 50] + .35 * that.
    const { data } = overlay(one(1), { ...size, data: Uint8Array.of(100, 200, 50) })
    expect([...data]).toEqual([154, 211, 45, 255])
    const grey = { ...size, data: Uint8Array.of(9, 8, 7) }
    expect([...overlay(one(1), grey, { alpha: 1 }).data]).toEqual([253, 231, 36, 255])
    expect([...overlay(one(1), grey, { alpha: 0 }).data]).toEqual([9, 8, 7, 255])
    expect([...overlay(one(1), grey, { alpha: 1, colormap: 'turbo' }).data]).toEqual([122, 4, 2, 255])
  })

  it('computes its example', () => {
    const heat = { map: [0, 1], shape: [1, 2] } as const
    const { data } = overlay(heat, { width: 2, height: 1, data: Uint8Array.of(100, 200) }, { alpha: 0.5 })
    // By hand: ([100, 100, 100] + [68, 1, 84]) / 2, ([200, 200, 200] + [253, 231, 36]) / 2; halves go to even numbers.
    expect([...data]).toEqual([84, 50, 92, 255, 226, 216, 118, 255])
  })

  it('takes grey, alpha, 16 bit, clamped arrays and Buffers', () => {
    expect(shown(Uint8Array.of(77))).toEqual([77, 77, 77, 255])
    expect(shown(Uint8Array.of(100, 51))).toEqual([20, 20, 20, 255])
    expect(shown(Uint8Array.of(1, 2, 3))).toEqual([1, 2, 3, 255])
    expect(shown(Uint8Array.of(100, 50, 0, 255))).toEqual([100, 50, 0, 255])
    expect(shown(Uint8ClampedArray.of(100, 50, 0, 51))).toEqual([20, 10, 0, 255])
    expect(shown(Uint16Array.of(65535, 257, 0))).toEqual([255, 1, 0, 255])
    expect(shown(Uint16Array.of(25700, 13107))).toEqual([20, 20, 20, 255])
    expect(shown(Buffer.from([1, 2, 3]))).toEqual([1, 2, 3, 255])
  })

  it('takes an ImageData and a raster as they are', () => {
    const imageData = { ...size, data: Uint8ClampedArray.of(0, 0, 0, 255), colorSpace: 'srgb' }
    const raster = { ...size, channels: 1 as const, bitDepth: 16 as const, data: Uint16Array.of(0) }
    expect([...overlay(one(1), imageData).data]).toEqual([...overlay(one(1), raster).data])
  })

  it('brings the map to the size of the picture', () => {
    const grey = { width: 6, height: 1, data: new Uint8Array(6) }
    const { data } = overlay({ map: [0, 0.5, 1], shape: [1, 3] }, grey, { alpha: 1, colormap: 'turbo' })
    // The row of resizeMap's test.
    const expected = [0, 0.125, 0.375, 0.625, 0.875, 1].flatMap((value) => colormap('turbo')(value).concat(255))
    expect([...data]).toEqual(expected)
  })

  it('cuts off values beyond 0 and 1', () => {
    const black = { width: 2, height: 1, data: new Uint8Array(2) }
    const [far, near] = [[-7, 1e30] as const, [0, 1] as const].map((map) => overlay({ map, shape: [1, 2] }, black))
    expect(far).toEqual(near)
  })

  it('lets opacity grow with the value', () => {
    // By hand, viridis at .5 is [32, 144, 140]: weight .8 * .5 = .4 over 100.
    const grey = { ...size, data: Uint8Array.of(100) }
    const options = { alpha: 0.8, alphaBy: 'value' } as const
    expect([...overlay(one(0.5), grey, options).data]).toEqual([73, 118, 116, 255])
    expect([...overlay(one(0), grey, options).data]).toEqual([100, 100, 100, 255])
    // The middle of coolwarm is nothing, both ends are much: .2 * 100 + .8 * [58, 76, 192].
    const signed = { ...options, colormap: coolwarm, alphaBy: 'distance' } as const
    expect([...overlay(one(0.5), grey, signed).data]).toEqual([100, 100, 100, 255])
    expect([...overlay(one(0), grey, signed).data]).toEqual([66, 81, 174, 255])
  })

  it('is opaque, and lies between picture and colour', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.double({ min: -1, max: 2, noNaN: true }), byte, share, (value, grey, alpha) => {
        const { data } = overlay(one(value), { ...size, data: Uint8Array.of(grey) }, { alpha, colormap: 'jet' })
        const colour = colormap('jet')(Math.fround(value))
        expect(data[3]).toBe(255)
        colour.forEach((c, i) => {
          expect(data[i]).toBeGreaterThanOrEqual(Math.min(c, grey))
          expect(data[i]).toBeLessThanOrEqual(Math.max(c, grey))
        })
      }),
    )
  })

  it('draws any size of map on any size of picture, and leaves both as they were', () => {
    const side = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.constantFrom(1, 2, 3, 4),
        fc.boolean(),
        (h, w, height, width, channels, deep) => {
          const map = Float32Array.from({ length: h * w }, (_, i) => ((i * 7) % 11) / 10)
          const data = new (deep ? Uint16Array : Uint8Array)(height * width * channels).fill(200)
          const before = [map.slice(), data.slice()]
          const image = overlay(
            { map, shape: [h, w] },
            { width, height, data },
            { contours: contourLines([0.3, 0.8]), alphaBy: 'value' },
          )
          expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height * 4])
          expect(image.data.every((value, i) => i % 4 < 3 || value === 255)).toBe(true)
          expect([map, data]).toEqual(before)
        },
      ),
    )
  })

  it('refuses what does not fit', () => {
    const grey = { ...size, data: new Uint8Array(3) }
    expect(() => overlay(one(1), { ...size, data: new Uint8Array(5) })).toThrow(
      'pixels: got 5 values for 1 x 1 pixels, expected 1 to 4',
    )
    expect(() => overlay(one(1), { ...size, channels: 3, data: new Uint8Array(4) })).toThrow('expected 3 a pixel')
    expect(() => overlay(one(1), { ...size, data: new Float32Array(3) as never })).toThrow(
      'pixels.data: got Float32Array',
    )
    expect(() => overlay(one(1), { ...size, data: [1, 2, 3] as never })).toThrow('expected Uint8Array')
    expect(() => overlay(one(1), { ...grey, width: 0.5 })).toThrow('pixels.width: got 0.5')
    expect(() => overlay({ map: [1, 2], shape: [1, 1] }, grey)).toThrow('map: got 2 values, expected 1 x 1')
    expect(() => overlay({ map: [1, 2], shape: [1, 2.5] }, grey)).toThrow('shape[1]: got 2.5')
    expect(() => overlay([1] as never, grey)).toThrow('shape[0]: got undefined')
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => overlay({ map: [0, value], shape: [1, 2] }, grey)).toThrow(`map: got ${value} at 1`)
    }
    expect(() => overlay(one(1), grey, { alpha: 35 })).toThrow('alpha: got 35, expected a number from 0 to 1')
    expect(() => overlay(one(1), grey, { alphaBy: 'heat' as never })).toThrow("expected 'constant' or 'value'")
    expect(() => contourLines([0.5, 2])).toThrow('levels: got 2')
    expect(() => contourLines([0.5], { width: 0 })).toThrow('width: got 0')
    expect(() => overlay(one(1), grey, { degenerate: 'red' as never })).toThrow("degenerate: got 'red'")
    expect(() => overlay(one(1), grey, { colormap: 'grey' as never })).toThrow("colormap: got 'grey'")
  })
})
