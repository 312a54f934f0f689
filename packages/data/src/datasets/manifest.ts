/** A table with a row for every picture: from the text of a CSV file to what each row says. */
import { ConvlensDataError } from '../data-error.ts'
import { parseCsv } from './csv.ts'
import type { CsvRow } from './csv.ts'
import { normalisePath } from './picture-path.ts'

/** What a column can say about a picture. */
export type ManifestColumn = 'path' | 'label' | 'split' | 'group' | 'source' | 'mask'

export interface ManifestOptions {
  /** Names of the columns; by default `path`, `label`, `split`, `patient_id`, `source_repo` and `mask`. */
  columns?: Partial<Record<ManifestColumn, string>>
  /**
   * Further columns to keep as `attributes` of the samples, such as `['sex', 'age', 'view']`. One that the file does not have is
   * left out, so that a program may ask for what some collections say.
   */
  attributes?: readonly string[]
  /** Keeps the rows for which it returns true. */
  filter?: (row: Readonly<Record<string, string>>) => boolean
  /** One character between fields, `,` by default. */
  delimiter?: string
  /** Whether paths may leave the folder, by `..` or as absolute ones; false by default, since a manifest is often another's. */
  allowOutside?: boolean
}

/** What a row says. */
export interface ManifestEntry {
  /** With `/`, relative to the folder of the pictures. */
  path: string
  label: string
  split?: string | undefined
  group?: string | undefined
  source?: string | undefined
  mask?: string | undefined
  attributes?: Record<string, string> | undefined
}

const defaultColumns: Record<ManifestColumn, string> = {
  path: 'path',
  label: 'label',
  split: 'split',
  group: 'patient_id',
  source: 'source_repo',
  mask: 'mask',
}
const roles = Object.keys(defaultColumns) as ManifestColumn[]

/**
 * Reads a manifest: the columns `path` and `label` must be there, others only where `columns` names them. Blanks around names and
 * fields are dropped, an empty field counts as absent. Of columns that share a name and are not asked for, `filter` sees the first.
 *
 * @param content the file: UTF-8, or UTF-16 with a byte order mark
 * @param file names it in errors
 * @throws {ConvlensDataError} naming the file and the column or line: missing or doubled column, empty path or label, a path that
 *   leaves the folder, no rows, no CSV
 */
export function readManifest(content: Uint8Array, file: string, options: ManifestOptions = {}): ManifestEntry[] {
  const { header, rows } = parse(content, file, options.delimiter)
  const columns = { ...defaultColumns, ...options.columns }
  const asked = new Set<string>(['path', 'label', ...Object.keys(options.columns ?? {})])
  const places = new Map<ManifestColumn, number>()
  for (const role of roles) {
    const place = header.indexOf(columns[role])
    if (place < 0) {
      if (!asked.has(role)) continue
      throw new ConvlensDataError(
        `columns.${role}`,
        columns[role],
        `columns.${role}: no column '${columns[role]}' in ${file}, which has ${header.join(', ')}`,
      )
    }
    if (header.includes(columns[role], place + 1))
      throw new ConvlensDataError(
        `columns.${role}`,
        columns[role],
        `columns.${role}: two columns of ${file} are called '${columns[role]}', expected one`,
      )
    places.set(role, place)
  }
  const kept =
    options.filter === undefined ? rows : rows.filter(({ fields }) => options.filter!(record(header, fields)))
  if (kept.length === 0)
    throw new ConvlensDataError(
      'csvPath',
      file,
      `no pictures in ${file}: ${rows.length} rows${rows.length > 0 ? ', none of which pass the filter' : ''}`,
    )
  const get = ({ fields }: CsvRow, role: ManifestColumn): string | undefined => {
    const place = places.get(role)
    return place === undefined ? undefined : fields[place]!.trim() || undefined
  }
  const attributePlaces = (options.attributes ?? []).flatMap((name) => {
    const place = header.indexOf(name)
    return place < 0 ? [] : [[name, place] as const]
  })
  const attributesOf = ({ fields }: CsvRow): Record<string, string> | undefined => {
    const known = attributePlaces.flatMap(([name, place]) => {
      const value = fields[place]!.trim()
      return value === '' ? [] : [[name, value] as const]
    })
    return known.length > 0 ? Object.fromEntries(known) : undefined
  }
  const must = (row: CsvRow, role: 'path' | 'label'): string => {
    const value = get(row, role)
    if (value !== undefined) return value
    throw new ConvlensDataError(
      `columns.${role}`,
      '',
      `${file}, line ${row.line}: the column '${columns[role]}' is empty, expected a ${role}`,
    )
  }
  const inside = (row: CsvRow, role: 'path' | 'mask', given: string): string => {
    const { path, outside } = normalisePath(given)
    const wrong = given.includes('\0')
      ? 'has a zero character, expected a path'
      : path === ''
        ? 'names the folder itself, expected a file'
        : outside && options.allowOutside !== true
          ? 'leaves the folder of the pictures, expected a path inside it (set root to a folder above, or allowOutside)'
          : undefined
    if (wrong === undefined) return path
    throw new ConvlensDataError(
      `columns.${role}`,
      given,
      `${file}, line ${row.line}: the ${role} ${JSON.stringify(given)} ${wrong}`,
    )
  }
  return kept.map((row) => {
    const mask = get(row, 'mask')
    return {
      path: inside(row, 'path', must(row, 'path')),
      label: must(row, 'label'),
      split: get(row, 'split'),
      group: get(row, 'group'),
      source: get(row, 'source'),
      mask: mask === undefined ? undefined : inside(row, 'mask', mask),
      attributes: attributesOf(row),
    }
  })
}

function record(header: readonly string[], fields: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {}
  for (let i = header.length - 1; i >= 0; i--) row[header[i]!] = fields[i]!
  return row
}

function parse(content: Uint8Array, file: string, delimiter?: string): { header: string[]; rows: CsvRow[] } {
  try {
    const { header, rows } = parseCsv(decodeText(content), delimiter === undefined ? {} : { delimiter })
    if (header.length === 0) throw new SyntaxError('the file is empty')
    return { header: header.map((name) => name.trim()), rows }
  } catch (error) {
    if (error instanceof RangeError) throw error
    throw new ConvlensDataError(
      'csvPath',
      file,
      `csvPath: ${file} is no CSV file: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

/** Text of a file; its byte order mark, if any, tells the encoding. */
function decodeText(content: Uint8Array): string {
  const [one, two] = content
  const encoding = one === 0xff && two === 0xfe ? 'utf-16le' : one === 0xfe && two === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content)
  } catch (error) {
    throw new SyntaxError(`its bytes are no ${encoding.toUpperCase()} text`, { cause: error })
  }
}
