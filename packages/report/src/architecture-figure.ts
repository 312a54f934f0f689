/** The network from top to bottom: each layer with its output shape and parameters. */
import { svgDocument } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { formatInteger } from './format.ts'
import { fontFamily, palette } from './palette.ts'
import type { NetworkLayer, NetworkSummary } from './run-data.ts'
import { estimateWidth, fitText } from './fit-text.ts'
import { roundPixel, svgText } from './svg-text.ts'
import { shorten } from './text.ts'

const width = 480
const rowHeight = 40
const top = 70
/** Middle of the bars, their height, and their widths for one pixel and for the full picture. */
const bar = { center: 76, height: 24, narrow: 14, wide: 124 } as const

/** Output shape without the batch dimension: `222 × 222 × 32`; an unknown extent is `?`. */
export function formatShape(shape: readonly (number | null)[]): string {
  return withoutBatch(shape)
    .map((extent) => extent ?? '?')
    .join(' × ')
}

/**
 * Network diagram as SVG. A bar is as wide as the layer's picture is large, so that the funnel of the network shows;
 * the layer that Grad-CAM looks at is marked.
 *
 * @example architectureFigure({ layers: [{ name: 'conv1', type: 'Conv2D', outputShape: [222, 222, 32], parameters: 896 }], parameters: 896 })
 */
export function architectureFigure(network: NetworkSummary): string {
  const { layers, parameters, multiplications, explainedLayer } = network
  const totals = [
    `${formatInteger(parameters)} parameters`,
    ...(multiplications === undefined ? [] : [`${formatInteger(multiplications)} multiplications a picture`]),
  ].join(' · ')
  const frame = { name: 'architecture', title: 'Network', width, height: top + rowHeight * layers.length + 8 }
  if (layers.length === 0) return emptyFigure({ ...frame, height: 160 }, 'No layers were recorded.')
  const largest = Math.max(1, ...layers.map((layer) => extentOf(layer) ?? 1))
  const rows = layers.map((layer, i) => row(layer, i, largest, layer.name === explainedLayer))
  const description = `${layers.length} layers, ${totals}. ${layers.map(({ name, type, outputShape }) => `${shorten(name, 40)} (${shorten(type, 40)}) ${formatShape(outputShape)}`).join('; ')}.`
  return svgDocument(
    { ...frame, description },
    `<g font-family="${fontFamily}">` +
      svgText(10, 20, 'Network', `font-size="15" font-weight="bold" fill="${palette.ink}"`) +
      svgText(10, 40, totals, `font-size="12" fill="${palette.muted}"`) +
      svgText(378, 62, 'output', `font-size="12" text-anchor="end" fill="${palette.muted}"`) +
      svgText(width - 12, 62, 'parameters', `font-size="12" text-anchor="end" fill="${palette.muted}"`) +
      rows.join('') +
      `</g>`,
  )
}

function row(layer: NetworkLayer, index: number, largest: number, explained: boolean): string {
  const y = top + index * rowHeight
  const middle = y + rowHeight / 2
  const extent = extentOf(layer)
  const w = extent === undefined ? bar.narrow : bar.narrow + (bar.wide - bar.narrow) * (extent / largest)
  const x = bar.center - w / 2
  const { fill, dashed } = lookOf(layer.type)
  const arrow =
    index === 0
      ? ''
      : `<path d="M${bar.center} ${y - 7.5}V${y + 5}m-3 -3.5l3 3.5l3 -3.5" fill="none" stroke="${palette.muted}"/>`
  const box =
    `<rect x="${roundPixel(x)}" y="${middle - bar.height / 2 + 1}" width="${roundPixel(w)}" height="${bar.height}" rx="3" ` +
    (dashed ? `fill="none" stroke="${fill}" stroke-width="1.5" stroke-dasharray="4 3"/>` : `fill="${fill}"/>`)
  const stripe =
    index % 2 === 0
      ? ''
      : `<rect x="150" y="${y}" width="${width - 156}" height="${rowHeight}" fill="${palette.grid}" fill-opacity="0.35"/>`
  const mark = explained ? ' · Grad-CAM' : ''
  const shape = formatShape(layer.outputShape)
  const room = 378 - estimateWidth(shape, 13) - 8 - 158
  return (
    stripe +
    arrow +
    box +
    svgText(158, y + 17, fitText(layer.name, room, 14), `font-size="13" font-weight="bold" fill="${palette.ink}"`) +
    svgText(
      158,
      y + 33,
      `${fitText(layer.type, room - estimateWidth(mark, 12), 12)}${mark}`,
      `font-size="12" fill="${explained ? palette.orange : palette.muted}"`,
    ) +
    svgText(378, y + 25, shape, `font-size="13" text-anchor="end" fill="${palette.ink}"`) +
    svgText(
      width - 12,
      y + 25,
      layer.parameters === 0 ? '–' : formatInteger(layer.parameters),
      `font-size="13" text-anchor="end" fill="${palette.ink}"`,
    )
  )
}

function lookOf(type: string): { fill: string; dashed: boolean } {
  const name = type.toLowerCase()
  if (name.includes('conv')) return { fill: palette.blue, dashed: false }
  if (name.includes('pool')) return { fill: palette.green, dashed: false }
  if (name.includes('dense')) return { fill: palette.orange, dashed: false }
  if (name.includes('dropout') || name.includes('input')) return { fill: palette.muted, dashed: true }
  return { fill: palette.muted, dashed: false }
}

/** Edge length of the layer's picture, `undefined` where the layer gives a vector. */
function extentOf(layer: NetworkLayer): number | undefined {
  const shape = withoutBatch(layer.outputShape)
  return shape.length < 3 ? undefined : (shape[0] ?? undefined)
}

function withoutBatch(shape: readonly (number | null)[]): readonly (number | null)[] {
  return shape.length > 1 && shape[0] === null ? shape.slice(1) : shape
}
