/** The golden files: pictures of all kinds, and the pixels that other programs find in them. */
import { inflateSync } from 'node:zlib'

// Made by golden/decode-dicom.py (pydicom), golden/decode-formats.py and golden/golden.py (Pillow), which say how.
import dicom from '../../golden/decode-dicom.json' with { type: 'json' }
import formats from '../../golden/decode-formats.json' with { type: 'json' }
import pngAndJpeg from '../../golden/files.json' with { type: 'json' }
import type { DecodeOptions } from './decode-image.ts'

interface Packed {
  bytes: string
  width: number
  height: number
  channels: number
  bitDepth: number
  pixels: string
  tolerance?: number
  options?: NonNullable<DecodeOptions['dicom']>
}

export interface GoldenPicture {
  name: string
  bytes: Uint8Array<ArrayBuffer>
  options: DecodeOptions
  expected: { width: number; height: number; channels: number; bitDepth: number; data: Uint8Array | Uint16Array }
  /** Largest difference allowed. */
  tolerance: number
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64'))
const inflated = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(inflateSync(Buffer.from(text, 'base64')))

function unpack(files: object, bytesOf: (text: string) => Uint8Array<ArrayBuffer>): GoldenPicture[] {
  return Object.entries(files as Record<string, Packed>).map(([name, file]) => {
    const { width, height, channels, bitDepth, options, tolerance = 0 } = file
    const raw = inflated(file.pixels)
    const data = bitDepth === 16 ? new Uint16Array(raw.buffer) : raw
    const expected = { width, height, channels, bitDepth, data }
    return { name, bytes: bytesOf(file.bytes), options: options ? { dicom: options } : {}, expected, tolerance }
  })
}

export const goldenDicom: GoldenPicture[] = unpack(dicom.files, inflated)
export const goldenFormats: GoldenPicture[] = unpack(formats.files, inflated)
export const goldenPngAndJpeg: GoldenPicture[] = unpack(pngAndJpeg.files, fromBase64)
// CMYK goes another way (jpeg-js): its cosine transform and its ink mixing round differently.
for (const picture of goldenPngAndJpeg) if (picture.name === 'jpeg-cmyk') picture.tolerance = 4

/** The bytes of a golden picture, to be damaged. */
export function goldenBytes(name: string): Uint8Array<ArrayBuffer> {
  const found = [...goldenDicom, ...goldenFormats, ...goldenPngAndJpeg].find((picture) => picture.name === name)
  if (found === undefined) throw new Error(`there is no golden picture ${name}`)
  return found.bytes.slice()
}
