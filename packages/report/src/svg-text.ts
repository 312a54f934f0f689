/** Text and numbers of the figures that are written as SVG by hand. */
import { escapeMarkup } from './text.ts'

/** One line of text; `attributes` is markup, `content` is not. */
export function svgText(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeMarkup(content)}</text>`
}

/** To a hundredth of a pixel. */
export function roundPixel(value: number): number {
  return Math.round(value * 100) / 100
}
