/** How a DICOM file is written and its pixels are packed (PS3.5, annex A; PS3.6, table A-1). */

/** How the pixels of a frame are packed. */
export type Packing = 'none' | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000'

export interface TransferSyntax {
  packing: Packing
  little: boolean
  explicit: boolean
  /** Whether all behind the file's own header is deflated. */
  deflated: boolean
}

const syntax = (packing: Packing, rest: Partial<TransferSyntax> = {}): TransferSyntax => ({
  packing,
  little: true,
  explicit: true,
  deflated: false,
  ...rest,
})

/** Those that are read, by the end of their UID behind 1.2.840.10008.1.2. */
const read: Record<string, TransferSyntax> = {
  '': syntax('none', { explicit: false }),
  '.1': syntax('none'),
  '.1.99': syntax('none', { deflated: true }),
  '.2': syntax('none', { little: false }),
  '.4.50': syntax('jpeg'),
  '.4.57': syntax('jpeg-lossless'),
  '.4.70': syntax('jpeg-lossless'),
  '.4.80': syntax('jpeg-ls'),
  '.4.81': syntax('jpeg-ls'),
  '.4.90': syntax('jpeg-2000'),
  '.4.91': syntax('jpeg-2000'),
  '.4.201': syntax('jpeg-2000'),
  '.4.202': syntax('jpeg-2000'),
  '.4.203': syntax('jpeg-2000'),
  '.5': syntax('rle'),
}

/** Those that occur and are refused, by name. */
const refused: Record<string, string> = {
  '.1.98': 'encapsulated uncompressed pixels',
  '.4.51': 'JPEG of 12 bits',
  '.4.92': 'JPEG 2000 of several components',
  '.4.93': 'JPEG 2000 of several components',
  '.4.94': 'pixels elsewhere (JPIP)',
  '.4.95': 'pixels elsewhere (JPIP)',
  '.4.100': 'MPEG-2 video',
  '.4.101': 'MPEG-2 video',
  '.4.102': 'MPEG-4 video',
  '.4.103': 'MPEG-4 video',
  '.4.107': 'HEVC video',
  '.4.108': 'HEVC video',
}

const root = '1.2.840.10008.1.2'

/** @returns how to read the file, or in words what is not read */
export function transferSyntax(uid: string): TransferSyntax | string {
  const rest = uid.startsWith(root) ? uid.slice(root.length) : undefined
  // The UID itself may come from a damaged file: no more of it than an UID may be long.
  return (rest !== undefined && (read[rest] ?? refused[rest])) || `the transfer syntax '${uid.slice(0, 64)}'`
}
