/** A dataset from a CSV file and the pictures it lists, all chosen in a page. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { makeSample, pictureIn } from '../datasets/make-sample.ts'
import { readManifest } from '../datasets/manifest.ts'
import type { ManifestOptions } from '../datasets/manifest.ts'
import { normalisePath } from '../datasets/picture-path.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'
import { filesByPath, readFile } from './from-files.ts'

export interface FromManifestFilesOptions extends Omit<ManifestOptions, 'allowOutside'> {
  /** Path of the manifest below the chosen folder; by default the only file that ends in `.csv`. */
  manifest?: string
  /** Class names in the order of their indices; by default those that occur, alphabetically. */
  labels?: readonly string[]
  /** Limits for decoding. */
  decode?: DecodeOptions
}

/**
 * The pictures that a CSV file among `files` lists, as `fromManifest` in Node: paths are relative to the CSV file and become the ids.
 * A listed picture that was not chosen shows when it is loaded.
 *
 * @throws {ConvlensDataError} where there is no such CSV file or several, where it lists none of the files, or as `fromManifest`
 *
 * @example
 * const dataset = await fromManifestFiles([...input.files], { columns: { group: 'subject' } })
 */
export async function fromManifestFiles(
  files: readonly File[],
  options: FromManifestFilesOptions = {},
): Promise<Dataset> {
  const byPath = filesByPath(files)
  const tables = [...byPath.keys()].filter((path) => path.toLowerCase().endsWith('.csv'))
  const name = options.manifest ?? (tables.length === 1 ? tables[0] : undefined)
  const file = name === undefined ? undefined : byPath.get(name)
  if (file === undefined || name === undefined) {
    const there = tables.length === 0 ? 'none' : tables.join(', ')
    throw new ConvlensDataError(
      'manifest',
      options.manifest,
      `manifest: ${options.manifest === undefined ? 'none' : `'${options.manifest}'`} given, expected one of the CSV files (there: ${there})`,
    )
  }
  const folder = name.slice(0, name.lastIndexOf('/') + 1)
  const place = (path: string): string => normalisePath(folder + path).path
  const open = (path: string): ReturnType<typeof pictureIn> =>
    pictureIn(() => {
      const found = byPath.get(place(path))
      return found === undefined
        ? Promise.reject(
            new ConvlensDataError('files', path, `files: ${name} lists '${path}', which is not among them`),
          )
        : readFile(found)
    }, options.decode)
  const entries = readManifest(await readFile(file), name, options)
  if (!entries.some(({ path }) => byPath.has(place(path))))
    throw new ConvlensDataError(
      'files',
      entries[0]!.path,
      `files: ${name} lists ${entries.length} pictures, none of which are among the ${files.length} files ('${entries[0]!.path}' is the first)`,
    )
  const samples = entries.map(({ path, label, mask, ...optional }) =>
    makeSample(
      { id: path, label, ...open(path) },
      { ...optional, mask: mask === undefined ? undefined : () => open(mask).load() },
    ),
  )
  return createDataset(samples, options.labels)
}
