/** JPEG by mozjpeg (libjpeg-turbo) in WebAssembly: the same pixels in Node and in every browser. */
import type { Raster } from '../raster.ts'
import { DecodeError } from './decode-error.ts'
import { readJpegHeader } from './jpeg-header.ts'
import type { JpegHeader } from './jpeg-header.ts'
import { checkSize } from './limits.ts'
import type { DecodeLimits } from './limits.ts'
import { decodeByMozjpeg } from './codecs/mozjpeg.ts'
import { orient } from './orient.ts'

/** @throws {DecodeError} `corrupt`, `too-large` or `unsupported` (12 bit, lossless, arithmetic coding) */
export async function decodeJpeg(bytes: Uint8Array, limits: DecodeLimits): Promise<Raster> {
  return orient(await decodeJpegFrame(bytes, limits), readJpegHeader(bytes).orientation)
}

/**
 * The pixels as stored, not yet upright.
 *
 * @param rgb whether three components are RGB where the file itself does not say what they are
 */
export async function decodeJpegFrame(bytes: Uint8Array, limits: DecodeLimits, rgb = false): Promise<Raster> {
  const header = readJpegHeader(bytes)
  const { width, height, components, precision, process, coloursKnown } = header
  if (process > 0xc2) throw unsupported(`the coding process ${process.toString(16)} (lossless or arithmetic)`)
  if (precision !== 8) throw unsupported(`${precision} bits a sample`)
  if (![1, 3, 4].includes(components)) throw unsupported(`${components} colour components`)
  checkSize(width, height, limits, 'jpeg')
  checkWork(bytes, header, limits)
  const rgba =
    components === 4
      ? await decodeCmyk(bytes, limits)
      : await decodeByMozjpeg(closed(rgb && components === 3 && !coloursKnown ? markedRgb(bytes) : bytes, header))
  if (rgba.length !== width * height * 4)
    throw new DecodeError(
      'corrupt',
      `damaged JPEG: ${rgba.length / 4} pixels came out, the header says ${width} x ${height}`,
      'jpeg',
    )
  const channels = components === 1 ? 1 : 3
  return { width, height, channels, bitDepth: 8, data: dropAlpha(rgba, channels) }
}

/** Every scan of a progressive file may go over the whole picture: thousands of empty ones fit into a small file. */
function checkWork(bytes: Uint8Array, { width, height, frameAt }: JpegHeader, { maxWork }: DecodeLimits): void {
  let scans = 0
  for (let at = bytes.indexOf(0xff, frameAt); at >= 0; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === 0xda) scans++
  if (scans * width * height > maxWork)
    throw new DecodeError(
      'too-large',
      `the picture has ${scans} scans of ${width} x ${height} pixels, together more than maxWork = ${maxWork}`,
      'jpeg',
    )
}

/** With Adobe's marker (Adobe Technical Note 5116) behind the first one, which says that colours are not transformed. */
function markedRgb(bytes: Uint8Array): Uint8Array {
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0]
  const out = new Uint8Array(bytes.length + adobe.length)
  out.set(bytes.subarray(0, 2))
  out.set(adobe, 2)
  out.set(bytes.subarray(2), 2 + adobe.length)
  return out
}

/**
 * A sequential file that lacks its end marker gets one, so that a file with all its pixels is read; where pixels lack as
 * well, the decoder still says so. Progressive files get none: there the marker is the only proof that all scans are here.
 */
function closed(bytes: Uint8Array, { process }: JpegHeader): Uint8Array {
  const n = bytes.length
  if (process === 0xc2 || (bytes[n - 2] === 0xff && bytes[n - 1] === 0xd9)) return bytes
  const out = new Uint8Array(n + 2)
  out.set(bytes)
  out.set([0xff, 0xd9], n)
  return out
}

/** Four inks (publishers' scans): mozjpeg's build has no way from CMYK to RGB, the slower jpeg-js has. */
async function decodeCmyk(bytes: Uint8Array, { maxPixels }: DecodeLimits): Promise<Uint8Array> {
  const { default: jpeg } = await import('jpeg-js')
  try {
    return jpeg.decode(bytes, {
      useTArray: true,
      tolerantDecoding: false,
      maxResolutionInMP: maxPixels / 1e6,
      // Coefficients and planes: about 40 bytes a pixel.
      maxMemoryUsageInMB: Math.max(64, (maxPixels * 40) / 2 ** 20),
    }).data
  } catch (error) {
    throw new DecodeError(
      'corrupt',
      `damaged JPEG: ${error instanceof Error ? error.message : String(error)}`,
      'jpeg',
      { cause: error },
    )
  }
}

function dropAlpha(rgba: Uint8Array | Uint8ClampedArray, channels: 1 | 3): Uint8Array {
  const pixels = rgba.length / 4
  const out = new Uint8Array(pixels * channels)
  if (channels === 1) {
    // Grey: red, green and blue are alike. Four pixels at once, as words, take half the time.
    const words = new Int32Array(rgba.buffer, rgba.byteOffset, rgba.byteOffset % 4 === 0 ? pixels : 0)
    const fours = new Int32Array(out.buffer, 0, words.length >> 2)
    const count = fours.length
    for (let four = 0, p = 0; four < count; four++, p += 4)
      fours[four] = (words[p]! & 0xff) | (words[p + 1]! & 0xff00) | (words[p + 2]! & 0xff0000) | (words[p + 3]! << 24)
    for (let p = 4 * count; p < pixels; p++) out[p] = rgba[4 * p]!
  } else
    for (let p = 0, o = 0; p < pixels; p++) {
      out[o++] = rgba[4 * p]!
      out[o++] = rgba[4 * p + 1]!
      out[o++] = rgba[4 * p + 2]!
    }
  return out
}

function unsupported(what: string): DecodeError {
  return new DecodeError('unsupported', `JPEG with ${what} is not decoded: convert it to PNG`, 'jpeg')
}
