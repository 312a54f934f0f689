/** The first directory of a TIFF file (TIFF 6.0, section 2): its numbers by their tags. */
import { corruptTiff, unsupportedTiff } from './corrupt.ts'

export interface Directory {
  view: DataView
  little: boolean
  /** The numbers of a tag; empty where the tag is missing or holds no whole numbers. */
  numbers(tag: number): number[]
}

/** Bytes of the types BYTE, SHORT and LONG. */
const sizes: Record<number, 1 | 2 | 4> = { 1: 1, 3: 2, 4: 4 }

/** @throws {DecodeError} `corrupt` or `unsupported` */
export function readDirectory(bytes: Uint8Array): Directory {
  if (bytes.length < 8) throw corruptTiff('the file ends within its header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = bytes[0] === 0x49
  const start = view.getUint32(4, little)
  if (start + 2 > bytes.length) throw corruptTiff('its directory lies outside the file')
  const entries = view.getUint16(start, little)
  if (start + 2 + 12 * entries > bytes.length) throw corruptTiff('its directory is cut off')
  const places = new Map<number, { type: number; count: number; at: number }>()
  for (let i = 0, at = start + 2; i < entries; i++, at += 12) {
    const type = view.getUint16(at + 2, little)
    const count = view.getUint32(at + 4, little)
    const inside = count * (sizes[type] ?? 1) <= 4
    places.set(view.getUint16(at, little), { type, count, at: inside ? at + 8 : view.getUint32(at + 8, little) })
  }
  return {
    view,
    little,
    numbers(tag) {
      const place = places.get(tag)
      const size = place && sizes[place.type]
      if (place === undefined || size === undefined) return []
      const { at, count } = place
      if (count > mostNumbers) throw unsupportedTiff(`${count} values in tag ${tag}`)
      if (at + count * size > bytes.length) throw corruptTiff(`the values of tag ${tag} lie outside the file`)
      const read = { 1: 'getUint8', 2: 'getUint16', 4: 'getUint32' } as const
      return Array.from({ length: count }, (_, i) => view[read[size]](at + i * size, little))
    },
  }
}

/** A palette of 16 bits has 3 x 65536 values, no other tag that is read has more. */
const mostNumbers = 3 * 65_536
