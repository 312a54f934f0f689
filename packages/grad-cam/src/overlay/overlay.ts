/** A map laid over its picture, as plain pixels: no canvas, the same in Node and browser. */
import type { HeatMap } from './heat.ts'
import { paint, type PaintOptions } from './paint.ts'
import { type OverlayImage, pixelReader, type Pixels } from './pixels.ts'

/** Options of `overlay`. */
export interface OverlayOptions extends PaintOptions {}

/**
 * Lays a map over a picture: `(1 - alpha) * picture + alpha * colour`. The map is resized to the picture first
 * (half-pixel bilinear), so heat lies where its cell of the map lies. Transparent pixels are laid over black; the
 * result is opaque.
 *
 * A map that says nothing (`info.degenerate`) gets no colours: the picture is dimmed under a grey hatch.
 *
 * @param explanation values 0..1, row-major, and `[height, width]`; what `explain` returns fits
 * @param pixels the picture to draw on, of any size: an `ImageData`, or grey to RGBA, 8 or 16 bit
 * @throws RangeError where a size does not fit its data, the map holds NaN, or an option is out of range
 * @example
 * const heat = { map: [0, 1], shape: [1, 2] } as const
 * const { data } = overlay(heat, { width: 2, height: 1, data: Uint8Array.of(100, 200) }, { alpha: 0.5 })
 * data // Uint8ClampedArray [84, 50, 92, 255, 226, 216, 118, 255]
 */
export function overlay(explanation: HeatMap, pixels: Pixels, options: OverlayOptions = {}): OverlayImage {
  return paint(explanation, pixels, { ...options, alpha: options.alpha ?? 0.35 }, pixelReader(pixels))
}
