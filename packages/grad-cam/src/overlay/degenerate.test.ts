import { describe, expect, it } from 'vitest'
import { contourLines } from './contours.ts'
import { heatmap } from './heatmap.ts'
import { overlay } from './overlay.ts'

const picture = {
  width: 60,
  height: 40,
  data: Uint8Array.from({ length: 60 * 40 * 3 }, (_, i) => 60 + ((i / 3) & 127)),
}
const zero = { map: new Float32Array(4), shape: [2, 2], info: { degenerate: 'zero' } } as const

/** Whether every pixel is grey. */
function isGrey(data: Uint8ClampedArray): boolean {
  return data.every((value, i) => i % 4 === 3 || value === data[i - (i % 4)])
}

describe('a map that says nothing', () => {
  // The picture's three channels are equal only after this.
  picture.data.forEach((_, i) => (picture.data[i] = picture.data[i - (i % 3)]!))

  it('is hatched without any colour, whatever the options', () => {
    const plain = overlay(zero, picture, { degenerate: 'plain' })
    expect([...plain.data].filter((_, i) => i % 4 < 3)).toEqual([...picture.data])
    const hatched = overlay(zero, picture, {
      colormap: 'jet',
      alpha: 1,
      contours: contourLines([0, 0.5]),
      alphaBy: 'value',
    })
    expect(isGrey(hatched.data)).toBe(true)
    expect(hatched.data).not.toEqual(plain.data)
    const other = overlay({ ...zero, map: [0.2, 1, 0.4, 0.3], info: { degenerate: 'constant' } }, picture)
    expect(other).toEqual(hatched)
  })

  it('has light and dark diagonals on a dimmed picture', () => {
    // By hand: dimming is .85 * 100; a light line .6 * 85 + .4 * 255; a dark one .6 * 85. The period is 6 for 40 pixels.
    const grey = { width: 40, height: 40, data: new Uint8Array(1600).fill(100) }
    const { data } = overlay(zero, grey)
    const row = (y: number): number[] => Array.from({ length: 8 }, (_, x) => data[(y * 40 + x) * 4]!)
    expect(row(0)).toEqual([153, 51, 85, 85, 85, 85, 153, 51])
    expect(row(1)).toEqual([51, 85, 85, 85, 85, 153, 51, 85])
  })

  it('shows on black and on white', () => {
    for (const value of [0, 255]) {
      const { data } = overlay(zero, { width: 20, height: 20, data: new Uint8Array(400).fill(value) })
      const greys = data.filter((_, i) => i % 4 === 0)
      expect(Math.max(...greys) - Math.min(...greys)).toBeGreaterThan(80)
    }
  })

  it('is found where nobody says so, and believed where somebody does', () => {
    const flat = { map: [0.5, 0.5], shape: [1, 2] } as const
    const pixels = { width: 2, height: 1, data: new Uint8Array(2) }
    expect(isGrey(overlay(flat, pixels).data)).toBe(true)
    expect(isGrey(overlay({ ...flat, info: { degenerate: false } }, pixels).data)).toBe(false)
    expect(isGrey(overlay({ map: [0.5, 0.6], shape: [1, 2] }, pixels).data)).toBe(false)
  })

  it('is grey as a map alone', () => {
    expect([...heatmap(zero, { width: 1, height: 1 }, { degenerate: 'plain' }).data]).toEqual([128, 128, 128, 255])
    const hatched = heatmap(zero, { width: 30, height: 30 }, { colormap: 'turbo' })
    expect(isGrey(hatched.data)).toBe(true)
    expect(new Set(hatched.data).size).toBeGreaterThan(2)
  })
})
