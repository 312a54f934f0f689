/** A map alone, as pixels. */
import type { HeatMap } from './heat.ts'
import { paint, type PaintOptions } from './paint.ts'
import { checkSide, type OverlayImage } from './pixels.ts'

/** Options of `heatmap`. */
export interface HeatmapOptions extends PaintOptions {}

/**
 * Draws a map alone, resized to `width` x `height` (half-pixel bilinear). Opaque by default; a smaller `alpha`, or
 * `alphaBy: 'value'`, goes into the alpha channel, for a layer to be laid over a picture by somebody else. A map that
 * says nothing (`info.degenerate`) becomes hatched grey.
 *
 * @param explanation values 0..1, row-major, and `[height, width]`; what `explain` returns fits
 * @throws RangeError where a size does not fit its data, the map holds NaN, or an option is out of range
 * @example
 * const { data } = heatmap({ map: [0, 1], shape: [1, 2] }, { width: 2, height: 1 })
 * data // Uint8ClampedArray [68, 1, 84, 255, 253, 231, 36, 255]
 */
export function heatmap(
  explanation: HeatMap,
  { width, height }: { readonly width: number; readonly height: number },
  options: HeatmapOptions = {},
): OverlayImage {
  checkSide('width', width)
  checkSide('height', height)
  return paint(explanation, { width, height }, { ...options, alpha: options.alpha ?? 1 })
}
