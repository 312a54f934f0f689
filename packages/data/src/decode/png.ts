/** PNG (ISO/IEC 15948): chunks here, pixels in `png-pixels.ts`; unpacking is the runtime's own zlib, which Node and browsers share. */
import type { Raster } from '../raster.ts'
import { crc32 } from './crc32.ts'
import { DecodeError } from './decode-error.ts'
import { checkSize } from './limits.ts'
import type { DecodeLimits } from './limits.ts'
import { inflate } from './inflate.ts'
import { filteredSize, unpackPixels } from './png-pixels.ts'
import type { PngHeader } from './png-pixels.ts'

/** Depths that each colour type allows (ISO/IEC 15948, table 11.1). */
const depths: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }

/** @throws {DecodeError} `corrupt` or `too-large` */
export async function decodePng(bytes: Uint8Array, limits: DecodeLimits): Promise<Raster> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array[] = []
  let header: PngHeader | undefined
  let palette: Uint8Array | undefined
  let transparency: Uint8Array | undefined
  let ended = false
  for (let at = 8; at + 12 <= bytes.length && !ended;) {
    const length = view.getUint32(at)
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (length > bytes.length - at - 12) throw corrupt(`the chunk ${name} is cut off: the file ends early`)
    const body = bytes.subarray(at + 8, at + 8 + length)
    // A damaged comment harms nobody; a damaged critical chunk (capital first letter) does.
    const critical = (bytes[at + 4]! & 32) === 0
    if (
      (critical || name === 'tRNS') &&
      crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)
    )
      throw corrupt(`the checksum of the chunk ${name} is wrong`)
    if (header === undefined && name !== 'IHDR') throw corrupt(`the first chunk is ${name}, expected IHDR`)
    if (name === 'IHDR') {
      header = readHeader(body)
      checkSize(header.width, header.height, limits, 'png')
    } else if (name === 'PLTE') palette = body
    else if (name === 'tRNS') transparency = body
    else if (name === 'IDAT') parts.push(body)
    else if (name === 'IEND') ended = true
    else if (critical) throw new DecodeError('unsupported', `the critical chunk ${name} is unknown`, 'png')
    at += 12 + length
  }
  if (header === undefined) throw corrupt('there is no IHDR chunk')
  if (!ended) throw corrupt('the file ends early: there is no IEND chunk')
  if (parts.length === 0) throw corrupt('there is no pixel data (IDAT)')
  if (header.colourType === 3 && (palette === undefined || palette.length % 3 !== 0 || palette.length === 0))
    throw corrupt('the palette is missing or incomplete')
  const filtered = await inflate(parts, filteredSize(header)).catch((error: unknown) => {
    throw corrupt(error instanceof Error ? error.message : String(error), error)
  })
  return unpackPixels(header, filtered, palette, transparency)
}

function readHeader(body: Uint8Array): PngHeader {
  if (body.length !== 13) throw corrupt(`the IHDR chunk has ${body.length} bytes, expected 13`)
  const view = new DataView(body.buffer, body.byteOffset, 13)
  const [depth, colourType, compression, filter, interlace] = body.subarray(8) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ]
  if (!depths[colourType]?.includes(depth)) throw corrupt(`colour type ${colourType} with ${depth} bits does not exist`)
  if (compression !== 0 || filter !== 0 || interlace > 1)
    throw corrupt('unknown compression, filter or interlace method')
  return { width: view.getUint32(0), height: view.getUint32(4), depth, colourType, interlaced: interlace === 1 }
}

function corrupt(what: string, cause?: unknown): DecodeError {
  return new DecodeError('corrupt', `damaged PNG: ${what}`, 'png', { cause })
}
