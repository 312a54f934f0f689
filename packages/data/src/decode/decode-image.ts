/** Bytes to pixels, by content. */
import type { Raster } from '../raster.ts'
import { checkBackground, flatten } from './background.ts'
import type { Background } from './background.ts'
import { DecodeError } from './decode-error.ts'
import type { ImageFormat } from './decode-error.ts'
import { detectFormat } from './detect-format.ts'
import { checkDicomOptions } from './dicom/dicom-options.ts'
import type { DicomOptions } from './dicom/dicom-options.ts'
import { decodeJpeg } from './jpeg.ts'
import { checkFile, checkLimits } from './limits.ts'
import type { DecodeLimits } from './limits.ts'
import { decodePng } from './png.ts'

/** Bounds on what a picture may cost, and what to make of it. */
export interface DecodeOptions extends Partial<DecodeLimits> {
  /** Lays alpha over this: a grey level or red, green and blue from 0 (black) to 1 (white). Without it, alpha is kept. */
  background?: Background
  /** Which frame of a DICOM file, and which values become black and white. */
  dicom?: DicomOptions
}

/**
 * Decodes a picture by its content, whatever its file is called, to the same pixels in Node and in every browser:
 *
 * - PNG of 1 to 16 bits: grey, palette, alpha, interlaced; gamma ignored
 * - JPEG, baseline and progressive: grey, RGB, CMYK; EXIF orientation applied; equal to libjpeg-turbo but for CMYK
 * - DICOM of 1 to 16 bits: MONOCHROME1 (inverted) and 2, palette, RGB, YBR; rescaled and windowed as the file says; uncompressed,
 *   deflated, RLE, JPEG baseline and lossless, JPEG-LS, JPEG 2000. Nothing but the pixels leaves the file
 * - TIFF of 1 to 16 bits: first page, grey, palette, RGB, alpha; uncompressed, LZW, PackBits, Deflate
 * - BMP uncompressed; WebP, lossy and lossless
 *
 * @param bytes the whole file
 * @param options.maxPixels largest width x height, 2^26 by default, checked before anything is unpacked
 * @param options.maxBytes largest file, 2^27 by default
 * @param options.maxWork most pixels times scans of a JPEG, 2^30 by default: a bound on time
 * @param options.background lays alpha over this level or colour, 0 to 1; without it, alpha is kept
 * @param options.dicom `frame` (from 0) and `window` ('file', 'full', 'range' or centre and width) of a DICOM file
 * @returns the pixels: palettes become RGB(A), fewer than 8 bits become 8, 9 to 16 bits become 16
 * @throws {DecodeError} with `code` `empty`, `corrupt`, `too-large` or `unsupported`
 * @throws {RangeError} for an option that cannot be
 *
 * @example
 * const { width, height, channels } = await decodeImage(await readFile('chest.dcm'))
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Raster> {
  const { background, dicom, ...bounds } = options
  const limits = checkLimits(bounds)
  if (background !== undefined) checkBackground(background)
  if (dicom !== undefined) checkDicomOptions(dicom)
  checkFile(bytes, limits)
  const format = detectFormat(bytes)
  if (format === undefined)
    throw new DecodeError(
      'corrupt',
      `the file is no picture: it starts with ${firstBytes(bytes)}, expected ${Object.values(names).join(', ')}`,
    )
  if (format === 'gif')
    throw new DecodeError('unsupported', 'the file is GIF, which is not decoded: convert it to PNG', format)
  const raster = await decoders[format](bytes, limits, dicom)
  return background === undefined ? raster : flatten(raster, background)
}

type Decoder = (bytes: Uint8Array, limits: DecodeLimits, dicom: DicomOptions | undefined) => Promise<Raster>

/** The rarer ones are loaded when the first such picture comes. */
const decoders: Record<Exclude<ImageFormat, 'gif'>, Decoder> = {
  png: decodePng,
  jpeg: decodeJpeg,
  dicom: async (...picture) => (await import('./dicom/decode-dicom.ts')).decodeDicom(...picture),
  tiff: async (bytes, limits) => (await import('./tiff/decode-tiff.ts')).decodeTiff(bytes, limits),
  bmp: async (bytes, limits) => (await import('./bmp.ts')).decodeBmp(bytes, limits),
  webp: async (bytes, limits) => (await import('./webp.ts')).decodeWebp(bytes, limits),
}

const names: Record<keyof typeof decoders, string> = {
  png: 'PNG',
  jpeg: 'JPEG',
  dicom: 'DICOM',
  tiff: 'TIFF',
  bmp: 'BMP',
  webp: 'WebP',
}

function firstBytes(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 4), (value) => value.toString(16).padStart(2, '0')).join(' ')
}
