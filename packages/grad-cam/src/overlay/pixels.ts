/** Pictures as they come in (grey to RGBA, 8 or 16 bit) and the RGBA pixels that go out. */
import type { Rgb } from './colormap.ts'

/** Pixels of a picture, row-major and interleaved; an `ImageData` fits, and so does a `Raster` of `@convlens/data`. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** 0..255, or 0..65535 in a `Uint16Array`. */
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array
  /** 1 grey, 2 grey with alpha, 3 RGB, 4 RGBA; by default what the length of `data` says. */
  readonly channels?: 1 | 2 | 3 | 4
}

/** RGBA pixels; fits `new ImageData(data, width, height)`. */
export interface OverlayImage {
  width: number
  height: number
  data: Uint8ClampedArray<ArrayBuffer>
}

/** Reads one channel of one pixel, 0..255, 16 bit with its fractions. */
export type PixelReader = (pixel: number, channel: 0 | 1 | 2) => number

/**
 * Red, green and blue of any picture; transparent pixels lie over `backdrop`.
 *
 * @throws RangeError where type or length of the data do not fit
 */
export function pixelReader(pixels: Pixels, backdrop: Rgb = [0, 0, 0]): PixelReader {
  const { width, height, data } = pixels
  checkSide('pixels.width', width)
  checkSide('pixels.height', height)
  // The tag, not instanceof: an array may come from another frame. A Node Buffer has the tag of Uint8Array.
  const type = data?.[Symbol.toStringTag]
  const largest = { Uint8Array: 255, Uint8ClampedArray: 255, Uint16Array: 65535 }[type]
  if (largest === undefined) {
    throw new RangeError(`pixels.data: got ${type ?? data}, expected Uint8Array, Uint8ClampedArray or Uint16Array`)
  }
  const channels = channelsOf(pixels)
  const grey = channels < 3
  const scale = largest / 255
  if (channels % 2 === 1) return (pixel, channel) => data[pixel * channels + (grey ? 0 : channel)]! / scale
  return (pixel, channel) => {
    const at = pixel * channels
    const opacity = data[at + channels - 1]! / largest
    return (data[at + (grey ? 0 : channel)]! / scale) * opacity + backdrop[channel] * (1 - opacity)
  }
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

/** An opaque picture of one colour. */
export function blank(width: number, height: number, [red, green, blue]: Rgb): OverlayImage {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < data.length; at += 4) data.set([red, green, blue, 255], at)
  return { width, height, data }
}

/** Lays a grey of a given opacity over one pixel, which may be transparent itself. */
export function blend({ data }: OverlayImage, pixel: number, grey: number, opacity: number): void {
  const at = pixel * 4
  const under = (data[at + 3]! / 255) * (1 - opacity)
  const total = opacity + under
  if (total === 0) return
  for (let c = at; c < at + 3; c++) data[c] = (grey * opacity + data[c]! * under) / total
  data[at + 3] = total * 255
}

/** @throws RangeError where a side is no positive whole number */
export function checkSide(name: string, side: number): void {
  if (!(Number.isInteger(side) && side > 0)) {
    throw new RangeError(`${name}: got ${side}, expected a positive whole number`)
  }
}
