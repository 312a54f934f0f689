import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { colormap, colormapNames } from './colormap.ts'
import { legend, type LegendOptions } from './legend.ts'
import type { OverlayImage } from './pixels.ts'
import { type Placed, thinOut, tickLabels } from './tick-labels.ts'

const at = ({ width, data }: OverlayImage, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3),
]

/** Whether a line of pixels along the border holds the background only: nothing is cut off. */
function clearBorder(image: OverlayImage): boolean {
  const { width, height } = image
  const edge = [
    ...Array.from({ length: width }, (_, x) => [at(image, x, 0), at(image, x, height - 1)]).flat(),
    ...Array.from({ length: height }, (_, y) => [at(image, 0, y), at(image, width - 1, y)]).flat(),
  ]
  return edge.every((pixel) => pixel.join() === edge[0]!.join())
}

/** A label of ten pixels. */
function label(from: number): Placed {
  return { text: String(from), at: from, from, to: from + 10 }
}

describe('legend', () => {
  it('goes from cold at the bottom to hot at the top', () => {
    const image = legend({ colormap: 'turbo', length: 271 })
    expect(image.height).toBe(271)
    // By hand: margin 4 and half a digit, 4, leave 255 rows. x = 4 is the first column of the bar.
    expect(at(image, 4, 8)).toEqual([...colormap('turbo')(1)])
    expect(at(image, 4, 262)).toEqual([...colormap('turbo')(0)])
    expect(at(image, 4, 135)).toEqual([...colormap('turbo')(0.5)])
    expect(at(image, 4, 7)).toEqual([255, 255, 255])
    expect(at(image, 4, 263)).toEqual([255, 255, 255])
    // Ticks are rows of ink to the right of the bar.
    for (const y of [8, 262, 135]) expect(at(image, 17, y)).toEqual([0, 0, 0])
    expect(at(image, 17, 100)).toEqual([255, 255, 255])
  })

  it('goes from cold at the left to hot at the right', () => {
    const image = legend({ orientation: 'horizontal', length: 263, thickness: 5, background: [0, 0, 0] })
    expect(image.width).toBe(263)
    expect(at(image, 4, 4)).toEqual([...colormap('viridis')(0)])
    expect(at(image, 258, 8)).toEqual([...colormap('viridis')(1)])
    for (const x of [4, 131, 258]) expect(at(image, x, 10)).toEqual([255, 255, 255])
  })

  it('has room for words and title', () => {
    const plain = legend()
    expect(legend({ ends: ['nothing', 'most'] }).width).toBeGreaterThan(plain.width)
    expect(legend({ title: 'Grad-CAM' }).width).toBeGreaterThan(plain.width)
    expect(legend({ title: 'Grad-CAM, covid', range: [0, 4.2], ends: ['nothing', 'most'], length: 224 }).height).toBe(
      224,
    )
    const across = { orientation: 'horizontal' } as const
    expect(legend({ ...across, title: 'one' }).height).toBe(legend(across).height + 11)
  })

  it('cuts nothing off, whatever is written', () => {
    const options: fc.Arbitrary<LegendOptions> = fc.record({
      colormap: fc.constantFrom(...colormapNames),
      orientation: fc.constantFrom('vertical', 'horizontal'),
      length: fc.integer({ min: 1, max: 300 }),
      thickness: fc.integer({ min: 1, max: 30 }),
      ticks: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
      range: fc.tuple(fc.double({ min: -1e6, max: 0, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true })),
      ends: fc.tuple(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 })),
      title: fc.string({ maxLength: 60 }),
      scale: fc.integer({ min: 1, max: 2 }),
    })
    let drawn = 0
    fc.assert(
      fc.property(options, (given) => {
        let image
        try {
          image = legend(given)
        } catch (error) {
          // Too short: the message says what would do at least.
          expect(String(error)).toMatch(/^RangeError: length: got \d+, expected at least \d+ for this text and scale$/)
          return
        }
        drawn++
        expect(given.orientation === 'vertical' ? image.height : image.width).toBe(given.length)
        expect(clearBorder(image)).toBe(true)
      }),
      { seed: 7, numRuns: 300 },
    )
    expect(drawn).toBeGreaterThan(100)
  })

  it('refuses what does not fit', () => {
    expect(() => legend({ length: 10 })).toThrow('length: got 10, expected at least 27 for this text and scale')
    expect(legend({ length: 27 }).height).toBe(27)
    expect(() => legend({ orientation: 'across' as never })).toThrow("orientation: got 'across'")
    expect(() => legend({ ticks: [0, 5] })).toThrow('ticks: got 5, expected numbers from 0 to 1')
    expect(() => legend({ range: [1, 1] })).toThrow('range: got [1, 1]')
    expect(() => legend({ range: [0, Number.POSITIVE_INFINITY] })).toThrow('range: got [0, Infinity]')
    expect(() => legend({ colormap: 'red' as never })).toThrow("colormap: got 'red'")
    expect(() => legend({ thickness: 0 })).toThrow('thickness: got 0')
  })
})

describe('tickLabels', () => {
  it('is as short as it may be', () => {
    expect(tickLabels([0, 0.3333, 1])).toEqual(['0', '0.333', '1'])
    expect(tickLabels([1000, 1000.25, 1001])).toEqual(['1000', '1000.25', '1001'])
    expect(tickLabels([0, 2.1067, 4.2134])).toEqual(['0', '2.11', '4.21'])
    expect(tickLabels([0, 0.0000307, 0.000123])).toEqual(['0', '3.07e-5', '1.23e-4'])
    expect(tickLabels([-0.3, -0.3 * 0.75 + 0.9 * 0.25, 0.9])).toEqual(['-0.3', '0', '0.9'])
    expect(tickLabels([12345.678])).toEqual(['12300'])
    expect(tickLabels([])).toEqual([])
  })
})

describe('thinOut', () => {
  it('keeps both ends and what fits between', () => {
    const kept = thinOut([0, 5, 12, 20, 24, 30, 36].map(label), 2)
    expect(kept.map(({ from }) => from)).toEqual([0, 12, 24, 36])
    expect(thinOut([], 2)).toEqual([])
    expect(thinOut([label(3)], 2)).toEqual([label(3)])
  })
})
