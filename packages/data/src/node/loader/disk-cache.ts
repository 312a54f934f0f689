/** Preprocessed pictures in a folder, for `loader`: the second run decodes nothing. */
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, futimesSync, openSync, readFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { ConvlensDataError } from '../../data-error.ts'
import { preparedVersion } from '../../loader/store.ts'
import type { PictureStore } from '../../loader/store.ts'
import { decodeEntry, encodeEntry } from './cache-entry.ts'
import { createCacheSpace } from './cache-space.ts'

/** How many files are written at once before `set` waits. */
const WRITERS = 4

export interface DiskCacheOptions {
  /** Folder of the cache; made where it is missing. Several processes may use one at once. */
  dir: string
  /** Most bytes of the folder's pictures; 2^34 (16 GiB) by default, some 85,000 grey pictures of 224 x 224. */
  maxBytes?: number
  /** Pictures used since this moment (milliseconds since 1970) make no room for others; by default the moment of the call. */
  usedSince?: number
}

/** What a disk cache did since it was opened, in this thread. */
export interface DiskCacheCounts {
  hits: number
  misses: number
  writes: number
  /** Files found partial, damaged or foreign; they were removed and count among the misses. */
  damaged: number
  /** Why nothing could be written, the last time; a full or read-only disk makes a cache slower, not wrong. */
  writeError?: Error
}

/** A folder of preprocessed pictures. */
export interface DiskCache extends PictureStore {
  readonly settings: { readonly dir: string; readonly maxBytes: number; readonly usedSince: number }
  counts(): DiskCacheCounts
}

/**
 * A folder of preprocessed pictures, for `loader`'s `store`. A picture's name is the SHA-256 of its file's bytes, of how it is
 * decoded and preprocessed, and of this package's `preparedVersion`; so a changed file is another picture. A file is written aside,
 * synced and renamed, and its checksum is compared whenever it is read: what is partial, damaged or foreign counts as missing.
 *
 * When the folder is full, the pictures that were not used the longest go, but none used since `usedSince`; where all were, the
 * new picture is not kept.
 *
 * @throws {ConvlensDataError} naming the option that is wrong
 *
 * @example
 * const store = diskCache({ dir: '.cache/pictures', maxBytes: 2 ** 32 })
 * for await (const batch of loader(train, { preprocess, batchSize: 32, store })) ...
 */
export function diskCache(options: DiskCacheOptions): DiskCache {
  const { maxBytes = 2 ** 34, usedSince = Date.now() } = options
  if (typeof options.dir !== 'string' || options.dir === '')
    throw new ConvlensDataError('dir', options.dir, `dir: ${JSON.stringify(options.dir)} given, expected a folder`)
  if (!(maxBytes > 0))
    throw new ConvlensDataError('maxBytes', maxBytes, `maxBytes: ${maxBytes} given, expected above 0`)
  const dir = resolve(options.dir)
  const space = createCacheSpace(dir, maxBytes, usedSince)
  const counts: DiskCacheCounts = { hits: 0, misses: 0, writes: 0, damaged: 0 }
  const writing = new Set<Promise<void>>()
  const pathOf = (key: string): string => join(dir, key.slice(0, 2), `${key.slice(2)}.pic`)
  let folders: Promise<unknown> | undefined

  async function write(key: string, file: Buffer): Promise<void> {
    const temporary = join(dir, 'tmp', `${process.pid}-${randomBytes(8).toString('hex')}`)
    try {
      await (folders ??= mkdir(join(dir, 'tmp'), { recursive: true }))
      if (!(await space.reserve(file.length))) return
      const handle = await open(temporary, 'wx')
      try {
        await handle.writeFile(file)
        await handle.sync()
      } finally {
        await handle.close()
      }
      const path = pathOf(key)
      await rename(temporary, path).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
        await mkdir(dirname(path), { recursive: true })
        await rename(temporary, path)
      })
      counts.writes++
    } catch (error) {
      folders = undefined
      counts.writeError = error as Error
      await rm(temporary, { force: true }).catch(() => undefined)
    }
  }

  return {
    settings: { dir, maxBytes, usedSince },
    counts: () => ({ ...counts }),
    key(bytes, spec, decode) {
      const content = createHash('sha256').update(bytes).digest('hex')
      const made = JSON.stringify([preparedVersion, content, sorted(spec), sorted(decode)])
      return createHash('sha256').update(made).digest('hex')
    },
    async get(key) {
      const path = pathOf(key)
      const file = readNow(path)
      const x = file === undefined ? undefined : decodeEntry(key, file)
      if (x === undefined) {
        counts.misses++
        if (file !== undefined) {
          counts.damaged++
          await rm(path, { force: true }).catch(() => undefined)
        }
        return undefined
      }
      counts.hits++
      return x
    },
    async set(key, x) {
      const written = write(key, encodeEntry(key, x)).finally(() => writing.delete(written))
      writing.add(written)
      if (writing.size >= WRITERS) await Promise.race(writing)
    },
    async flush() {
      await Promise.all(writing)
    },
  }
}

/** The same object with its fields in one order, so that the order in which they were written makes no other key. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([one], [two]) => (one < two ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  )
}

/**
 * The bytes of a file, which counts as used from now on. At once: the way there and back through Node's thread pool takes longer
 * than the reading itself.
 */
function readNow(path: string): Buffer | undefined {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = readFileSync(file)
    touch(file)
    return bytes
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function touch(file: number): void {
  const now = new Date()
  try {
    futimesSync(file, now, now)
  } catch {
    // A folder that may only be read: nothing is removed there either.
  }
}
