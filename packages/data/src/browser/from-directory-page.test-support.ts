/** The page of the Chromium test: a dataset from a real directory handle and from a real drop. */
import type { Dataset } from '../dataset.ts'
import { fromDirectory } from './from-directory.ts'
import { fromDrop } from './from-drop.ts'

/** What a dataset has, and the size of its first picture. */
export interface Seen {
  samples: (string | undefined)[][]
  first: string
}

async function see({ samples }: Dataset): Promise<Seen> {
  const { width, height } = await samples[0]!.load()
  return { samples: samples.map(({ id, label, split }) => [id, label, split]), first: `${width} x ${height}` }
}

/** Writes `files` into the origin's private file system and reads them back as a dataset. */
async function stored(files: readonly string[], content: readonly number[]): Promise<Seen> {
  const root = await navigator.storage.getDirectory()
  for (const path of files) {
    const parts = path.split('/')
    let folder = root
    for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true })
    const writable = await (await folder.getFileHandle(parts.at(-1)!, { create: true })).createWritable()
    await writable.write(Uint8Array.from(content))
    await writable.close()
  }
  return see(await fromDirectory(root))
}

export interface DirectoryPage {
  stored: typeof stored
  /** What the last drop gave. */
  dropped: Promise<Seen> | undefined
}

const page: DirectoryPage = { stored, dropped: undefined }

document.addEventListener('dragover', (event) => event.preventDefault())
document.addEventListener('drop', (event) => {
  event.preventDefault()
  page.dropped = fromDrop(event.dataTransfer!).then(see)
})
;(globalThis as unknown as { page: DirectoryPage }).page = page
