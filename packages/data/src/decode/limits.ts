/** Bounds on what a picture may cost, checked before its pixels are touched. */
import { DecodeError } from './decode-error.ts'
import type { ImageFormat } from './decode-error.ts'

export interface DecodeLimits {
  /** Largest width x height; 2^26 (67 megapixels) by default, four times the largest X-rays in use. */
  maxPixels: number
  /** Largest file in bytes; 2^27 (128 MiB) by default. */
  maxBytes: number
}

export const defaultLimits: DecodeLimits = { maxPixels: 2 ** 26, maxBytes: 2 ** 27 }

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
