/** Makes text fit a width without a font to measure it: letters come in a few widths. */
import { plain, shorten } from './text.ts'

// In em, generous enough for the wider of the fonts that a browser may take in place of Lato.
const widths: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!`\s]/, 0.33],
  [/[frtI()[\]{}/\\-]/, 0.42],
  [/[mwMW@%…]/, 1],
  [/[A-Z]/, 0.72],
  [/[\u0020-\u007e]/, 0.6],
  [/[\u00a0-\u2e7f]/, 0.68],
]

/** Estimated width of one line in pixels; never much below the true one. */
export function estimateWidth(text: string, fontSize: number): number {
  const em = [...text].reduce((sum, letter) => sum + (widths.find(([letters]) => letters.test(letter))?.[1] ?? 1), 0)
  return em * fontSize
}

/** The text, or as much of both its ends as fits into `width` pixels. */
export function fitText(text: string, width: number, fontSize: number): string {
  let fitted = plain(text)
  for (let length = [...fitted].length - 1; length >= 2 && estimateWidth(fitted, fontSize) > width; length--) {
    fitted = shorten(text, length)
  }
  return fitted
}
