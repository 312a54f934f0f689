/** The errors of TIFF files. */
import { DecodeError } from '../decode-error.ts'

export function corruptTiff(what: string, cause?: unknown): DecodeError {
  return new DecodeError('corrupt', `damaged TIFF: ${what}`, 'tiff', { cause })
}

export function unsupportedTiff(what: string): DecodeError {
  return new DecodeError('unsupported', `TIFF with ${what} is not decoded: convert it to PNG`, 'tiff')
}
