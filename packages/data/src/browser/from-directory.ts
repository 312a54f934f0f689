/** A dataset from a folder that the user gave the page access to. */
import type { Dataset } from '../dataset.ts'
import { fromPaths } from './from-files.ts'
import type { FromPathsOptions } from './from-files.ts'

export interface FromDirectoryOptions extends FromPathsOptions {
  /** Ends the search: the promise rejects with the signal's reason. */
  signal?: AbortSignal
}

/**
 * The pictures of a directory handle, read as `<label>/*` or `<split>/<label>/*`, deeper folders included. Only names are read now;
 * a file is opened when its picture is loaded. Ids are paths below the folder with `/`, as in Node.
 *
 * @param folder from `showDirectoryPicker()`, or of the origin's private file system
 * @throws {ConvlensDataError} where there are no pictures, or no folders to take labels from and no `label`
 *
 * @example
 * const dataset = await fromDirectory(await showDirectoryPicker())
 */
export async function fromDirectory(
  folder: FileSystemDirectoryHandle,
  options: FromDirectoryOptions = {},
): Promise<Dataset> {
  const { signal, ...others } = options
  const files = new Map<string, FileSystemFileHandle>()
  const walk = async (handle: FileSystemDirectoryHandle, prefix: string): Promise<void> => {
    for await (const [name, entry] of handle.entries()) {
      signal?.throwIfAborted()
      if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle, `${prefix}${name}/`)
      else files.set(prefix + name, entry as FileSystemFileHandle)
    }
  }
  signal?.throwIfAborted()
  await walk(folder, '')
  return fromPaths([...files.keys()], (path) => files.get(path)!.getFile(), others)
}
