/** Keeps a cache folder below its size. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Files of writers that were killed are taken away after this many milliseconds. */
const ABANDONED = 10 * 60_000

/** By how many milliseconds the time of a file may lag behind the clock: a tick of the kernel, two seconds on FAT. */
const LAG = 2000

interface Entry {
  path: string
  bytes: number
  usedAt: number
}

export interface CacheSpace {
  /** Makes room for a file of so many bytes. `false`: there is none, as all that is in was used lately. */
  reserve(bytes: number): Promise<boolean>
}

/**
 * Room is made by removing what was not used the longest, but never what was used since `usedSince`: an epoch asks for every picture
 * once, and if each took the place of another, the next epoch would find none. Other processes may write too, so the folder is
 * looked through again after every sixteenth of `maxBytes`; each of them may exceed the size by as much.
 */
export function createCacheSpace(dir: string, maxBytes: number, usedSince: number): CacheSpace {
  let used: Promise<number> | undefined
  let sinceLook = 0
  let full = false

  async function look(): Promise<number> {
    const entries = await list(dir)
    let total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
    sinceLook = 0
    if (total <= maxBytes) return total
    return (total -= await free(entries, total - maxBytes))
  }

  /** Removes unused entries, the longest unused first, and tells how many bytes that gave. */
  async function free(entries: Entry[], bytes: number): Promise<number> {
    let freed = 0
    const unused = entries.filter(({ usedAt }) => usedAt < usedSince - LAG)
    for (const entry of unused.sort((a, b) => a.usedAt - b.usedAt)) {
      if (freed >= bytes) break
      await rm(entry.path, { force: true })
      freed += entry.bytes
    }
    return freed
  }

  async function make(bytes: number): Promise<boolean> {
    let total = await (used ??= look())
    if (total + bytes > maxBytes || sinceLook > maxBytes / 16) {
      total = await look()
      // A little more than asked for, so that not every file has to look for room.
      if (total + bytes > maxBytes) total -= await free(await list(dir), total + bytes - maxBytes + maxBytes / 16)
      full = total + bytes > maxBytes
    }
    if (!full) {
      total += bytes
      sinceLook += bytes
    }
    used = Promise.resolve(total)
    return !full
  }

  let last: Promise<unknown> = Promise.resolve()
  return {
    reserve(bytes) {
      if (full) return Promise.resolve(false)
      // One after another: two at once would both find the same room.
      const next = last.then(() => !full && make(bytes))
      last = next.catch(() => undefined)
      return next
    },
  }
}

/** All entries; files that writers left unfinished are removed once they are old. */
async function list(dir: string): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const folder of await readdir(dir, { withFileTypes: true })) {
    const unfinished = folder.name === 'tmp'
    if (!folder.isDirectory() || (!unfinished && !/^[0-9a-f]{2}$/.test(folder.name))) continue
    for (const name of await readdir(join(dir, folder.name))) {
      const path = join(dir, folder.name, name)
      const found = await stat(path).catch(() => undefined)
      if (found === undefined) continue
      if (!unfinished) entries.push({ path, bytes: found.size, usedAt: found.mtimeMs })
      else if (found.mtimeMs < Date.now() - ABANDONED) await rm(path, { force: true })
    }
  }
  return entries
}
