/** Text on pixels: measure, wrap, draw. */
import type { Rgb } from './colormap.ts'
import { glyph, glyphHeight, glyphWidth } from './font.ts'
import { checkSide, type OverlayImage } from './pixels.ts'

/** From one character to the next, at scale 1. */
export const advance: number = glyphWidth + 1

/** From one line to the next, at scale 1. */
export const lineHeight: number = glyphHeight + 2

/** Height of a capital letter or digit, at scale 1. */
export const capHeight = 7

/** Width of a line, without the gap after its last character. */
export function textWidth(text: string, scale: number): number {
  return Math.max(readable(text).length * advance - 1, 0) * scale
}

/**
 * Breaks a text into lines of at most `columns` characters: between words, and within a word only where it is longer
 * than a line, if possible after `-`, `_`, `/` or `.`. Line breaks of its own stay.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  for (const paragraph of readable(text).split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length <= columns) {
        line += ` ${word}`
        continue
      }
      if (line !== '') lines.push(line)
      line = word
      while (line.length > columns) {
        const start = line.slice(0, columns)
        const cut = /^.*[-_/.]/.exec(start)?.[0].length ?? columns
        lines.push(line.slice(0, cut))
        line = line.slice(cut)
      }
    }
    lines.push(line)
  }
  return lines
}

/** Draws one line of text; `x` and `y` are the top left corner of its first capital letter. */
export function drawText(
  { width, height, data }: OverlayImage,
  text: string,
  { x, y, scale, ink }: { x: number; y: number; scale: number; ink: Rgb },
): void {
  Array.from(readable(text), glyph).forEach((rows, place) => {
    for (let dy = 0; dy < glyphHeight * scale; dy++) {
      for (let dx = 0; dx < glyphWidth * scale; dx++) {
        const dot = (rows[Math.floor(dy / scale)]! >> (glyphWidth - 1 - Math.floor(dx / scale))) & 1
        const left = x + place * advance * scale + dx
        const inside = left >= 0 && left < width && y + dy >= 0 && y + dy < height
        if (dot === 1 && inside) data.set([...ink, 255], ((y + dy) * width + left) * 4)
      }
    }
  })
}

/** Black or white, whichever reads better on a colour. Luma as in ITU-R BT.709. */
export function inkOn([red, green, blue]: Rgb): Rgb {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127 ? [0, 0, 0] : [255, 255, 255]
}

/** @throws RangeError where a scale is no positive whole number, or a colour not three bytes */
export function checkLook(scale: number, background: Rgb): void {
  checkSide('scale', scale)
  const bytes = background.length === 3 && background.every((value) => value >= 0 && value <= 255)
  if (!bytes)
    throw new RangeError(`background: got [${background.join(', ')}], expected [red, green, blue], each 0..255`)
}

/** What the font has: plain letters for accented ones, plain dashes and quotes, and one box for anything else. */
function readable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036F]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201C\u201D]/g, '"')
    .replace(/\u00D7/g, 'x')
    .replace(/[^\n -~]/gu, '\u007F')
}
