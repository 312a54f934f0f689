/** The figure of data that is not there: a frame that says so. */
import { svgDocument } from './chart.ts'
import type { Frame } from './chart.ts'
import { fontFamily, palette } from './palette.ts'
import { escapeMarkup, plain } from './text.ts'

/** A figure with its title and, in place of a chart, one sentence. */
export function emptyFigure(frame: Omit<Frame, 'description'>, reason: string): string {
  const { title, width, height } = frame
  return svgDocument(
    { ...frame, description: reason },
    `<g font-family="${fontFamily}"><text x="10" y="20" font-size="15" font-weight="bold" fill="${palette.ink}">${escapeMarkup(plain(title))}</text>` +
      `<text x="${width / 2}" y="${height / 2}" font-size="14" text-anchor="middle" fill="${palette.muted}">${escapeMarkup(plain(reason))}</text></g>`,
  )
}
