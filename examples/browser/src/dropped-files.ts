/** The files of a drop, those inside dropped folders included. */

/** Must be called before the drop event's handler first awaits: afterwards the browser empties the list. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry())
  if (entries.every((entry) => entry === null)) return Array.from(transfer.files)
  const nested = await Promise.all(entries.map((entry) => (entry === null ? [] : filesOf(entry))))
  return nested.flat().filter((file) => !file.name.startsWith('.'))
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry) {
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))]
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return []
  const reader = entry.createReader()
  const files: File[] = []
  // A reader gives at most 100 entries a call and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return files
    for (const child of some) files.push(...(await filesOf(child)))
  }
}
