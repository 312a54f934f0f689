/** Bounds on what a picture may cost, checked before its pixels are touched. */
import { DecodeError } from './decode-error.ts'
import type { ImageFormat } from './decode-error.ts'

export interface DecodeLimits {
  /** Largest width x height; 2^26 (67 megapixels) by default, four times the largest X-rays in use. */
  maxPixels: number
  /** Largest file in bytes, also when it is unpacked as a whole (deflated DICOM); 2^27 (128 MiB) by default. */
  maxBytes: number
  /**
   * Most pixels times scans of a JPEG, 2^30 by default: some ten seconds of work. A bound on time that does not depend on the
   * machine; all other pictures take time in proportion to their pixels and bytes.
   */
  maxWork: number
}

export const defaultLimits: DecodeLimits = { maxPixels: 2 ** 26, maxBytes: 2 ** 27, maxWork: 2 ** 30 }

/** @throws {DecodeError} `too-large`, or `corrupt` for a side of length zero */
export function checkSize(width: number, height: number, limits: DecodeLimits, format: ImageFormat): void {
  if (width < 1 || height < 1)
    throw new DecodeError('corrupt', `the ${format} header says ${width} x ${height} pixels`, format)
  if (width * height > limits.maxPixels)
    throw new DecodeError(
      'too-large',
      `the picture has ${width} x ${height} = ${width * height} pixels, more than maxPixels = ${limits.maxPixels}`,
      format,
    )
}

/**
 * The bounds to keep, those not given by default.
 *
 * @throws {RangeError} for a bound that is no number above 0
 */
export function checkLimits(given: Partial<DecodeLimits>): DecodeLimits {
  const limits = { ...defaultLimits }
  for (const name of Object.keys(defaultLimits) as (keyof DecodeLimits)[]) {
    limits[name] = given[name] ?? limits[name]
    if (!(limits[name] > 0)) throw new RangeError(`${name}: ${limits[name]} given, expected a number above 0`)
  }
  return limits
}

/** @throws {DecodeError} `empty` or `too-large` */
export function checkFile(bytes: Uint8Array, { maxBytes }: DecodeLimits): void {
  if (bytes.length === 0) throw new DecodeError('empty', 'the file is empty (0 bytes)')
  if (bytes.length > maxBytes)
    throw new DecodeError('too-large', `the file has ${bytes.length} bytes, more than maxBytes = ${maxBytes}`)
}
