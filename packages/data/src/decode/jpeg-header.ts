/** What a JPEG's markers say before any pixel is decoded: size, components, process, EXIF orientation. */
import { DecodeError } from './decode-error.ts'

export interface JpegHeader {
  width: number
  height: number
  components: number
  /** Bits a sample: 8, or 12 in rare medical files. */
  precision: number
  /** Low byte of the start-of-frame marker: 0xc0 and 0xc1 sequential, 0xc2 progressive, others are not decoded. */
  process: number
  /** EXIF orientation, 1 to 8; 1 is upright. */
  orientation: number
  /** Whether a JFIF or Adobe marker says what the components are. */
  coloursKnown: boolean
  /** Byte of the frame header's marker. */
  frameAt: number
}

/**
 * Reads the markers up to the first frame header (ITU-T T.81, annex B).
 *
 * @throws {DecodeError} `corrupt` where there is no frame header
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let orientation = 1
  let coloursKnown = false
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) {
      // Stray bytes between markers occur in the wild; decoders look for the next marker.
      at++
      continue
    }
    const marker = bytes[at + 1]!
    if (marker === 0xff) at += 1
    else if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else if (marker === 0xd9 || marker === 0xda) break
    else {
      const length = view.getUint16(at + 2)
      if (length < 2 || at + 2 + length > bytes.length) break
      if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
        if (length < 8) break
        return {
          precision: bytes[at + 4]!,
          height: view.getUint16(at + 5),
          width: view.getUint16(at + 7),
          components: bytes[at + 9]!,
          process: marker,
          orientation,
          coloursKnown,
          frameAt: at,
        }
      }
      if (marker === 0xe0 || marker === 0xee) coloursKnown = true
      if (marker === 0xe1) orientation = readOrientation(bytes.subarray(at + 4, at + 2 + length)) ?? orientation
      at += 2 + length
    }
  }
  throw new DecodeError('corrupt', 'damaged JPEG: the file ends before a picture starts', 'jpeg')
}

/** The orientation tag (0x0112) of an EXIF segment (Exif 2.32, 4.6.4); `undefined` where there is none or it is damaged. */
function readOrientation(segment: Uint8Array): number | undefined {
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0]
  if (segment.length < 14 || !exif.every((value, i) => segment[i] === value)) return undefined
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.byteLength - 6)
  const little = tiff.getUint16(0) === 0x4949
  if (!little && tiff.getUint16(0) !== 0x4d4d) return undefined
  const directory = tiff.getUint32(4, little)
  if (directory + 2 > tiff.byteLength) return undefined
  const entries = tiff.getUint16(directory, little)
  for (let i = 0, at = directory + 2; i < entries && at + 12 <= tiff.byteLength; i++, at += 12) {
    if (tiff.getUint16(at, little) !== 0x0112) continue
    const value = tiff.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? value : undefined
  }
  return undefined
}
