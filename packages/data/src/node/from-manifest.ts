/** A dataset from a CSV file with a row for every picture. */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { makeSample, pictureIn } from '../datasets/make-sample.ts'
import { readManifest } from '../datasets/manifest.ts'
import type { ManifestOptions } from '../datasets/manifest.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'

export type { ManifestColumn } from '../datasets/manifest.ts'

export interface FromManifestOptions extends ManifestOptions {
  /** Folder that the paths are relative to; by default the manifest's own. */
  root?: string
  /** Class names in the order of their indices; by default those that occur, alphabetically. */
  labels?: readonly string[]
  /** Limits for decoding. */
  decode?: DecodeOptions
}

/**
 * The pictures that a CSV file lists (RFC 4180, header in the first line, UTF-8). Paths of pictures and masks are relative to the
 * file, or to `root`, and become the ids, with `/` and without `.` and `..`. A path that leaves that folder is refused, unless
 * `allowOutside` is set; links on the disk are not looked at. The columns `path` and `label` must be there; others only where
 * `columns` names them. Pictures are read when they are loaded, so a missing file shows then.
 *
 * @throws {ConvlensDataError} naming the file and the column or line: unreadable file, missing or doubled column, empty path or
 *   label, a path that leaves the folder, two rows for one path, no rows
 *
 * @example
 * const dataset = await fromManifest('xrays.csv', { columns: { group: 'subject' } })
 */
export async function fromManifest(csvPath: string, options: FromManifestOptions = {}): Promise<Dataset> {
  const file = resolve(csvPath)
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const what = error.code === 'ENOENT' ? 'does not exist' : error.message
    throw new ConvlensDataError('csvPath', file, `csvPath: ${file} ${what}, expected a CSV file`, { cause: error })
  })
  const root = options.root === undefined ? dirname(file) : resolve(options.root)
  const open = (path: string): ReturnType<typeof pictureIn> =>
    pictureIn(() => readFile(resolve(root, path)), options.decode)
  const samples = readManifest(content, file, options).map(({ path, label, mask, ...optional }) =>
    makeSample(
      { id: path, label, ...open(path) },
      { ...optional, mask: mask === undefined ? undefined : () => open(mask).load() },
    ),
  )
  return createDataset(samples, options.labels)
}
