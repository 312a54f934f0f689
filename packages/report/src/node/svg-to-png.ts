/** SVG to PNG without a browser and without the fonts of the machine. */
import { createRequire } from 'node:module'

import { Resvg } from '@resvg/resvg-js'

export interface PngOptions {
  /** Pixels; the height follows. Default: twice the width that the SVG states. */
  readonly width?: number | undefined
}

const require = createRequire(import.meta.url)

// Lato (SIL Open Font License 1.1): Latin letters, digits and the signs of the figures.
const fontFiles = ['400Regular/Lato_400Regular.ttf', '700Bold/Lato_700Bold.ttf'].map((file) =>
  require.resolve(`@expo-google-fonts/lato/${file}`),
)

/** Letters of other scripts need a font of the machine: found by looking for what is neither Latin nor a common sign. */
const beyondLato = /[^\p{Script=Latin}\p{Script=Common}]/u

/**
 * Renders an SVG of this package to PNG. The font comes along as a package, so a machine without any font gives the
 * same picture; only text in other scripts than Latin also looks at the fonts of the machine.
 *
 * @throws RangeError where `width` is not a whole number from 1 to 16384
 * @throws Error where `svg` is not well-formed
 * @example await writeFile('roc.png', svgToPng(figures(run).roc, { width: 1440 }))
 */
export function svgToPng(svg: string, { width }: PngOptions = {}): Uint8Array {
  if (width !== undefined && !(Number.isInteger(width) && width >= 1 && width <= 16_384)) {
    throw new RangeError(`width: expected a whole number of pixels from 1 to 16384, got ${width}`)
  }
  const text = svg.replaceAll(/href="data:[^"]*"/g, '')
  const image = new Resvg(svg, {
    fitTo: width === undefined ? { mode: 'zoom', value: 2 } : { mode: 'width', value: width },
    font: { fontFiles, loadSystemFonts: beyondLato.test(text), defaultFontFamily: 'Lato', sansSerifFamily: 'Lato' },
  }).render()
  return new Uint8Array(image.asPng())
}
