/** A dataset from a CSV file with a row for every picture. */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

import { parse } from 'csv-parse/sync'

import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { makeSample } from '../datasets/make-sample.ts'
import { decodeImage } from '../decode/decode-image.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'
import type { Raster } from '../raster.ts'

/** What a column can say about a picture. */
export type ManifestColumn = 'path' | 'label' | 'split' | 'group' | 'source' | 'mask'

export interface FromManifestOptions {
  /** Names of the columns; by default `path`, `label`, `split`, `patient_id`, `source_repo` and `mask`. */
  columns?: Partial<Record<ManifestColumn, string>>
  /** Class names in the order of their indices; by default those that occur, alphabetically. */
  labels?: readonly string[]
  /** Keeps the rows for which it returns true. */
  filter?: (row: Readonly<Record<string, string>>) => boolean
  /** Limits for decoding. */
  decode?: DecodeOptions
}

const defaultColumns: Record<ManifestColumn, string> = {
  path: 'path',
  label: 'label',
  split: 'split',
  group: 'patient_id',
  source: 'source_repo',
  mask: 'mask',
}

/**
 * The pictures that a CSV file lists (RFC 4180, header in the first line). Paths of pictures and masks are relative to the
 * file and become the ids. The columns `path` and `label` must be there; others only where `columns` names them. Pictures are
 * read when they are loaded, so a missing file shows then.
 *
 * @throws {ConvlensDataError} naming the file and the column or line: unreadable file, missing column, empty path or label, no rows
 *
 * @example
 * const dataset = await fromManifest('xrays.csv', { columns: { group: 'subject' } })
 */
export async function fromManifest(csvPath: string, options: FromManifestOptions = {}): Promise<Dataset> {
  const file = resolve(csvPath)
  const { header, rows } = await readRows(file)
  const columns = { ...defaultColumns, ...options.columns }
  const required = new Set<string>(['path', 'label', ...Object.keys(options.columns ?? {})])
  for (const [role, column] of Object.entries(columns))
    if (required.has(role) && !header.includes(column))
      throw new ConvlensDataError(
        `columns.${role}`,
        column,
        `columns.${role}: no column '${column}' in ${file}, which has ${header.join(', ')}`,
      )
  const kept = rows.filter(({ record }) => options.filter?.(record) ?? true)
  if (kept.length === 0)
    throw new ConvlensDataError(
      'csvPath',
      file,
      `no pictures in ${file}: ${rows.length} rows${rows.length > 0 ? ', none of which pass the filter' : ''}`,
    )
  const samples = kept.map(({ record, line }) => {
    const get = (role: ManifestColumn): string | undefined => record[columns[role]]?.trim() || undefined
    const must = (role: 'path' | 'label'): string => {
      const value = get(role)
      if (value === undefined)
        throw new ConvlensDataError(
          `columns.${role}`,
          '',
          `${file}, line ${line}: the column '${columns[role]}' is empty, expected a ${role}`,
        )
      return value
    }
    const path = must('path').replaceAll('\\', '/')
    const mask = get('mask')
    return makeSample(
      { id: path, label: must('label'), load: () => readPicture(file, path, options.decode) },
      {
        split: get('split'),
        group: get('group'),
        source: get('source'),
        mask: mask === undefined ? undefined : () => readPicture(file, mask, options.decode),
      },
    )
  })
  return createDataset(samples, options.labels)
}

async function readPicture(manifest: string, path: string, limits: DecodeOptions | undefined): Promise<Raster> {
  return decodeImage(await readFile(resolve(dirname(manifest), path)), limits)
}

interface Row {
  record: Record<string, string>
  line: number
}

async function readRows(file: string): Promise<{ header: string[]; rows: Row[] }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const what = error.code === 'ENOENT' ? 'does not exist' : error.message
    throw new ConvlensDataError('csvPath', file, `csvPath: ${file} ${what}, expected a CSV file`, { cause: error })
  })
  try {
    let header: string[] = []
    const parsed = parse(text, {
      bom: true,
      skip_empty_lines: true,
      info: true,
      columns: (names: string[]) => (header = names.map((name) => name.trim())),
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[]
    if (header.length === 0) throw new Error('the file is empty')
    return { header, rows: parsed.map(({ record, info }) => ({ record, line: info.lines })) }
  } catch (error) {
    throw new ConvlensDataError(
      'csvPath',
      file,
      `csvPath: ${file} is no CSV file: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    )
  }
}
