/** The list of pictures to download: where each is, what its bytes must be, and under which licence it stands. */
import { parse } from 'csv-parse/sync'
import { UsageError } from '../errors.ts'

/** One row of the list. */
export interface ListedPicture {
  /** Where the picture goes, relative to the folder, with `/`. */
  path: string
  label: string
  /** As the source states it; empty where it states none. */
  licence: string
  /** Size of the file. */
  bytes: number
  /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
  sha256: string
  /** http or https; undefined where the single file has no known address. */
  url: string | undefined
  /** Every column of the row, for the manifest. */
  row: Readonly<Record<string, string>>
}

export interface PictureList {
  columns: readonly string[]
  pictures: readonly ListedPicture[]
}

const required = ['path', 'label', 'licence', 'bytes', 'sha256', 'url'] as const

/**
 * Reads a list: CSV with a header, lines that begin with `#` are comments. It may come from anywhere, so paths must stay inside the
 * folder and may not meet each other on file systems that do not tell upper from lower case.
 *
 * @param text the content of the file
 * @param file names it in errors
 * @throws {UsageError} naming the file, the line and the column of whatever is missing or no such value
 */
export function readList(text: string, file: string): PictureList {
  let records: { record: Record<string, string>; info: { lines: number } }[]
  let columns: string[] = []
  try {
    records = parse(text, {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      columns: (header: string[]) => (columns = header),
    }) as unknown as typeof records
  } catch (error) {
    throw new UsageError(`--list: ${file} is no CSV file: ${(error as Error).message}`, { cause: error })
  }
  const missing = required.filter((name) => !columns.includes(name))
  if (missing.length > 0)
    throw new UsageError(
      `--list: ${file} has no column ${missing.map((name) => `'${name}'`).join(', ')}; it has ${columns.join(', ') || 'none'}`,
    )
  if (records.length === 0) throw new UsageError(`--list: ${file} lists no pictures`)
  const taken = new Map<string, number>()
  const pictures = records.map(({ record, info }) => {
    const wrong = (column: string, expected: string): UsageError =>
      new UsageError(
        `--list: ${file}, line ${info.lines}: the ${column} is ${JSON.stringify(record[column])}, expected ${expected}`,
      )
    const path = record['path']!
    if (!staysInside(path)) throw wrong('path', 'a relative one inside the folder, with "/" and without ".."')
    const before = taken.get(path.toLowerCase())
    if (before !== undefined) throw wrong('path', `one that line ${before} does not have`)
    taken.set(path.toLowerCase(), info.lines)
    if (record['label'] === '') throw wrong('label', 'a class')
    const bytes = Number(record['bytes'])
    if (!/^\d+$/.test(record['bytes']!) || !Number.isSafeInteger(bytes) || bytes < 1)
      throw wrong('bytes', 'a whole number above 0')
    const sha256 = record['sha256']!.toLowerCase()
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw wrong('sha256', '64 hexadecimal digits')
    const url = record['url'] || undefined
    if (url !== undefined && !isWebAddress(url)) throw wrong('url', 'an http or https address, or nothing')
    return { path, label: record['label']!, licence: record['licence']!, bytes, sha256, url, row: record }
  })
  return { columns, pictures }
}

/** Relative, with plain names between slashes, and none of the names this program needs itself. */
function staysInside(path: string): boolean {
  if (path === '' || /[\\:\0]/.test(path)) return false
  const names = path.split('/')
  if (names.some((name) => name === '' || name === '.' || name === '..')) return false
  return !['.parts', 'manifest.csv'].includes(names[0]!.toLowerCase())
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
