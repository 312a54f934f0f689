/** A dataset from a folder of labelled folders. */
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { placeFiles } from '../datasets/folder-layout.ts'
import { makeSample, pictureIn } from '../datasets/make-sample.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'

export interface FromFolderOptions {
  /** Class names in the order of their indices; by default the folders' names, alphabetically. */
  labels?: readonly string[]
  /** The group (patient) of a picture, from its id; by default none is known. */
  group?: (id: string) => string | undefined
  /** The source (hospital, collection) of a picture, from its id. */
  source?: (id: string) => string | undefined
  /** Limits for decoding. */
  decode?: DecodeOptions
}

/**
 * The pictures of `folder/<label>/*` or `folder/<split>/<label>/*`, deeper folders included. Only names are read now; a broken
 * picture shows when it is loaded. Ids are paths relative to `folder` with `/`.
 *
 * @throws {ConvlensDataError} where the folder is missing or has no pictures, or split folders stand beside others
 *
 * @example
 * const dataset = await fromFolder('xrays') // xrays/train/covid/*.jpg, xrays/val/normal/*.jpg ...
 * dataset.describe() // 'train: 288 pictures (144 covid, 144 normal)\nval: 60 pictures (30 covid, 30 normal)'
 */
export async function fromFolder(folder: string, options: FromFolderOptions = {}): Promise<Dataset> {
  const root = resolve(folder)
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      const what =
        error.code === 'ENOENT' ? 'does not exist' : error.code === 'ENOTDIR' ? 'is no folder' : error.message
      throw new ConvlensDataError('folder', folder, `folder: ${root} ${what}, expected a folder of labelled pictures`, {
        cause: error,
      })
    },
  )
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
  const samples = placeFiles(paths, root).map(({ path, label, split }) =>
    makeSample(
      { id: path, label, ...pictureIn(() => readFile(join(root, path)), options.decode) },
      { split, group: options.group?.(path), source: options.source?.(path) },
    ),
  )
  return createDataset(samples, options.labels)
}
