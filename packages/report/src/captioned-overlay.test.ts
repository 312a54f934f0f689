import { describe, expect, it } from 'vitest'

import { captionedOverlay } from './captioned-overlay.ts'
import { colorStops } from './color-scales.ts'
import { chest, heat, picture } from './sample-run.test-support.ts'
import { readXml, shownText } from './sample-svg.test-support.ts'

const options = {
  id: 'val/covid/a.png',
  original: picture(8, 8, chest),
  overlay: picture(8, 8, heat),
  width: 224,
  height: 224,
  targetClass: 'covid',
  probability: 0.9731,
  predicted: 'covid',
}

describe('captionedOverlay', () => {
  it('prints what the heat explains, the labels, and that it is not for diagnosis', () => {
    const text = shownText(captionedOverlay({ ...options, label: 'normal', layer: 'conv5' }))
    expect(text).toEqual(
      expect.arrayContaining([
        'Heat for class: covid · score 0.973',
        'True label: normal · predicted: covid · WRONG',
        'val/covid/a.png · layer conv5',
        'Not for diagnosis',
      ]),
    )
    expect(shownText(captionedOverlay({ ...options, label: 'covid' })).join()).toContain('· correct')
    expect(shownText(captionedOverlay(options)).join()).toContain('true label not known')
  })
  it('holds both pictures and the colours of the scale', () => {
    const elements = readXml(captionedOverlay({ ...options, colormap: 'jet' }))
    const images = elements.filter(({ name }) => name === 'image').map(({ attributes }) => attributes['href'])
    expect(images).toEqual(
      [options.original, options.overlay].map((png) => `data:image/png;base64,${Buffer.from(png).toString('base64')}`),
    )
    expect(elements.filter(({ name }) => name === 'stop').map(({ attributes }) => attributes['stop-color'])).toEqual(
      colorStops.jet,
    )
  })
  it('escapes hostile ids and labels', () => {
    const svg = captionedOverlay({ ...options, id: '<script>', targetClass: '"><script>', predicted: '&', note: '<b>' })
    expect(readXml(svg).map(({ name }) => name)).not.toContain('script')
  })
  it('refuses pictures without pixels', () => {
    expect(() => captionedOverlay({ ...options, width: 0 })).toThrow(
      'width, height: expected the pixels of the pictures, got 0 x 224',
    )
  })
})
