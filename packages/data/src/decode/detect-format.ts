/** What bytes are, by their first bytes: file endings lie. */
import type { ImageFormat } from './decode-error.ts'

/**
 * The format of a file by its content, `undefined` where it is none of those known.
 *
 * @example
 * detectFormat(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) // 'png'
 */
export function detectFormat(bytes: Uint8Array): ImageFormat | undefined {
  const has = (offset: number, ...expected: number[]): boolean =>
    expected.every((value, i) => bytes[offset + i] === value)
  const text = (offset: number, expected: string): boolean =>
    has(offset, ...Array.from(expected, (char) => char.charCodeAt(0)))
  if (has(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
  if (has(0, 0xff, 0xd8)) return 'jpeg'
  if (text(0, 'RIFF') && text(8, 'WEBP')) return 'webp'
  if (has(0, 0x49, 0x49, 0x2a, 0) || has(0, 0x4d, 0x4d, 0, 0x2a)) return 'tiff'
  if (text(0, 'GIF8')) return 'gif'
  if (text(128, 'DICM')) return 'dicom'
  // 'BM' alone is also the start of much text: the reserved words must be zero.
  if (text(0, 'BM') && has(6, 0, 0, 0, 0)) return 'bmp'
  if (startsDataSet(bytes)) return 'dicom'
  return undefined
}

/**
 * DICOM without its preamble, as old programs write it: the first element, little endian, is of the group 2 or 8 with a low
 * number, and names its value representation or has a short length.
 */
function startsDataSet(bytes: Uint8Array): boolean {
  if (bytes.length < 16 || (bytes[0] !== 2 && bytes[0] !== 8) || bytes[1] !== 0 || bytes[3] !== 0) return false
  const text = String.fromCharCode(bytes[4]!, bytes[5]!)
  return (
    /^(UL|OB|UI|CS|LO|SH|DA|TM)$/.test(text) || (bytes[4]! <= 64 && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0)
  )
}
