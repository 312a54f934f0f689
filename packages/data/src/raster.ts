/** Decoded pixels: what every decoder returns and every preprocessing step takes. */

/**
 * A picture as decoded: row-major, channels interleaved, values as stored in the file.
 *
 * Channels: 1 grey, 2 grey + alpha, 3 RGB, 4 RGB + alpha. `data` has `width * height * channels` values and is a
 * `Uint16Array` (0-65535) exactly where `bitDepth` is 16, otherwise a `Uint8Array` (0-255).
 */
export interface Raster {
  width: number
  height: number
  channels: 1 | 2 | 3 | 4
  bitDepth: 8 | 16
  data: Uint8Array | Uint16Array
}

/**
 * Checks that a raster is what it says.
 *
 * @throws {RangeError} naming the field that does not fit
 */
export function assertRaster(raster: Raster): void {
  const { width, height, channels, bitDepth, data } = raster
  if (!Number.isInteger(width) || width < 1)
    throw new RangeError(`raster.width: ${width} given, expected a whole number of at least 1`)
  if (!Number.isInteger(height) || height < 1)
    throw new RangeError(`raster.height: ${height} given, expected a whole number of at least 1`)
  if (![1, 2, 3, 4].includes(channels))
    throw new RangeError(`raster.channels: ${channels} given, expected 1, 2, 3 or 4`)
  if (bitDepth !== 8 && bitDepth !== 16) throw new RangeError(`raster.bitDepth: ${bitDepth} given, expected 8 or 16`)
  const expected = width * height * channels
  if (data.length !== expected)
    throw new RangeError(
      `raster.data: ${data.length} values given, expected ${expected} (${width} x ${height} x ${channels})`,
    )
  if (data instanceof Uint16Array !== (bitDepth === 16))
    throw new RangeError(
      `raster.data: ${data.constructor.name} given, expected a ${bitDepth === 16 ? 'Uint16Array' : 'Uint8Array'} for ${bitDepth} bit`,
    )
}
