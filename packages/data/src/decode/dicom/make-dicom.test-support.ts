/** DICOM files of one's own making: explicit, little endian, elements in the order given. */

type Value = Uint8Array | string | number

const long = new Set(['OB', 'OW', 'SQ', 'UN', 'UT'])

/** An element: text is padded, numbers take 16 bits. */
export function element(tag: number, vr: string, value: Value, length?: number): number[] {
  const raw =
    typeof value === 'number'
      ? [value & 255, value >> 8]
      : [...(typeof value === 'string' ? new TextEncoder().encode(value) : value)]
  if (raw.length % 2 === 1) raw.push(vr === 'UI' ? 0 : 0x20)
  const size = length ?? raw.length
  const group = tag >>> 16
  return [
    group & 255,
    group >> 8,
    tag & 255,
    (tag >> 8) & 255,
    ...new TextEncoder().encode(vr),
    ...(long.has(vr)
      ? [0, 0, size & 255, (size >> 8) & 255, (size >> 16) & 255, size >>> 24]
      : [size & 255, size >> 8]),
    ...raw,
  ]
}

export interface MadeDicom {
  syntax?: string
  columns?: number
  rows?: number
  allocated?: number
  stored?: number
  samples?: number
  photometric?: string
  signed?: boolean
  frames?: string
  /** Elements between the header of the picture and its pixels. */
  more?: number[]
  pixels?: Uint8Array
  /** Elements instead of the pixels. */
  end?: number[]
}

export function makeDicom(made: MadeDicom = {}): Uint8Array<ArrayBuffer> {
  const { syntax = '1.2.840.10008.1.2.1', columns = 2, rows = 1, allocated = 8, stored = allocated } = made
  const { samples = 1, photometric = 'MONOCHROME2', frames, more = [], pixels = new Uint8Array(2) } = made
  return Uint8Array.from([
    ...new Uint8Array(128),
    ...new TextEncoder().encode('DICM'),
    ...element(0x00020010, 'UI', syntax),
    ...element(0x00280002, 'US', samples),
    ...element(0x00280004, 'CS', photometric),
    ...(frames === undefined ? [] : element(0x00280008, 'IS', frames)),
    ...element(0x00280010, 'US', rows),
    ...element(0x00280011, 'US', columns),
    ...element(0x00280100, 'US', allocated),
    ...element(0x00280101, 'US', stored),
    ...element(0x00280102, 'US', stored - 1),
    ...element(0x00280103, 'US', made.signed === true ? 1 : 0),
    ...more,
    ...(made.end ?? element(0x7fe00010, 'OW', pixels)),
  ])
}

const item = (bytes: Uint8Array): number[] => {
  const n = bytes.length
  return [0xfe, 0xff, 0, 0xe0, n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24, ...bytes]
}

/** Pixel data in fragments: the offset table, then what is given. */
export function fragments(...parts: Uint8Array[]): number[] {
  const items = [new Uint8Array(), ...parts].flatMap(item)
  return element(0x7fe00010, 'OB', Uint8Array.from([...items, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]), 0xffffffff)
}
