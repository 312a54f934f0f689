/** Pictures the user already has, such as an unpacked archive: found by size and hash, whatever they are called. */
import { copyFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { hasContent } from './checksum.ts'
import type { ListedPicture } from './list.ts'

export interface LocalCopies {
  /** A file with exactly these bytes. */
  find(picture: ListedPicture): Promise<string | undefined>
}

/**
 * @param folders looked through with all their subfolders; links are not followed
 * @throws {UsageError} for a folder that is not there
 */
export async function localCopies(folders: readonly string[]): Promise<LocalCopies> {
  const bySize = new Map<number, string[]>()
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
        throw new UsageError(`--from: there is no folder ${folder}`)
      },
    )
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath ?? entry.path, entry.name)
      const { size } = await stat(path)
      const same = bySize.get(size)
      if (same === undefined) bySize.set(size, [path])
      else same.push(path)
    }
  }
  return {
    find: async (picture) => {
      for (const path of bySize.get(picture.bytes) ?? []) if (await hasContent(path, picture)) return path
      return undefined
    },
  }
}

/** Copies and checks the copy, so that a source that changes meanwhile is noticed. */
export async function copyChecked(from: string, to: string, picture: ListedPicture): Promise<boolean> {
  await copyFile(from, to)
  return hasContent(to, picture)
}
