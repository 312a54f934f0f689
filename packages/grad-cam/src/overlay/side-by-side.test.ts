import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlay } from './overlay.ts'
import type { Pixels } from './pixels.ts'
import { sideBySide } from './side-by-side.ts'

const white = [255, 255, 255]

/** One channel as rows. */
function rows({ width, height, data }: ReturnType<typeof sideBySide>): number[][] {
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => data[(y * width + x) * 4]!))
}

function whitePicture(width: number, height: number): Pixels {
  return { width, height, data: new Uint8Array(width * height).fill(255) }
}

/** How many pixels are ink. */
function dots(data: Uint8ClampedArray): number {
  return data.filter((value, i) => i % 4 === 0 && value === 0).length
}

describe('sideBySide', () => {
  it('computes its example', () => {
    const grey = { width: 2, height: 1, data: Uint8Array.of(0, 255) }
    const image = sideBySide([grey, overlay({ map: [0, 1], shape: [1, 2] }, grey)], { gap: 4 })
    expect([image.width, image.height]).toEqual([8, 1])
  })

  it('changes no pixel and aligns at the top', () => {
    const left = { width: 1, height: 2, data: Uint8Array.of(10, 20) }
    const right = { width: 2, height: 1, data: Uint16Array.of(30 * 257, 40 * 257) }
    const image = sideBySide([left, right], { gap: 1, background: [7, 7, 7] })
    expect(rows(image)).toEqual([
      [10, 7, 30, 40],
      [20, 7, 7, 7],
    ])
    expect(image.data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
    expect(rows(sideBySide([right], { gap: 0 }))).toEqual([[30, 40]])
  })

  it('lays transparent pixels over the background', () => {
    // By hand: 100 * .2 + 200 * .8.
    const image = sideBySide([{ width: 1, height: 1, data: Uint8Array.of(100, 51) }], { background: [200, 200, 200] })
    expect([...image.data]).toEqual([180, 180, 180, 255])
  })

  it('writes captions below the tallest, centred', () => {
    const image = sideBySide([whitePicture(61, 5), whitePicture(61, 9)], { captions: ['I', ''], gap: 3 })
    expect([image.width, image.height]).toEqual([125, 9 + 4 + 11])
    const ink = rows(image).flatMap((row, y) => row.flatMap((value, x) => (value === 0 ? [[x, y] as const] : [])))
    // The capital I is three dots wide, in the middle of 61, and seven high, four below the pictures.
    expect([...new Set(ink.map(([x]) => x))].sort((a, b) => a - b)).toEqual([29, 30, 31])
    expect([Math.min(...ink.map(([, y]) => y)), Math.max(...ink.map(([, y]) => y))]).toEqual([13, 19])
    // Captions scale with the pictures: 180 pixels of height a step.
    expect(sideBySide([whitePicture(61, 360)], { captions: ['I'] }).height).toBe(360 + 2 * 15)
    expect(sideBySide([whitePicture(61, 360)], { captions: ['I'], scale: 1 }).height).toBe(360 + 15)
  })

  it('gives a narrow picture room for its caption', () => {
    const dot = { width: 1, height: 1, data: Uint8Array.of(0) }
    expect(sideBySide([dot], { captions: ['ab'] }).width).toBe(11)
    expect(sideBySide([dot], { captions: ['abcdefghijkl'] }).width).toBe(47)
  })

  it('cuts no caption off and touches no neighbour', () => {
    const side = fc.integer({ min: 1, max: 70 })
    const cases = fc.array(fc.tuple(side, side, fc.string({ maxLength: 40 })), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 3 }), (given, scale) => {
        const images = given.map(([width, height]) => whitePicture(width, height))
        const captions = given.map(([, , caption]) => caption)
        const alone = images.map((image, i) => sideBySide([image], { captions: [captions[i]!], scale }))
        const image = sideBySide(images, { captions, scale, gap: 2 })
        expect(image.width).toBe(alone.reduce((sum, { width }) => sum + width, 2 * (given.length - 1)))
        // All dots of all captions arrive: as many as in wide pictures, where nothing has to be wrapped.
        const wide = captions.map((caption) => {
          return dots(sideBySide([whitePicture(1000, 1)], { captions: [caption], scale }).data)
        })
        expect(dots(image.data)).toBe(wide.reduce((sum, count) => sum + count, 0))
        // The last row of the picture stays free: letters below the line end before it.
        expect([...image.data.subarray(-4, -1)]).toEqual(white)
      }),
    )
  })

  it('refuses what does not fit', () => {
    const dot = { width: 1, height: 1, data: Uint8Array.of(0) }
    expect(() => sideBySide([])).toThrow('images: got none, expected at least one')
    expect(() => sideBySide([dot], { captions: ['a', 'b'] })).toThrow('captions: got 2 for 1 images')
    expect(() => sideBySide([dot], { gap: -1 })).toThrow('gap: got -1')
    expect(() => sideBySide([dot], { scale: 0 })).toThrow('scale: got 0')
    expect(() => sideBySide([{ ...dot, data: new Uint8Array(9) }])).toThrow('pixels: got 9 values')
  })
})
