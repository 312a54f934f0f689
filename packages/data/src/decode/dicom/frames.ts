/** The bytes of one frame within the pixel data (PS3.5, clause 8 and annex A.4). */
import { corruptDicom } from './corrupt.ts'
import { walkItems } from './elements.ts'
import type { ImageDescription } from './image-description.ts'

/** Bits that one frame takes uncompressed; YBR_FULL_422 shares its colours between two pixels. */
export function frameBits({ width, height, samples, photometric, allocated }: ImageDescription): number {
  return width * height * (photometric === 'YBR_FULL_422' ? 2 : samples) * allocated
}

/**
 * The packed bytes of a frame. Which fragments are its own: all, of a single frame; one, where there are as many as frames;
 * otherwise those from the frame's entry in the basic offset table on, or, where that is empty, those from the frame's first
 * on, which is told by the start of a JPEG or JPEG 2000 code stream.
 *
 * @throws {DecodeError} `corrupt` where the frame's fragments cannot be told or found
 */
export function packedFrame({ pixels, frames }: ImageDescription, frame: number): Uint8Array {
  if (!pixels.open) throw corruptDicom('its packed pixels are not in fragments')
  const { bytes, view, little } = pixels.source
  let table = { start: 0, entries: 0 }
  let first = 0
  let fragments = 0
  walkItems(pixels, pixels.end, (start, end, index) => {
    if (index === 0) table = { start, entries: Math.floor((end - start) / 4) }
    else if (fragments++ === 0) first = start - 8
    return false
  })
  const frameStarts = (start: number, index: number): boolean => {
    if (frames === 1) return index === 1
    if (fragments === frames) return true
    if (table.entries < frames) return startsStream(bytes, start)
    // Offsets count from the first fragment's item.
    return start - 8 - first === view.getUint32(table.start + 4 * current, little)
  }
  let current = 0
  /** Shows the fragments of the frame, which may be millions: none is kept. */
  const eachOwn = (visit: (start: number, end: number) => void): void => {
    current = 0
    walkItems(pixels, pixels.end, (start, end, index) => {
      if (index === 0) return false
      if (current < frames && frameStarts(start, index)) current++
      if (current === frame + 1) visit(start, end)
      return current > frame + 1
    })
  }
  let own = 0
  let size = 0
  let only = 0
  eachOwn((start, end) => {
    own++
    only = start
    size += end - start
  })
  if (own === 0) throw corruptDicom(`frame ${frame} of ${frames} is missing`)
  if (own === 1) return bytes.subarray(only, only + size)
  const out = new Uint8Array(size)
  let at = 0
  eachOwn((start, end) => {
    out.set(bytes.subarray(start, end), at)
    at += end - start
  })
  return out
}

/** SOI of JPEG, SOC of JPEG 2000. */
function startsStream(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && (bytes[at + 1] === 0xd8 || bytes[at + 1] === 0x4f)
}
