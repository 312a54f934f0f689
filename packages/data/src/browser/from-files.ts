/** A dataset from files that the user chose in a page; nothing leaves the browser. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { looksLikePicture, placeFiles } from '../datasets/folder-layout.ts'
import { makeSample, pictureIn } from '../datasets/make-sample.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'

export interface FromFilesOptions {
  /** The label of a file; by default that of its folder. With it, folders count for nothing. */
  label?: (file: File) => string
  /** The group (patient) of a picture, from its id. */
  group?: (id: string) => string | undefined
  /** The source (hospital, collection) of a picture, from its id. */
  source?: (id: string) => string | undefined
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
  const { label, ...others } = options
  const byPath = filesByPath(files)
  const open = (path: string): Promise<File> => Promise.resolve(byPath.get(path)!)
  return fromPaths([...byPath.keys()], open, {
    ...others,
    ...(label === undefined ? {} : { label: (path) => label(byPath.get(path)!) }),
  })
}

/** Files by their paths below the chosen folder. @throws {ConvlensDataError} where two have the same */
export function filesByPath(files: readonly File[]): Map<string, File> {
  const byPath = new Map<string, File>()
  for (const file of files) {
    const path = pathOf(file)
    if (byPath.has(path))
      throw new ConvlensDataError('files', path, `files: two files are called '${path}', expected different paths`)
    byPath.set(path, file)
  }
  return byPath
}

/** `FromFilesOptions` where files are not open yet. */
export interface FromPathsOptions extends Omit<FromFilesOptions, 'label'> {
  /** The label of a picture, from its path; by default that of its folder. With it, folders count for nothing. */
  label?: (path: string) => string
}

/** The pictures among `paths`; `open` gives the file at a path, and is asked when the picture is loaded. */
export function fromPaths(
  paths: readonly string[],
  open: (path: string) => Promise<File>,
  options: FromPathsOptions,
): Dataset {
  const { label, group, source, labels, decode } = options
  const placed =
    label === undefined
      ? placeFiles(paths, 'the chosen folder')
      : paths.filter(looksLikePicture).map((path) => ({ path, label: label(path), split: undefined }))
  if (placed.length === 0) throw new ConvlensDataError('files', paths, `no pictures among the ${paths.length} files`)
  const samples = placed.map(({ path, split, label: name }) =>
    makeSample(
      { id: path, label: name, ...pictureIn(async () => readFile(await open(path)), decode) },
      { split, group: group?.(path), source: source?.(path) },
    ),
  )
  return createDataset(samples, labels)
}

/** All bytes of a file. */
export async function readFile(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer())
}

/** The path below the chosen folder; the folder's own name, which comes first, is dropped. */
function pathOf(file: File): string {
  const path = file.webkitRelativePath
  return path ? path.slice(path.indexOf('/') + 1) : file.name
}
