import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'

import { captionedOverlay } from '../captioned-overlay.ts'
import { figures } from '../figures.ts'
import { chest, heat, picture, sampleRun } from '../sample-run.test-support.ts'
import { svgToPng } from './svg-to-png.ts'

/** Pixels within a box that are clearly darker than white. */
function dark(png: PNG, x: number, y: number, width: number, height: number): number {
  let count = 0
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) count += png.data[(row * png.width + column) * 4]! < 128 ? 1 : 0
  }
  return count
}

const read = (bytes: Uint8Array): PNG => PNG.sync.read(Buffer.from(bytes))

/** One line of text at 20 px from the left edge, in a family that no machine has. */
function line(text: string, weight = 'normal'): PNG {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40"><rect width="400" height="40" fill="#fff"/><text y="30" font-size="20" font-family="Nonesuch" font-weight="${weight}">${text}</text></svg>`
  return read(svgToPng(svg, { width: 400 }))
}

const columns = Array.from({ length: 400 }, (_, x) => x)

function lastInked(png: PNG): number {
  return columns.findLast((x) => dark(png, x, 0, 1, 40) > 0) ?? -1
}

describe('svgToPng', () => {
  it.each(Object.entries(figures(sampleRun())))('renders %s at twice its size, with its title in letters', (_, svg) => {
    const png = read(svgToPng(svg))
    expect([png.width, png.height]).toEqual(
      [...svg.match(/width="(\d+)" height="(\d+)"/)!].slice(1).map((extent) => 2 * Number(extent)),
    )
    expect(dark(png, 16, 8, 240, 40)).toBeGreaterThan(200)
  })
  it('needs no font of the machine: text is as wide as in Lato', () => {
    // Lato Regular, 2000 units an em: W is 2038 wide, ink to 2024; H is 1512 wide, ink to 1336. Four of them at 20 px
    // end at (3 * 2038 + 2024) / 100 = 81.4 and (3 * 1512 + 1336) / 100 = 58.7; the tip of
    // a W leaves its last pixel light. DejaVu Sans would end at 78.7, Liberation Sans at 56.2.
    expect(lastInked(line('WWWW'))).toBe(80)
    expect(lastInked(line('HHHH'))).toBe(58)
    expect(lastInked(line(' '))).toBe(-1)
  })
  it('renders bold heavier than regular', () => {
    const [bold, normal] = ['bold', 'normal'].map((weight) => dark(line('Grad-CAM', weight), 0, 0, 400, 40))
    expect(bold).toBeGreaterThan(1.2 * normal!)
  })
  it('takes a width', () => {
    const png = read(svgToPng(figures(sampleRun())['roc']!, { width: 300 }))
    expect(png.width).toBe(300)
  })
  it('renders a captioned overlay with both pictures', () => {
    const svg = captionedOverlay({
      id: 'a',
      original: picture(64, 64, chest),
      overlay: picture(64, 64, heat),
      width: 64,
      height: 64,
      targetClass: 'covid',
      probability: 0.5,
      predicted: 'covid',
    })
    const png = read(svgToPng(svg, { width: 656 }))
    expect(dark(png, 12, 28, 310, 310)).toBeGreaterThan(5000)
    expect(dark(png, 334, 28, 310, 310)).toBeGreaterThan(5000)
    expect(dark(png, 12, 350, 300, 20)).toBeGreaterThan(300)
  })
  it('refuses what it cannot render', () => {
    expect(() => svgToPng('<svg', {})).toThrow()
    expect(() => svgToPng('<svg/>', { width: 0 })).toThrow('width: expected a whole number of pixels')
  })
})
