/** Turns and mirrors a raster as EXIF's orientation asks. */
import type { Raster } from '../raster.ts'

/**
 * The picture upright.
 *
 * @param orientation EXIF's 1 to 8: 2 mirrored, 3 turned by 180 degrees, 4 upside down, 5 to 8 with width and height exchanged
 */
export function orient(raster: Raster, orientation: number): Raster {
  if (orientation <= 1 || orientation > 8) return raster
  const { width, height, channels, bitDepth, data } = raster
  const transposed = orientation >= 5
  const outWidth = transposed ? height : width
  const outHeight = transposed ? width : height
  const out = bitDepth === 16 ? new Uint16Array(data.length) : new Uint8Array(data.length)
  // Which end of the stored picture the upright picture's left and top edges show.
  const flipX = [2, 3, 7, 8].includes(orientation)
  const flipY = [3, 4, 6, 7].includes(orientation)
  for (let y = 0, o = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++) {
      const column = transposed ? y : x
      const row = transposed ? x : y
      const from = ((flipY ? height - 1 - row : row) * width + (flipX ? width - 1 - column : column)) * channels
      for (let c = 0; c < channels; c++) out[o++] = data[from + c]!
    }
  return { width: outWidth, height: outHeight, channels, bitDepth, data: out }
}
