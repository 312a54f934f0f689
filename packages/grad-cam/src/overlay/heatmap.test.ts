import { describe, expect, it } from 'vitest'
import { contourLines } from './contours.ts'
import { heatmap } from './heatmap.ts'
import { overlay } from './overlay.ts'

const heat = { map: [0, 1], shape: [1, 2] } as const

/** The alpha channel. */
function alphas(data: Uint8ClampedArray): number[] {
  return [...data].filter((_, i) => i % 4 === 3)
}

describe('heatmap', () => {
  it('computes its example', () => {
    const { width, height, data } = heatmap(heat, { width: 2, height: 1 })
    expect([width, height]).toEqual([2, 1])
    expect([...data]).toEqual([68, 1, 84, 255, 253, 231, 36, 255])
  })

  it('is what an overlay of alpha 1 shows', () => {
    const size = { width: 37, height: 11 }
    const options = { colormap: 'magma', contours: contourLines([0.5]) } as const
    const picture = { ...size, data: new Uint8Array(37 * 11).fill(80) }
    expect(heatmap(heat, size, options)).toEqual(overlay(heat, picture, { ...options, alpha: 1 }))
  })

  it('puts opacity into the alpha channel', () => {
    // By hand: 255 * .4 = 102; by value 0 and 102.
    const size = { width: 2, height: 1 }
    expect(alphas(heatmap(heat, size, { alpha: 0.4 }).data)).toEqual([102, 102])
    expect(alphas(heatmap(heat, size, { alpha: 0.4, alphaBy: 'value' }).data)).toEqual([0, 102])
  })

  it('draws opaque contours on a transparent map', () => {
    const { data } = heatmap(
      { map: [0, 1], shape: [1, 2] },
      { width: 8, height: 1 },
      { alpha: 0, contours: contourLines([0.5]) },
    )
    // As in contours.test.ts: the line covers the two pixels in the middle by .5, its outline by .8.
    // 255 * .2, and 255 * (.8 + .5 * .2) = 229.5, from the rounded 204.
    expect(alphas(data)).toEqual([0, 0, 51, 230, 230, 51, 0, 0])
  })

  it('refuses a size that is none', () => {
    expect(() => heatmap(heat, { width: 0, height: 3 })).toThrow('width: got 0, expected a positive whole number')
    expect(() => heatmap(heat, { width: 2, height: 1.5 })).toThrow('height: got 1.5')
    expect(() => heatmap(heat, {} as never)).toThrow('width: got undefined')
  })
})
