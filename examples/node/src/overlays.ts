/** One picture explained, drawn and described: the PNG for people, the record for programs. */
import { createHash } from 'node:crypto'
import { captionedOverlay, type ColorScale } from '@convlens/report'
import { svgToPng } from '@convlens/report/node'
import type { Explainer, Method, MethodName } from '@convlens/grad-cam'
import type { PreprocessSpec, Raster } from '@convlens/data'
import { encodePng } from './encode-png.ts'
import type { Question } from './evaluation.ts'
import { explainRaster, overlayOf } from './heat.ts'
import { methodTitles } from './method-titles.ts'

/** What grad-cam/index.json says of a picture. */
export interface OverlayRecord {
  id: string
  /** Path beside index.json. */
  file?: string
  label?: string
  predicted: string
  /** The class that the heat explains. */
  target: string
  /** Probability of the target class. */
  probability: number
  logit: number
  layer: string
  method: string
  /** `[height, width]` of the map before it was enlarged. */
  shape: [number, number]
  /** Why the map says nothing, where it does not. */
  degenerate: false | 'zero' | 'constant'
  /** Share of positive evidence in the signed map. */
  positiveShare: number
}

export interface OverlayOptions {
  question: Question
  /** Class index, or the predicted class. */
  target: number | 'predicted'
  /** Default Grad-CAM. */
  method?: Method
  colormap?: ColorScale
  /** The true label, where it is known. */
  label?: string
}

export async function drawOverlay(
  explainer: Explainer,
  id: string,
  raster: Raster,
  spec: PreprocessSpec,
  { question, target, method, colormap = 'viridis', label }: OverlayOptions,
): Promise<{ png: Uint8Array; record: OverlayRecord }> {
  const explanation = await explainRaster(explainer, raster, spec, target, method)
  const { info, shape } = explanation
  const { labels } = question
  const { picture, overlay } = overlayOf(raster, spec, explanation, colormap)
  const record: OverlayRecord = {
    id,
    ...(label !== undefined && { label }),
    predicted: labels[info.predicted]!,
    target: labels[info.class]!,
    probability: info.probability ?? Number.NaN,
    logit: info.logit,
    layer: info.layer,
    method: info.method,
    shape,
    degenerate: info.degenerate,
    positiveShare: info.positiveShare,
  }
  const svg = captionedOverlay({
    id,
    original: encodePng(picture.width, picture.height, picture.data, 1),
    overlay: encodePng(overlay.width, overlay.height, overlay.data, 4),
    width: picture.width,
    height: picture.height,
    targetClass: record.target,
    probability: record.probability,
    predicted: record.predicted,
    label,
    colormap,
    method: methodTitles[info.method as MethodName],
    layer: `${info.layer} (${shape[0]} x ${shape[1]})`,
    note: info.reason,
  })
  return { png: svgToPng(svg, { width: 738 }), record }
}

/**
 * File name for a picture: its own name, made safe, and six digits of its id's hash, since two folders may hold the
 * same name.
 */
export function overlayFile(id: string): string {
  const name = id
    .replace(/^.*[\\/]/, '')
    .replace(/\.\w+$/, '')
    .replaceAll(/[^\w.-]+/g, '_')
    .slice(0, 60)
  return `${name}-${createHash('sha256').update(id).digest('hex').slice(0, 6)}.png`
}
