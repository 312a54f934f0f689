/** Bytes to pixels, by content. */
import type { Raster } from '../raster.ts'
import { DecodeError } from './decode-error.ts'
import { detectFormat } from './detect-format.ts'
import { decodeJpeg } from './jpeg.ts'
import { defaultLimits } from './limits.ts'
import type { DecodeLimits } from './limits.ts'
import { decodePng } from './png.ts'

/** Bounds on what a picture may cost. */
export type DecodeOptions = Partial<DecodeLimits>

/**
 * Decodes a picture by its content, whatever its file is called: PNG (1 to 16 bit, grey, palette, alpha, interlaced; gamma
 * ignored) and JPEG (baseline, progressive, grey, RGB, CMYK; EXIF orientation applied). The pixels are the same in Node and
 * in every browser, and those of JPEG equal libjpeg-turbo's.
 *
 * @param bytes the whole file
 * @param options.maxPixels largest width x height, 2^26 by default, checked before anything is unpacked
 * @param options.maxBytes largest file, 2^27 by default
 * @returns the pixels: palettes become RGB(A), fewer than 8 bits become 8, 16 bits stay 16
 * @throws {DecodeError} with `code` `empty`, `corrupt`, `too-large` or `unsupported` (WebP, TIFF, BMP, GIF, DICOM ...)
 *
 * @example
 * const { width, height, channels } = await decodeImage(await readFile('chest.png'))
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Raster> {
  const limits = { ...defaultLimits, ...options }
  for (const name of ['maxPixels', 'maxBytes'] as const)
    if (!(limits[name] > 0)) throw new RangeError(`${name}: ${limits[name]} given, expected a number above 0`)
  if (bytes.length === 0) throw new DecodeError('empty', 'the file is empty (0 bytes)')
  if (bytes.length > limits.maxBytes)
    throw new DecodeError('too-large', `the file has ${bytes.length} bytes, more than maxBytes = ${limits.maxBytes}`)
  const format = detectFormat(bytes)
  if (format === 'png') return decodePng(bytes, limits)
  if (format === 'jpeg') return decodeJpeg(bytes, limits)
  if (format === undefined)
    throw new DecodeError(
      'corrupt',
      `the file is no picture: it starts with ${firstBytes(bytes)}, expected PNG or JPEG`,
    )
  throw new DecodeError(
    'unsupported',
    `the file is ${formatNames[format]}, which is not decoded: convert it to PNG or JPEG`,
    format,
  )
}

const formatNames = { webp: 'WebP', tiff: 'TIFF', bmp: 'BMP', gif: 'GIF', dicom: 'DICOM' } as const

function firstBytes(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 4), (value) => value.toString(16).padStart(2, '0')).join(' ')
}
