import { describe, expect, it } from 'vitest'
import { colormap, colormapNames } from './colormap.ts'

describe('colormap', () => {
  // matplotlib 3.11: matplotlib.colormaps[name]([0, .5, 1.], bytes=True)
  it.each([
    ['viridis', [68, 1, 84], [32, 144, 140], [253, 231, 36]],
    ['turbo', [48, 18, 59], [164, 252, 59], [122, 4, 2]],
    ['jet', [0, 0, 127], [124, 255, 121], [127, 0, 0]],
  ] as const)('%s is matplotlib’s', (name, low, middle, high) => {
    const colour = colormap(name)
    expect([colour(0), colour(0.5), colour(1)]).toEqual([low, middle, high])
    expect([colour(-3), colour(7)]).toEqual([low, high])
  })

  it('has 256 steps each, viridis of rising brightness', () => {
    for (const name of colormapNames) {
      const steps = Array.from({ length: 256 }, (_, i) => colormap(name)((i + 0.5) / 256).join())
      expect(new Set(steps).size).toBeGreaterThan(230)
    }
    // Luma as in ITU-R 709.
    const luma = Array.from({ length: 64 }, (_, i) => colormap('viridis')(i / 63)).map(
      ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b,
    )
    luma.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(luma[i]!))
  })

  it('refuses unknown names and NaN', () => {
    expect(() => colormap('pink' as never)).toThrow("colormap: got 'pink', expected one of viridis, turbo, jet")
    expect(() => colormap('toString' as never)).toThrow("colormap: got 'toString'")
    expect(() => colormap('jet')(Number.NaN)).toThrow('value: got NaN')
  })
})
