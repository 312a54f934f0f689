/** Reads SVG and HTML in tests: elements, attributes and text, or an error where the markup is not well-formed. */
import { SaxesParser } from 'saxes'

export interface ReadElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

/** Every element with its attributes and the text directly inside. @throws Error where `xml` is not well-formed */
export function readXml(xml: string): ReadElement[] {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = []
  const open: typeof elements = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: { ...attributes }, text: '' }
    elements.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += text
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(xml).close()
  return elements
}

/** What a reader sees: the content of all `text` elements. */
export function shownText(svg: string): string[] {
  return readXml(svg)
    .filter(({ name, text }) => name === 'text' && text !== '')
    .map(({ text }) => text)
}

/** Corners of the lines that are drawn in this colour, `[x, y]` in pixels; legend and empty paths left out. */
export function pathsOf(svg: string, stroke: string): number[][][] {
  return readXml(svg)
    .filter(({ name, attributes: { stroke: color, transform } }) => name === 'path' && color === stroke && !transform)
    .flatMap(({ attributes: { d = '' } }) => d.split('M').slice(1))
    .map((line) => line.split('L').map((pair) => pair.trim().split(' ').map(Number)))
    .filter((corners) => corners.length > 1)
}

/** Contrast ratio of WCAG 2.2 of two colours `#rgb` or `#rrggbb`, from relative luminance. */
export function contrast(a: string, b: string): number {
  const [light, shade] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (shade! + 0.05)
}

function luminance(hex: string): number {
  const full =
    hex.length === 4
      ? hex
          .slice(1)
          .split('')
          .map((digit) => digit + digit)
          .join('')
      : hex.slice(1)
  const [r, g, bl] = [0, 2, 4].map((i) => {
    const c = Number.parseInt(full.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * bl!
}
