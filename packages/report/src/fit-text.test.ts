import * as fc from 'fast-check'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'

import { estimateWidth, fitText } from './fit-text.ts'
import { svgToPng } from './node/svg-to-png.ts'
import { escapeMarkup } from './text.ts'

/** Last column with ink of a line of text in Lato at 20 px. */
function drawnWidth(text: string): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="30"><text y="20" font-size="20">${escapeMarkup(text)}</text></svg>`
  const png = PNG.sync.read(Buffer.from(svgToPng(svg, { width: 900 })))
  return Array.from({ length: 900 }, (_, x) => x).findLast((x) =>
    Array.from({ length: 30 }, (__, y) => png.data[(y * 900 + x) * 4 + 3]!).some((alpha) => alpha > 64),
  )!
}

describe('fitText', () => {
  it('keeps what fits and shortens the middle of what does not', () => {
    expect(fitText('covid', 100, 13)).toBe('covid')
    expect(fitText('train/covid/01E392EE-69F9-4E33.jpg', 120, 13)).toMatch(/^train.*….*\.jpg$/)
  })
  it('fits any text, down to two letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 40, max: 400 }), (text, width) => {
        const fitted = fitText(text, width, 13)
        expect(estimateWidth(fitted, 13) <= width || [...fitted].length <= 2).toBe(true)
      }),
    )
  })
  it.each([
    'WWWWWWWWWW',
    'IEEE_01E392EE-69F9-4E33',
    'iiiiiiiiiiiiiiiiiiii',
    'COVID-19 pneumonia',
    'Größe der Lunge',
    '0123456789',
  ])('does not underestimate %s as Lato draws it', (text) => {
    expect(estimateWidth(text, 20)).toBeGreaterThanOrEqual(0.97 * drawnWidth(text))
  })
})
