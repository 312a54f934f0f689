/** From the bytes of a frame to its stored values. */
import { corruptDicom } from './corrupt.ts'
import { frameBits } from './frames.ts'
import type { ImageDescription } from './image-description.ts'

/** Stored values as unsigned patterns of `bits` bits, pixels interleaved. */
export interface StoredSamples {
  values: Uint8Array | Uint16Array
  bits: number
}

/**
 * The values of an uncompressed frame: the bits from `highBit` down, without what else lies in the word.
 *
 * @throws {DecodeError} `corrupt` where pixel data lacks
 */
export function nativeSamples(image: ImageDescription, frame: number): StoredSamples {
  const { pixels, frames, allocated } = image
  const { source, start, end, open, vr } = pixels
  if (open) throw corruptDicom('its uncompressed pixels are in fragments')
  const bits = frameBits(image)
  const from = frame * bits
  if (from + bits > (end - start) * 8)
    throw corruptDicom(
      `its pixel data has ${end - start} bytes, expected ${Math.ceil((frames * bits) / 8)} for ${frames} of ${image.width} x ${image.height}`,
    )
  if (allocated === 1) return { values: singleBits(source.bytes, start * 8 + from, bits), bits: 1 }
  const bytes = source.bytes.subarray(start + from / 8, start + (from + bits) / 8)
  // In words of two bytes, big endian exchanges samples of one.
  const swapped = !source.little && allocated === 8 && vr === 'OW'
  return arrange(image, swapped ? swapPairs(source.bytes, start + from / 8, bytes.length) : bytes, source.little)
}

/** Bit 0 is the first pixel (PS3.5, 8.1.1). */
function singleBits(bytes: Uint8Array, from: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (bytes[(from + i) >> 3]! >> ((from + i) & 7)) & 1)
}

function swapPairs(bytes: Uint8Array, from: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => bytes[(from + i) ^ 1]!)
}

/** Unpacked bytes to interleaved values. */
export function arrange(image: ImageDescription, bytes: Uint8Array, little: boolean): StoredSamples {
  const { width, height, samples, allocated, stored, highBit, planar, photometric } = image
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shift = highBit + 1 - stored
  const mask = 2 ** stored - 1
  const count = width * height * samples
  const values = allocated === 16 ? new Uint16Array(count) : new Uint8Array(count)
  const place = placeOf(width * height, planar, photometric)
  for (let i = 0; i < count; i++) {
    const from = samples === 1 ? i : place(i)
    values[i] = ((allocated === 16 ? view.getUint16(2 * from, little) : bytes[from]!) >> shift) & mask
  }
  return { values, bits: stored }
}

/** Where the sample that comes out at `i` lies. */
function placeOf(pixels: number, planar: boolean, photometric: string): (i: number) => number {
  // Two pixels: both luminances, then the colour that they share (PS3.3, C.7.6.3.1.2).
  if (photometric === 'YBR_FULL_422')
    return (i) => {
      const pixel = Math.floor(i / 3)
      const pair = 4 * (pixel >> 1)
      return i % 3 === 0 ? pair + (pixel & 1) : pair + 1 + (i % 3)
    }
  return planar ? (i) => (i % 3) * pixels + Math.floor(i / 3) : (i) => i
}
