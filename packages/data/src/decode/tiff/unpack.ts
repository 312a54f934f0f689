/** The packings of TIFF: LZW (TIFF 6.0, section 13), PackBits (section 9), Deflate. */
import { inflate } from '../inflate.ts'
import { corruptTiff } from './corrupt.ts'
import type { Layout } from './layout.ts'

/**
 * Unpacks a strip or tile to `size` bytes; what it would hold beyond them is not looked at.
 *
 * @throws {DecodeError} `corrupt` where less comes out
 */
export async function unpackBlock(packed: Uint8Array, size: number, packing: Layout['packing']): Promise<Uint8Array> {
  if (packing === 'deflate')
    return inflate([packed], size).catch((error: unknown) => {
      throw corruptTiff(error instanceof Error ? error.message : String(error), error)
    })
  if (packing === 'lzw') return unpackLzw(packed, size)
  if (packing === 'packbits') return unpackPackBits(packed, size)
  if (packed.length < size) throw endsEarly(packed.length, size)
  return packed.slice(0, size)
}

const endsEarly = (filled: number, size: number): Error =>
  corruptTiff(`a strip or tile ends early: ${filled} of ${size} bytes`)

function unpackPackBits(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  let to = 0
  for (let at = 0; to < size;) {
    const code = packed[at++]
    if (code === undefined) throw endsEarly(to, size)
    if (code === 128) continue
    const run = Math.min(code > 128 ? 257 - code : code + 1, size - to)
    if (at + (code > 128 ? 1 : run) > packed.length) throw endsEarly(to, size)
    if (code > 128) out.fill(packed[at++]!, to, to + run)
    else {
      out.set(packed.subarray(at, at + run), to)
      at += run
    }
    to += run
  }
  return out
}

const clear = 256
const endOfData = 257

/** Strings are kept as where they first came out, and how long they are. */
function unpackLzw(packed: Uint8Array, size: number): Uint8Array {
  if (packed[0] === 0 && (packed[1]! & 1) === 1) throw corruptTiff('its LZW is of the old kind, bits reversed')
  const out = new Uint8Array(size)
  const starts = new Uint32Array(4096)
  const lengths = new Uint32Array(4096)
  let next = 258
  let width = 9
  let bits = 0
  let count = 0
  let to = 0
  let before = -1
  for (let at = 0; to < size;) {
    while (count < width) {
      if (at >= packed.length) throw endsEarly(to, size)
      bits = ((bits << 8) | packed[at++]!) & 0xfffff
      count += 8
    }
    count -= width
    const code = (bits >> count) & (2 ** width - 1)
    if (code === endOfData) throw endsEarly(to, size)
    if (code === clear) {
      next = 258
      width = 9
      before = -1
      continue
    }
    if (code > next || (code >= 258 && before < 0) || (code === next && next > 4095))
      throw corruptTiff('an LZW code is not in its table')
    // The entry that is made now: the string before and the first byte of this one, which follows it in what comes out.
    const begun = to
    if (before >= 0 && next < 4096) {
      starts[next] = begun - before
      lengths[next] = before + 1
      next++
    }
    if (code < 256) out[to++] = code
    else {
      const from = starts[code]!
      const end = Math.min(size, to + lengths[code]!)
      for (let i = from; to < end; i++) out[to++] = out[i]!
    }
    before = to - begun
    // TIFF widens its codes one entry early.
    if (next >= 2 ** width - 1 && width < 12) width++
  }
  return out
}
