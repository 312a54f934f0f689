/** Lays a picture with alpha over a background. */
import type { Raster } from '../raster.ts'

/** A grey level or red, green and blue: 0 is black, 1 is white. */
export type Background = number | readonly [red: number, green: number, blue: number]

/** @throws {RangeError} for levels outside 0 to 1 */
export function checkBackground(background: Background): void {
  const levels = typeof background === 'number' ? [background] : background
  if ((levels.length !== 1 && levels.length !== 3) || !levels.every((level) => level >= 0 && level <= 1))
    throw new RangeError(
      `background: ${JSON.stringify(background)} given, expected a number from 0 to 1, or three of them (red, green, blue)`,
    )
}

/**
 * The picture without alpha: value * alpha + background * (1 - alpha), rounded, on the values as stored (no gamma). Grey over
 * a coloured background becomes RGB; what has no alpha stays as it is.
 */
export function flatten(raster: Raster, background: Background): Raster {
  const { width, height, channels, bitDepth, data } = raster
  if (channels === 1 || channels === 3) return raster
  const top = bitDepth === 16 ? 65_535 : 255
  const levels = typeof background === 'number' ? [background, background, background] : background
  const grey = channels === 2 && levels[1] === levels[0] && levels[2] === levels[0]
  const made = grey ? 1 : 3
  const pixels = width * height
  const out = bitDepth === 16 ? new Uint16Array(pixels * made) : new Uint8Array(pixels * made)
  for (let p = 0, o = 0; p < pixels; p++) {
    const from = p * channels
    const alpha = data[from + channels - 1]!
    for (let c = 0; c < made; c++)
      out[o++] = Math.round((data[from + (channels === 2 ? 0 : c)]! * alpha + levels[c]! * top * (top - alpha)) / top)
  }
  return { width, height, channels: made, bitDepth, data: out }
}
