/**
 * A PNG whose pixel data is unpacked already, in zlib's stored blocks (RFC 1950, RFC 1951): what `pngjs` reads safely.
 *
 * Left to unpack by itself, pngjs 7.0.0 reads Node's inflate state in the wrong order (lib/sync-inflate.js takes the input
 * left for the room left): a stream that ends early gives uninitialised memory as pixels, one with a byte too many fails, and
 * its browser build does neither. Interlaced streams it unpacks without a bound. Of stored data of the right size all is read.
 */
import type { PngChunks } from './png-chunks.ts'

/** First column and row of a pass, and its steps. */
type Pass = readonly [x: number, y: number, dx: number, dy: number]

const onePass: Pass[] = [[0, 0, 1, 1]]
const adam7: Pass[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
]

/** How many bytes the lines and their filter types take before compression. */
export function unpackedSize({ width, height, depth, colourType, interlaced }: PngChunks): number {
  const bits = depth * [1, 0, 3, 1, 2, 0, 4][colourType]!
  let size = 0
  for (const [x, y, dx, dy] of interlaced ? adam7 : onePass) {
    const columns = Math.ceil((width - x) / dx)
    const rows = Math.ceil((height - y) / dy)
    if (columns > 0 && rows > 0) size += rows * (1 + Math.ceil((columns * bits) / 8))
  }
  return size
}

const blockSize = 65_535

/** The file of `head` (all before the pixel data) and of `lines`, without checksums of chunks. */
export function storePng(head: Uint8Array, lines: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil(lines.length / blockSize)
  const packed = 2 + 5 * blocks + lines.length + 4
  const out = new Uint8Array(head.length + 12 + packed + 12)
  const view = new DataView(out.buffer)
  const name = (text: string, to: number) => out.set(new TextEncoder().encode(text), to)
  out.set(head)
  let at = head.length
  view.setUint32(at, packed)
  name('IDAT', at + 4)
  view.setUint16(at + 8, 0x7801)
  at += 10
  for (let from = 0; from < lines.length; from += blockSize) {
    const block = lines.subarray(from, from + blockSize)
    out[at] = from + blockSize >= lines.length ? 1 : 0
    view.setUint16(at + 1, block.length, true)
    view.setUint16(at + 3, ~block.length, true)
    out.set(block, at + 5)
    at += 5 + block.length
  }
  view.setUint32(at, adler32(lines))
  name('IEND', at + 12)
  return out
}

/** Adler-32 (RFC 1950, clause 8): that of the ASCII text `Wikipedia` is 0x11e60398. */
export function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  // As many sums as stay below 2^32 between two divisions.
  for (let from = 0; from < bytes.length; from += 5552) {
    const end = Math.min(from + 5552, bytes.length)
    for (let i = from; i < end; i++) b += a += bytes[i]!
    a %= 65_521
    b %= 65_521
  }
  return b * 65_536 + a
}
