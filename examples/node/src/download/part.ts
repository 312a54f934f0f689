/** Unfinished files: who works on one, and how the next run, or another process, takes it over. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/**
 * Bytes so far lie in `.parts/<name>.<owner>.part`; beside it `.part.json` holds what the server said of the version they belong to.
 * The owner is this run. A part whose owner has ended is taken over by renaming it, which only one process can do, so two
 * processes never write to one file. (A process that gets the same number again is told apart by the run.)
 */
export interface PartFolder {
  /** The part of a file for this run to go on with; undefined while another process works on it. */
  claim(path: string, sha256: string): Promise<Part | undefined>
  /** The run is over: what it has not released is free, and the folder goes if nothing is left in it. */
  close(): Promise<void>
}

export interface Part {
  path: string
  /** The validator of the bytes so far: an ETag or a date, for `If-Range`. */
  validator(): Promise<string | undefined>
  remember(validator: string | undefined): Promise<void>
  /** Moves the whole file to its place, at once. */
  finish(target: string): Promise<void>
  /** Lets others go on with it. */
  release(): Promise<void>
}

/** A part that nobody has written to for this long is free even if its owner seems to live. */
const abandonedAfter = 15 * 60_000

const place = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
/** The runs of this very process. */
const runsHere = new Set<string>()
const nobody = '00000000-0-00000000'

export function partFolder(out: string): PartFolder {
  const folder = join(out, '.parts')
  const run = randomBytes(4).toString('hex')
  runsHere.add(run)
  const me = `${place}-${process.pid}-${run}`
  return {
    claim: async (path, sha256) => {
      const id = createHash('sha256').update(`${path}\0${sha256}`).digest('hex').slice(0, 12)
      const key = `${encodeURIComponent(path).slice(-80)}-${id}`
      const mine = join(folder, `${key}.${me}.part`)
      await mkdir(folder, { recursive: true })
      const free: { path: string; size: number }[] = []
      for (const name of await readdir(folder)) {
        const match = /^(.*)\.([0-9a-f]{8})-(\d+)-([0-9a-f]{8})\.part$/.exec(name)
        if (match?.[1] !== key) continue
        const info = await stat(join(folder, name)).catch(gone)
        if (info === undefined) continue
        const idle = Date.now() - info.mtimeMs > abandonedAfter
        if (!idle && isAlive(match[2]!, Number(match[3]), match[4]!)) return undefined
        free.push({ path: join(folder, name), size: info.size })
      }
      let taken = false
      for (const { path: old } of free.sort((a, b) => b.size - a.size)) {
        if (taken) await remove(old)
        else if (await moved(old, mine)) {
          taken = true
          await moved(`${old}.json`, `${mine}.json`)
        }
      }
      if (!taken) await (await open(mine, 'w')).close()
      return part(mine, join(folder, `${key}.${nobody}.part`))
    },
    close: async () => {
      runsHere.delete(run)
      await rmdir(folder).catch(() => undefined)
    },
  }
}

function part(path: string, released: string): Part {
  return {
    path,
    validator: async () => {
      const text = await readFile(`${path}.json`, 'utf8').catch(gone)
      try {
        const { validator } = JSON.parse(text ?? '{}') as { validator?: unknown }
        return typeof validator === 'string' ? validator : undefined
      } catch {
        // Cut off by a crash: the bytes are still checked in the end.
        return undefined
      }
    },
    remember: async (validator) => {
      if (validator === undefined) await rm(`${path}.json`, { force: true })
      else await writeFile(`${path}.json`, JSON.stringify({ validator }))
    },
    finish: async (target) => {
      await rename(path, target)
      await rm(`${path}.json`, { force: true })
    },
    release: async () => {
      const info = await stat(path).catch(gone)
      if (info === undefined) return
      if (info.size === 0) return remove(path)
      await moved(`${path}.json`, `${released}.json`)
      await moved(path, released)
    },
  }
}

/** Whether the run that a part is named after is still going on; for another machine only the time tells. */
function isAlive(host: string, pid: number, run: string): boolean {
  if (pid === 0) return false
  if (host !== place) return true
  if (pid === process.pid) return runsHere.has(run)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true })
  await rm(`${path}.json`, { force: true })
}

function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
