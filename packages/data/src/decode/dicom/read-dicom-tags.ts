/** What a DICOM header says, and only what is asked for. */
import { DecodeError } from '../decode-error.ts'
import { detectFormat } from '../detect-format.ts'
import { checkFile, checkLimits } from '../limits.ts'
import type { DecodeLimits } from '../limits.ts'
import { unsupportedDicom } from './corrupt.ts'
import { lookUpTag } from './dictionary.ts'
import type { TagEntry } from './dictionary.ts'
import type { Element } from './elements.ts'
import { openDicom } from './open-dicom.ts'
import { findElements, readText, readUint16 } from './values.ts'

/** One value, or as many as the file has. */
export type DicomValue = string | number | (string | number)[]

const characterSet = 0x00080005

/**
 * Reads the elements named from the header of a DICOM file, above all those that group pictures: `PatientID`,
 * `StudyInstanceUID`, `ViewPosition`. Nothing else leaves the function, and no error repeats a value. Values of sequences are
 * not read. Patients' data are theirs: ask for what you need.
 *
 * @param bytes the whole file
 * @param names keywords of PS3.6 (those of `dicomTagNames`), or any tag by its number: `(0010,0020)`
 * @param limits `maxBytes` as of `decodeImage`
 * @returns by the names given: text without padding, numbers where the standard writes numbers, a list where the file has
 *   several values, `undefined` where it has none
 * @throws {DecodeError} `empty`, `corrupt` (no DICOM file, or a damaged one), `too-large` or `unsupported`
 * @throws {RangeError} for a name that is neither a known keyword nor a number
 *
 * @example
 * const { PatientID, ViewPosition } = await readDicomTags(bytes, ['PatientID', 'ViewPosition'])
 */
export async function readDicomTags<Name extends string>(
  bytes: Uint8Array,
  names: readonly Name[],
  limits: Partial<DecodeLimits> = {},
): Promise<Record<Name, DicomValue | undefined>> {
  const entries = names.map((name) => [name, lookUpTag(name)] as const)
  const bounds = checkLimits(limits)
  checkFile(bytes, bounds)
  if (detectFormat(bytes) !== 'dicom')
    throw new DecodeError('corrupt', 'the file is no DICOM file', detectFormat(bytes))
  const { source, start } = await openDicom(bytes, bounds)
  const wanted = new Set([characterSet, ...entries.map(([, { tag }]) => tag)])
  const found = findElements(source, start, source.bytes.length, wanted)
  const decoder = textDecoder(readText(found.get(characterSet)) ?? '')
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, readValue(found.get(entry.tag), entry, decoder)]),
  ) as Record<Name, DicomValue | undefined>
}

/** Value representations of text, and those of them in which a backslash is a letter. */
const textual = new Set([
  'AE',
  'AS',
  'CS',
  'DA',
  'DS',
  'DT',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'ST',
  'TM',
  'UC',
  'UI',
  'UR',
  'UT',
])
const single = new Set(['LT', 'ST', 'UR', 'UT'])

function readValue(
  element: Element | undefined,
  { kind, tag }: TagEntry,
  decoder: TextDecoder,
): DicomValue | undefined {
  if (element === undefined || element.end === element.start) return undefined
  const { vr } = element
  if (kind === 'integer' || vr === 'US') {
    const count = Math.min(16, (element.end - element.start) >> 1)
    return oneOrAll(Array.from({ length: count }, (_, i) => readUint16(element, i)!))
  }
  if (vr !== '' && !textual.has(vr))
    throw unsupportedDicom(`${tag.toString(16).padStart(8, '0')} of the kind ${vr}, which is no text or number, and`)
  const text = readText(element, decoder)!
  if (single.has(vr)) return text
  const values = text.split('\\').map((value) => value.trim())
  if (kind !== 'number' && vr !== 'DS' && vr !== 'IS') return oneOrAll(values)
  // An empty one among several numbers is no nought.
  return oneOrAll(values.map((value) => (value === '' ? Number.NaN : Number(value))))
}

const oneOrAll = <Value extends string | number>(values: Value[]): DicomValue | undefined =>
  values.length === 1 ? values[0]! : values.length === 0 ? undefined : values

/** Character sets of PS3.3, C.12.1.1.2, as far as runtimes know them; ASCII is part of all of them. */
const labels: Record<string, string> = {
  'ISO_IR 192': 'utf-8',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 13': 'shift_jis',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  GB18030: 'gb18030',
  GBK: 'gbk',
}

function textDecoder(characterSets: string): TextDecoder {
  const last = characterSets.split('\\').at(-1)!.trim()
  return new TextDecoder(labels[last] ?? 'latin1')
}
