/** A dataset from folders and files that were dropped onto a page. */
import { ConvlensDataError } from '../data-error.ts'
import type { Dataset } from '../dataset.ts'
import { fromPaths } from './from-files.ts'
import type { FromDirectoryOptions } from './from-directory.ts'

/**
 * The pictures of a drop, labelled by their folders: of one dropped folder those inside it count, of several each is a label or a
 * split. A file is opened when its picture is loaded. Must be called while the event is handled, before anything is awaited: a
 * browser empties the drop after that.
 *
 * @param dropped `event.dataTransfer` of a `drop` event
 * @throws {ConvlensDataError} where nothing that was dropped is a file, there are no pictures, or no folders to take labels from
 *   and no `label`
 *
 * @example
 * page.addEventListener('drop', async (event) => {
 *   event.preventDefault()
 *   const dataset = await fromDrop(event.dataTransfer)
 * })
 */
export async function fromDrop(
  dropped: Pick<DataTransfer, 'items'>,
  options: FromDirectoryOptions = {},
): Promise<Dataset> {
  const { signal, ...others } = options
  const roots = [...dropped.items].flatMap((item) => (item.kind === 'file' ? (item.webkitGetAsEntry() ?? []) : []))
  if (roots.length === 0)
    throw new ConvlensDataError(
      'dropped',
      dropped.items.length,
      `dropped: ${dropped.items.length} items and no file among them, expected folders or files (asked while the event is handled?)`,
    )
  const files = new Map<string, FileSystemFileEntry>()
  const walk = async (entry: FileSystemEntry, path: string): Promise<void> => {
    signal?.throwIfAborted()
    if (entry.isFile) files.set(path, entry as FileSystemFileEntry)
    else
      for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await walk(child, join(path, child.name))
  }
  const [only] = roots
  for (const root of roots) await walk(root, roots.length === 1 && only!.isDirectory ? '' : root.name)
  const open = (path: string): Promise<File> =>
    new Promise((resolve, reject) => {
      files.get(path)!.file(resolve, reject)
    })
  return fromPaths([...files.keys()], open, others)
}

/** All entries of a folder: browsers give them a hundred at a time, and an empty list at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject)
    })
    if (some.length === 0) return all
    all.push(...some)
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`)
