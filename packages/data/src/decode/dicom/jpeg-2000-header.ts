/** What a JPEG 2000 code stream says of itself, read before a decoder gets it. */
import { corruptDicom, unsupportedDicom } from './corrupt.ts'

export interface StreamHeader {
  width: number
  height: number
  components: number
  precision: number
}

/** Most precincts times layers: each costs OpenJPEG memory whether or not there are bytes for it. */
const mostPackets = 2 ** 21

/** The size marker of JPEG 2000 (ITU-T T.800, A.5.1), and whether its coding style (A.6.1) is one that can be paid for. */
export function jpeg2000Header(bytes: Uint8Array): StreamHeader {
  const start = streamStart(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start)
  if (view.byteLength < 44 || view.getUint32(0) !== 0xff4fff51)
    throw corruptDicom('a JPEG 2000 stream has no size marker')
  const components = view.getUint16(40)
  const size = (at: number): number => view.getUint32(at) - view.getUint32(at + 8)
  const header = { width: size(8), height: size(12), components, precision: (view.getUint8(42) & 127) + 1 }
  const tileWidth = view.getUint32(24)
  const tileHeight = view.getUint32(28)
  if (tileWidth < 1 || tileHeight < 1) throw corruptDicom('a JPEG 2000 stream has tiles without size')
  for (let i = 0; i < components && 45 + 3 * i <= view.byteLength; i++)
    if (view.getUint8(43 + 3 * i) !== 1 || view.getUint8(44 + 3 * i) !== 1)
      throw unsupportedDicom('JPEG 2000 components that differ in size')
  const tiles = Math.ceil(header.width / tileWidth) * Math.ceil(header.height / tileHeight)
  checkCost(view, header, Math.min(tileWidth, header.width), Math.min(tileHeight, header.height), tiles)
  return header
}

/** The code stream itself, where a JP2 file stands around it. */
export const jpeg2000Stream = (bytes: Uint8Array): Uint8Array => bytes.subarray(streamStart(bytes))

function streamStart(bytes: Uint8Array): number {
  if (bytes[0] === 0xff) return 0
  const last = Math.min(bytes.length - 4, 4096)
  for (let at = 0; at <= last; at++)
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === 0x51) return at
  return 0
}

/** Counts packets by every coding style of the stream, tiles' own ones included. */
function checkCost(view: DataView, { components }: StreamHeader, width: number, height: number, tiles: number): void {
  for (let at = 2; at + 14 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1)
    if (marker === 0x93 || marker === 0xd9) return
    if (marker === 0x52) {
      const custom = (view.getUint8(at + 4) & 1) === 1
      const layers = view.getUint16(at + 6)
      const levels = view.getUint8(at + 9)
      if (levels > 32) throw corruptDicom('a JPEG 2000 stream has more than 32 levels')
      let precincts = 0
      for (let level = 0; level <= levels; level++) {
        const exponents = custom && at + 14 + level < view.byteLength ? view.getUint8(at + 14 + level) : 0xff
        // Level 0 is the smallest.
        const scale = 2 ** (levels - level)
        precincts +=
          Math.ceil(width / scale / 2 ** (exponents & 15) + 1) * Math.ceil(height / scale / 2 ** (exponents >> 4) + 1)
      }
      if (precincts * layers * components * tiles > mostPackets)
        throw unsupportedDicom(`a JPEG 2000 stream of more than ${mostPackets} packets`)
    }
    at += 2 + view.getUint16(at + 2)
  }
}
