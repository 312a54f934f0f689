import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { glyph } from './font.ts'
import { blank } from './pixels.ts'
import { checkLook, drawText, inkOn, textWidth, wrap } from './text.ts'

/** Text as rows of dots. */
function dots(text: string, scale = 1): string[] {
  const width = textWidth(text, scale)
  const image = blank(width, 9 * scale, [255, 255, 255])
  drawText(image, text, { x: 0, y: 0, scale, ink: [0, 0, 0] })
  return Array.from({ length: image.height }, (_, y) =>
    Array.from({ length: width }, (__, x) => (image.data[(y * width + x) * 4] === 0 ? '#' : '.')).join(''),
  )
}

/** A text without its spaces and line breaks. */
function tight(text: string): string {
  return text.replaceAll(/[ \n]/g, '')
}

describe('drawText', () => {
  it('draws capitals, digits and letters that reach below the line', () => {
    expect(dots('Ag7%')).toEqual([
      '.###........#####.##...',
      '#...#...........#.##..#',
      '#...#..####....#.....#.',
      '#####.#...#...#.....#..',
      '#...#.#...#...#....#...',
      '#...#.#...#...#...#..##',
      '#...#..####...#......##',
      '..........#............',
      '.......###.............',
    ])
  })

  it('enlarges by whole dots', () => {
    const large = dots('i', 3)
    expect(large).toEqual(dots('i').flatMap((row) => Array(3).fill(row.replaceAll(/./g, (dot) => dot.repeat(3)))))
  })

  it('has a glyph of its own for every printable character', () => {
    const seen = new Set<string>()
    for (let code = 33; code < 128; code++) {
      const rows = glyph(String.fromCharCode(code))
      expect(rows).toHaveLength(9)
      expect(rows.every((row) => row >= 0 && row < 32)).toBe(true)
      expect(rows.some((row) => row > 0)).toBe(true)
      seen.add(rows.join())
    }
    expect(seen.size).toBe(95)
    expect(glyph(' ')).toEqual(Array(9).fill(0))
  })

  it('shows accents, dashes and quotes as what comes nearest, and one box for the rest', () => {
    expect(dots('Äé – “x” ×')).toEqual(dots('Ae - "x" x'))
    expect(dots('漢🫁\t')).toEqual(dots('\u007F\u007F\u007F'))
    expect(dots('漢')[0]).toBe('#####')
  })

  it('leaves out what lies beyond the picture', () => {
    const image = blank(3, 3, [255, 255, 255])
    drawText(image, 'WWW', { x: -2, y: -2, scale: 2, ink: [0, 0, 0] })
    expect(image.data).toHaveLength(36)
  })
})

describe('wrap', () => {
  it('breaks between words, and within a word only where it must', () => {
    expect(wrap('the layer before the last', 10)).toEqual(['the layer', 'before the', 'last'])
    expect(wrap('covid-19-pneumonia-14-PA.png', 12)).toEqual(['covid-19-', 'pneumonia-', '14-PA.png'])
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh'])
    expect(wrap('one\ntwo three', 20)).toEqual(['one', 'two three'])
    expect(wrap('', 5)).toEqual([''])
  })

  it('never makes a line too long, and loses nothing but spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 12 }), (text, columns) => {
        const lines = wrap(text, columns)
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
        expect(tight(lines.join(''))).toBe(tight(wrap(text, 1e9).join('')))
      }),
    )
  })
})

describe('ink and scale', () => {
  it('is black on light and white on dark', () => {
    expect(inkOn([255, 255, 255])).toEqual([0, 0, 0])
    expect(inkOn([0, 255, 0])).toEqual([0, 0, 0])
    expect(inkOn([0, 0, 255])).toEqual([255, 255, 255])
  })

  it('refuses half scales and colours that are none', () => {
    expect(() => checkLook(1.5, [0, 0, 0])).toThrow('scale: got 1.5, expected a positive whole number')
    expect(() => checkLook(1, [0, 256, 0])).toThrow('background: got [0, 256, 0]')
    expect(() => checkLook(1, [0, 0] as never)).toThrow('background: got [0, 0]')
  })
})
