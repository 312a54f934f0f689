/** The errors of DICOM files. */
import { DecodeError } from '../decode-error.ts'

export function corruptDicom(what: string, cause?: unknown): DecodeError {
  return new DecodeError('corrupt', `damaged DICOM: ${what}`, 'dicom', { cause })
}

export function unsupportedDicom(what: string): DecodeError {
  return new DecodeError('unsupported', `DICOM with ${what} is not decoded`, 'dicom')
}

/** A tag as the standard writes it: `(7FE0,0010)`. */
export function tagName(tag: number): string {
  const hex = tag.toString(16).toUpperCase().padStart(8, '0')
  return `(${hex.slice(0, 4)},${hex.slice(4)})`
}
