/** The chunks of a PNG (ISO/IEC 15948, clauses 5 and 11): what the header says, before a pixel is unpacked. */
import { crc32 } from './crc32.ts'
import { DecodeError } from './decode-error.ts'
import { checkSize } from './limits.ts'
import type { DecodeLimits } from './limits.ts'

export interface PngChunks {
  width: number
  height: number
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGB + alpha. */
  colourType: number
  interlaced: boolean
  /** The body of the tRNS chunk. */
  transparency: Uint8Array | undefined
  /** The packed pixels, in parts. */
  data: Uint8Array[]
  /** Everything before the packed pixels. */
  head: Uint8Array
}

/** Depths that each colour type allows (ISO/IEC 15948, table 11.1). */
const depths: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }

/**
 * Walks over the chunks and checks their checksums: `pngjs`, read synchronously, loses its own messages about them.
 *
 * @throws {DecodeError} `corrupt`, `unsupported`, or `too-large` as soon as the header says so
 */
export function readChunks(bytes: Uint8Array, limits: DecodeLimits): PngChunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let chunks: PngChunks | undefined
  let ended = false
  let at = 8
  while (at + 12 <= bytes.length && !ended) {
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
    if (chunks === undefined) {
      if (name !== 'IHDR') throw corrupt(`the first chunk is ${name}, expected IHDR`)
      chunks = readHeader(body)
      checkSize(chunks.width, chunks.height, limits, 'png')
    } else if (name === 'IHDR') throw corrupt('there is a second IHDR chunk')
    else if (name === 'IDAT') {
      if (chunks.data.length === 0) chunks.head = bytes.subarray(0, at)
      chunks.data.push(body)
    } else if (name === 'tRNS' && chunks.data.length === 0) chunks.transparency = body
    else if (name === 'IEND') ended = true
    else if (critical && name !== 'PLTE')
      throw new DecodeError('unsupported', `the critical chunk ${name} is unknown`, 'png')
    at += 12 + length
  }
  if (chunks === undefined) throw corrupt('there is no IHDR chunk')
  if (!ended) throw corrupt('the file ends early: there is no IEND chunk')
  if (chunks.data.length === 0) throw corrupt('there is no pixel data (IDAT)')
  return chunks
}

function readHeader(body: Uint8Array): PngChunks {
  if (body.length !== 13) throw corrupt(`the IHDR chunk has ${body.length} bytes, expected 13`)
  const view = new DataView(body.buffer, body.byteOffset, 13)
  const depth = view.getUint8(8)
  const colourType = view.getUint8(9)
  const interlace = view.getUint8(12)
  if (!depths[colourType]?.includes(depth)) throw corrupt(`colour type ${colourType} with ${depth} bits does not exist`)
  if (view.getUint8(10) !== 0 || view.getUint8(11) !== 0 || interlace > 1)
    throw corrupt('unknown compression, filter or interlace method')
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth,
    colourType,
    interlaced: interlace === 1,
    transparency: undefined,
    data: [],
    head: body,
  }
}

/** The error of a PNG that is damaged. */
export function corrupt(what: string, cause?: unknown): DecodeError {
  return new DecodeError('corrupt', `damaged PNG: ${what}`, 'png', { cause })
}
