/** The data elements of a DICOM data set (PS3.5, clause 7), found without reading their values. */
import { corruptDicom, tagName } from './corrupt.ts'

/** Bytes, and how the elements in them are written. */
export interface Source {
  bytes: Uint8Array
  view: DataView
  little: boolean
  /** Whether an element names its value representation. */
  explicit: boolean
}

export interface Element {
  /** Group and element number in one: 0x7fe00010. */
  tag: number
  /** Value representation of two letters; empty where the file names none. */
  vr: string
  /** First byte of the value. */
  start: number
  /** Byte after the value; for one of undefined length, the byte after its delimiter. */
  end: number
  /** Whether the length is undefined, so that items and a delimiter follow. */
  open: boolean
  source: Source
}

export const pixelData = 0x7fe00010
const item = 0xfffee000
const itemEnd = 0xfffee00d
const sequenceEnd = 0xfffee0dd
const undefinedLength = 0xffffffff
/** Sequences in sequences: real files nest five deep. */
const deepest = 24

/** Value representations whose length takes four bytes behind two reserved ones (PS3.5, table 7.1-1). */
const long = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])

export function createSource(bytes: Uint8Array, little: boolean, explicit: boolean): Source {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), little, explicit }
}

/** The tag at `at`; `undefined` where no four bytes are left. */
export function tagAt({ view, little }: Source, at: number): number | undefined {
  if (at + 4 > view.byteLength) return undefined
  return view.getUint16(at, little) * 0x10000 + view.getUint16(at + 2, little)
}

/**
 * Shows every element of a data set to `visit`, until that returns true or the data set ends.
 *
 * @param end where it ends; with `delimited`, where it must have ended at the latest
 * @returns the byte after it
 * @throws {DecodeError} `corrupt` where an element reaches beyond the end
 */
export function walkElements(
  source: Source,
  start: number,
  end: number,
  visit: (element: Element) => boolean,
  delimited = false,
  depth = 0,
): number {
  if (depth > deepest) throw corruptDicom(`sequences are nested more than ${deepest} deep`)
  let at = start
  while (at + 8 <= end) {
    const element = readElement(source, at, end, depth)
    if (element.tag === itemEnd && delimited) return element.start
    if (visit(element)) return element.end
    at = element.end
  }
  if (delimited) throw corruptDicom('an item has no end')
  return end
}

function readElement(source: Source, at: number, end: number, depth: number): Element {
  const { view, bytes, little, explicit } = source
  const tag = tagAt(source, at)!
  const structural = tag >= item && tag <= sequenceEnd
  let vr = ''
  let start = at + 8
  let length: number
  if (!explicit || structural) length = view.getUint32(at + 4, little)
  else {
    vr = String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!)
    if (!/^[A-Z]{2}$/.test(vr)) throw corruptDicom(`${tagName(tag)} has no value representation`)
    if (long.has(vr)) {
      if (at + 12 > end) throw corruptDicom(`${tagName(tag)} is cut off: the file ends early`)
      length = view.getUint32(at + 8, little)
      start = at + 12
    } else length = view.getUint16(at + 6, little)
  }
  const open = length === undefinedLength
  if (!open && length > end - start)
    throw corruptDicom(`${tagName(tag)} announces ${length} bytes, of which ${end - start} are there`)
  const element = { tag, vr, start, end: start + (open ? 0 : length), open, source }
  // What is unknown and of undefined length is written implicitly (PS3.5, 6.2.2).
  if (open && vr === 'UN') element.source = { ...source, explicit: false, little: true }
  if (open) element.end = walkItems(element, end, () => false, depth + 1)
  return element
}

/**
 * Shows the items of a sequence, or the fragments of packed pixel data, to `visit`, until that returns true.
 *
 * @param end the byte before which the sequence ends
 * @returns the byte after the sequence, its delimiter included
 */
export function walkItems(
  { tag, start, open, source }: Pick<Element, 'tag' | 'start' | 'open' | 'source'>,
  end: number,
  visit: (start: number, end: number, index: number) => boolean,
  depth = 1,
): number {
  const { view, little } = source
  let at = start
  for (let index = 0; at + 8 <= end; index++) {
    const kind = tagAt(source, at)
    const length = view.getUint32(at + 4, little)
    at += 8
    if (kind === sequenceEnd && open) return at
    if (kind !== item) throw corruptDicom(`${tagName(tag)} holds ${tagName(kind!)}, expected an item`)
    let next = at + length
    let last = next
    if (length === undefinedLength) {
      next = walkElements(source, at, end, () => false, true, depth)
      last = next - 8
    } else if (length > end - at)
      throw corruptDicom(`an item of ${tagName(tag)} announces ${length} bytes, of which ${end - at} are there`)
    if (visit(at, last, index)) return next
    at = next
  }
  if (open) throw corruptDicom(`${tagName(tag)} has no end`)
  return end
}
