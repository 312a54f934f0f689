/** One X-ray beside its overlay, with everything printed on it that a reader must know. */
import { pngDataUri } from './base64.ts'
import { svgDocument } from './chart.ts'
import { colorStops } from './color-scales.ts'
import type { ColorScale } from './color-scales.ts'
import { formatNumber } from './format.ts'
import { fontFamily, palette } from './palette.ts'
import { estimateWidth, fitText } from './fit-text.ts'
import { escapeMarkup, shorten } from './text.ts'

export interface CaptionedOverlayOptions {
  /** Id of the picture, as the run lists it. */
  readonly id: string
  /** The picture as PNG bytes. */
  readonly original: Uint8Array
  /** The heat map laid over the picture, as PNG bytes. */
  readonly overlay: Uint8Array
  /** Pixels of both pictures: their shape on the sheet follows from it. */
  readonly width: number
  readonly height: number
  /** The class that the heat explains. */
  readonly targetClass: string
  /** Score of `targetClass`, 0 to 1; `undefined` where the network gives no probabilities. */
  readonly probability: number | undefined
  readonly predicted: string
  /** The true label, where it is known. */
  readonly label?: string | undefined
  /** Colours of the overlay; default viridis. */
  readonly colormap?: ColorScale | undefined
  /** Name of the method that drew the map, as people write it; default Grad-CAM. */
  readonly method?: string | undefined
  /** Name of the layer that the map comes from. */
  readonly layer?: string | undefined
  /** One clause on what is odd about this map, such as "the map is empty: nothing speaks for this class". */
  readonly note?: string | undefined
}

const side = 310
const margin = 12
const width = 3 * margin + 2 * side

/**
 * Lays out an overlay for people: both pictures, the target class and its score, true and predicted label, the colour
 * scale, and "not for diagnosis".
 *
 * @throws RangeError where `width` or `height` is not positive
 * @returns SVG, 656 wide, with both pictures inside as data URIs
 */
export function captionedOverlay(options: CaptionedOverlayOptions): string {
  const {
    id,
    original,
    overlay,
    targetClass,
    probability,
    predicted,
    label,
    colormap = 'viridis',
    method = 'Grad-CAM',
    layer,
    note,
  } = options
  if (!(options.width > 0 && options.height > 0)) {
    throw new RangeError(`width, height: expected the pixels of the pictures, got ${options.width} x ${options.height}`)
  }
  // Long narrow pictures keep their shape within a square at most a third higher than wide.
  const pictureHeight = Math.round(Math.min((side * options.height) / options.width, side * 1.34))
  const top = 28
  const caption = top + pictureHeight + 24
  const verdict = label === undefined ? ' (true label not known)' : label === predicted ? ' · correct' : ' · WRONG'
  const truth =
    (label === undefined ? '' : `True label: ${fitText(label, 190, 15)} · `) +
    `${label === undefined ? 'Predicted' : 'predicted'}: ${fitText(predicted, 190, 15)}${verdict}`
  const target = `Heat for class: ${fitText(targetClass, 330, 16)} · score ${formatNumber(probability)}`
  const source = layer === undefined ? '' : ` · layer ${fitText(layer, 160, 13)}`
  const lines = [
    `${fitText(id, width - 2 * margin - estimateWidth(source, 13), 13)}${source}`,
    ...(note === undefined ? [] : [fitText(note, width - 2 * margin, 13)]),
  ]
  const scaleTop = caption + 44 + 18 * lines.length
  const stops = colorStops[colormap]
  const body =
    `<defs><linearGradient id="heat-${colormap}">${stops.map((color, i) => `<stop offset="${i / (stops.length - 1)}" stop-color="${color}"/>`).join('')}</linearGradient></defs>` +
    `<g font-family="${fontFamily}" font-size="13" fill="${palette.ink}">` +
    text(margin, 18, 'X-ray', 'font-weight="bold"') +
    text(2 * margin + side, 18, fitText(`${method}: ${targetClass}`, side, 14), 'font-weight="bold"') +
    picture(margin, top, pictureHeight, original) +
    picture(2 * margin + side, top, pictureHeight, overlay) +
    text(margin, caption, target, 'font-size="15" font-weight="bold"') +
    text(margin, caption + 22, truth, `font-size="15"`) +
    lines.map((line, i) => text(margin, caption + 43 + 18 * i, line, `fill="${palette.muted}"`)).join('') +
    `<rect x="${margin}" y="${scaleTop}" width="180" height="12" fill="url(#heat-${colormap})"/>` +
    text(margin, scaleTop + 26, '0: least', `font-size="12" fill="${palette.muted}"`) +
    text(
      margin + 180,
      scaleTop + 26,
      '1: most in this picture',
      `font-size="12" text-anchor="middle" fill="${palette.muted}"`,
    ) +
    text(width - margin, scaleTop + 22, 'Not for diagnosis', 'font-size="15" font-weight="bold" text-anchor="end"') +
    `</g>`
  return svgDocument(
    {
      name: 'overlay',
      title: `${method} of ${shorten(id, 80)}`,
      description: `${target}. ${truth}. Not for diagnosis.`,
      width,
      height: scaleTop + 38,
    },
    body,
  )
}

function picture(x: number, y: number, height: number, png: Uint8Array): string {
  return `<rect x="${x}" y="${y}" width="${side}" height="${height}" fill="#000000"/><image x="${x}" y="${y}" width="${side}" height="${height}" preserveAspectRatio="xMidYMid meet" href="${pngDataUri(png)}"/>`
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeMarkup(content)}</text>`
}
