/** A map laid over its picture, as plain pixels: no canvas, the same in Node and browser. */
import { colormap, type ColormapName } from './colormap.ts'
import { resizeMap } from './resize-map.ts'

/** Pixels of a picture, row-major and interleaved. */
export interface Pixels {
  width: number
  height: number
  /** 0..255, or 0..65535 in a `Uint16Array`. */
  data: Uint8Array | Uint8ClampedArray | Uint16Array
  /** 1 grey, 2 grey with alpha, 3 RGB, 4 RGBA; by default what the length of `data` says. */
  channels?: 1 | 2 | 3 | 4
}

/** Options of `overlay`. */
export interface OverlayOptions {
  /** Default `'viridis'`. */
  colormap?: ColormapName
  /** Weight of the map's colour, 0..1. Default .35. */
  alpha?: number
}

/** RGBA pixels, opaque; fits `new ImageData(data, width, height)`. */
export interface OverlayImage {
  width: number
  height: number
  data: Uint8ClampedArray<ArrayBuffer>
}

/**
 * Lays a map over a picture: `(1 - alpha) * picture + alpha * colour`. A map of another size is resized to the
 * picture first (half-pixel bilinear). Transparent pixels are laid over black.
 *
 * @param map values 0..1, row-major; beyond that they are cut off
 * @throws RangeError where a size does not fit its data or alpha is not within 0..1
 * @example
 * overlay(explanation.map, { width: 24, height: 24 }, { width: 224, height: 224, data: rgb }, { colormap: 'turbo' })
 */
export function overlay(
  map: ArrayLike<number>,
  mapSize: { width: number; height: number },
  pixels: Pixels,
  { colormap: name = 'viridis', alpha = 0.35 }: OverlayOptions = {},
): OverlayImage {
  if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`alpha: got ${alpha}, expected a number from 0 to 1`)
  const { width, height, data } = pixels
  const channels = channelsOf(pixels)
  const values = resizeMap(map, [mapSize.height, mapSize.width], [height, width])
  const colour = colormap(name)
  const scale = data instanceof Uint16Array ? 257 : 1
  const grey = channels < 3
  const result = new Uint8ClampedArray(width * height * 4)
  for (let i = 0; i < values.length; i++) {
    const at = i * channels
    const opacity = channels % 2 === 0 ? data[at + channels - 1]! / scale / 255 : 1
    const rgb = colour(values[i]!)
    for (let c = 0; c < 3; c++) {
      const pixel = (data[grey ? at : at + c]! / scale) * opacity
      result[i * 4 + c] = (1 - alpha) * pixel + alpha * rgb[c]!
    }
    result[i * 4 + 3] = 255
  }
  return { width, height, data: result }
}

function channelsOf({ width, height, data, channels }: Pixels): number {
  const found = data.length / (width * height)
  if (![1, 2, 3, 4].includes(found) || (channels !== undefined && channels !== found)) {
    const expected = channels === undefined ? '1 to 4' : String(channels)
    throw new RangeError(
      `pixels: got ${data.length} values for ${width} x ${height} pixels, expected ${expected} a pixel`,
    )
  }
  return found
}
