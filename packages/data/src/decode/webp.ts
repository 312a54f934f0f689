/** WebP (RFC 9649): size and alpha from the header, pixels by libwebp. */
import type { Raster } from '../raster.ts'
import { decodeByLibwebp } from './codecs/webp-codec.ts'
import { DecodeError } from './decode-error.ts'
import { checkSize } from './limits.ts'
import type { DecodeLimits } from './limits.ts'

interface WebpHeader {
  width: number
  height: number
  alpha: boolean
}

/** @throws {DecodeError} `corrupt`, `too-large` or `unsupported` (animations) */
export async function decodeWebp(bytes: Uint8Array, limits: DecodeLimits): Promise<Raster> {
  const { width, height, alpha } = readHeader(bytes)
  checkSize(width, height, limits, 'webp')
  const rgba = await decodeByLibwebp(bytes)
  if (rgba.length !== width * height * 4)
    throw corrupt(`${rgba.length / 4} pixels came out, the header says ${width} x ${height}`)
  const channels = alpha ? 4 : 3
  const data = new Uint8Array(width * height * channels)
  if (alpha) data.set(rgba)
  else for (let from = 0, o = 0; from < rgba.length; from++) if (from % 4 !== 3) data[o++] = rgba[from]!
  return { width, height, channels, bitDepth: 8, data }
}

function readHeader(bytes: Uint8Array): WebpHeader {
  if (bytes.length < 30) throw corrupt('the file ends within its header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kind = String.fromCharCode(...bytes.subarray(12, 16))
  // Lossy: a VP8 key frame (RFC 6386, 9.1), 14 bits each.
  if (kind === 'VP8 ')
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, alpha: false }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 }
  }
  if (kind !== 'VP8X') throw corrupt('it starts with no picture')
  const flags = bytes[20]!
  if ((flags & 2) !== 0) throw new DecodeError('unsupported', 'an animated WebP is not decoded', 'webp')
  return {
    width: (view.getUint32(24, true) & 0xffffff) + 1,
    height: (view.getUint32(26, true) >>> 8) + 1,
    alpha: (flags & 16) !== 0,
  }
}

function corrupt(what: string): DecodeError {
  return new DecodeError('corrupt', `damaged WebP: ${what}`, 'webp')
}
