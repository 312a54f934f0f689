/** A dataset from files that the user chose in a page; nothing leaves the browser. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { looksLikePicture, placeFiles } from '../datasets/folder-layout.ts'
import { makeSample } from '../datasets/make-sample.ts'
import { decodeImage } from '../decode/decode-image.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'

export interface FromFilesOptions {
  /** The label of a file; by default that of its folder. With it, folders count for nothing. */
  label?: (file: File) => string
  /** The group (patient) of a picture, from its id. */
  group?: (id: string) => string | undefined
  /** Class names in the order of their indices; by default those that occur, alphabetically. */
  labels?: readonly string[]
  /** Limits for decoding. */
  decode?: DecodeOptions
}

/**
 * The pictures among `files`, labelled by their folders: with `<input type="file" webkitdirectory>` every file carries its path
 * (`webkitRelativePath`) below the chosen folder, read as `<label>/*` or `<split>/<label>/*`. Ids are those paths, as in Node.
 *
 * @throws {ConvlensDataError} where there are no pictures, or no folders to take labels from and no `label`
 *
 * @example
 * const dataset = fromFiles([...input.files])
 */
export function fromFiles(files: readonly File[], options: FromFilesOptions = {}): Dataset {
  const { label } = options
  const byPath = new Map<string, File>()
  for (const file of files) {
    const path = pathOf(file)
    if (byPath.has(path))
      throw new ConvlensDataError('files', path, `files: two files are called '${path}', expected different paths`)
    byPath.set(path, file)
  }
  const paths = [...byPath.keys()]
  const placed =
    label === undefined
      ? placeFiles(paths, 'the chosen folder')
      : paths.filter(looksLikePicture).map((path) => ({ path, label: label(byPath.get(path)!), split: undefined }))
  if (placed.length === 0) throw new ConvlensDataError('files', paths, `no pictures among the ${files.length} files`)
  const samples = placed.map(({ path, split, label: name }) =>
    makeSample(
      {
        id: path,
        label: name,
        load: async () => decodeImage(new Uint8Array(await byPath.get(path)!.arrayBuffer()), options.decode),
      },
      { split, group: options.group?.(path) },
    ),
  )
  return createDataset(samples, options.labels)
}

/** The path below the chosen folder; the folder's own name, which comes first, is dropped. */
function pathOf(file: File): string {
  const path = file.webkitRelativePath
  return path ? path.slice(path.indexOf('/') + 1) : file.name
}
