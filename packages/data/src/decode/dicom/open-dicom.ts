/** From a DICOM file to its data set: preamble, meta information (PS3.10, clause 7), transfer syntax, deflation. */
import { inflateUpTo } from '../inflate.ts'
import type { DecodeLimits } from '../limits.ts'
import { corruptDicom, unsupportedDicom } from './corrupt.ts'
import { createSource, tagAt, walkElements } from './elements.ts'
import type { Element, Source } from './elements.ts'
import { readText } from './values.ts'
import { transferSyntax } from './transfer-syntax.ts'
import type { Packing } from './transfer-syntax.ts'

export interface DicomFile {
  source: Source
  /** First byte of the data set, which reaches to the end of the bytes. */
  start: number
  packing: Packing
}

/** @throws {DecodeError} `corrupt`, `unsupported`, or `too-large` for what unpacks to more than `maxBytes` */
export async function openDicom(bytes: Uint8Array, limits: DecodeLimits): Promise<DicomFile> {
  const meta = createSource(bytes, true, true)
  let start = hasPreamble(bytes) ? 132 : 0
  let uid: string | undefined
  // The meta information is of group 2 and always explicit, little endian.
  while (Math.floor((tagAt(meta, start) ?? 0) / 0x10000) === 2) {
    let element: Element | undefined
    start = walkElements(meta, start, bytes.length, (first) => {
      element = first
      return true
    })
    if (element === undefined) throw corruptDicom('it ends within its header')
    if (element.tag === 0x00020010) uid = readText(element)
  }
  // Files without a header are older than it, and implicit unless they show otherwise.
  const syntax = transferSyntax(uid ?? (hasVr(bytes, start) ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2'))
  if (typeof syntax === 'string') throw unsupportedDicom(syntax)
  const { packing, little, deflated } = syntax
  if (!deflated) {
    // Some writers say explicit and mean implicit.
    const explicit = syntax.explicit && hasVr(bytes, start)
    return { source: createSource(bytes, little, explicit), start, packing }
  }
  const unpacked = await inflateUpTo([bytes.subarray(start)], limits.maxBytes, 'dicom')
  return { source: createSource(unpacked, true, true), start: 0, packing }
}

export const hasPreamble = (bytes: Uint8Array): boolean =>
  [0x44, 0x49, 0x43, 0x4d].every((value, i) => bytes[128 + i] === value)

const isLetter = (value: number | undefined): boolean => value !== undefined && value >= 0x41 && value <= 0x5a

const hasVr = (bytes: Uint8Array, at: number): boolean => isLetter(bytes[at + 4]) && isLetter(bytes[at + 5])
