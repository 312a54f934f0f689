/** The folder a run leaves behind: filled beside its final place and renamed when whole, so that no half run is taken for one. */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from './errors.ts'

export interface RunFolder {
  /** Where the folder will be once `finish` has been called. */
  readonly target: string
  /** Where it is being filled. */
  readonly working: string
  path(...parts: string[]): string
  /** Writes a file of the folder so that it is there in whole or not at all. */
  write(name: string, contents: string | Uint8Array): Promise<void>
  /** Puts the folder in its final place. */
  finish(): Promise<void>
}

/**
 * @param target final place; must be free unless `overwrite`
 * @param options `resume` goes on in the folder of a run that did not end
 * @throws UsageError if something is there already, or nothing to resume
 */
export async function createRunFolder(target: string, { overwrite = false, resume = false } = {}): Promise<RunFolder> {
  const final = resolve(target)
  const working = `${final}.partial`
  const left = await exists(working)
  if (resume && !left) throw new UsageError(`--resume: there is no run to go on with: ${target}.partial is not there`)
  if (!overwrite) {
    if (await isTaken(final))
      throw new UsageError(`--out: ${target} is not empty; choose another folder or pass --overwrite`)
    if (left && !resume)
      throw new UsageError(
        `--out: ${target}.partial is left from a run that did not end; pass --resume to go on with it, or --overwrite`,
      )
  }
  if (!resume) await rm(working, { recursive: true, force: true })
  await makeFolder(working)
  const path = (...parts: string[]) => join(working, ...parts)
  return {
    target: final,
    working,
    path,
    write: (name, contents) => writeWhole(path(name), contents),
    async finish() {
      const old = `${final}.old`
      await rm(old, { recursive: true, force: true })
      if (await exists(final)) await rename(final, old)
      await rename(working, final)
      await rm(old, { recursive: true, force: true })
    },
  }
}

/** A training's folder: where the user says, else in `runs/` under a name that is free, or that of a run to go on with. */
export async function createTrainingFolder(
  name: string,
  options: { out?: string; overwrite: boolean; resume: boolean },
): Promise<RunFolder> {
  const usual = join('runs', name)
  return createRunFolder(options.out ?? (await (options.resume ? unfinishedName(usual) : freeName(usual))), options)
}

/** The first of `base`, `base-2`, `base-3` ... that is neither there nor being filled. */
async function freeName(base: string): Promise<string> {
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}-${i}`
    if (!(await exists(name)) && !(await exists(`${name}.partial`))) return name
  }
}

/** The last of `base`, `base-2`, `base-3` ... that did not end; `base` where there is none. */
async function unfinishedName(base: string): Promise<string> {
  const folder = dirname(resolve(base))
  const start = basename(base)
  const numbers = (await readdir(folder).catch(() => [])).flatMap((name) => {
    const number = name.startsWith(start) && /^(?:-(\d+))?\.partial$/.exec(name.slice(start.length))
    return number ? [Number(number[1] ?? 1)] : []
  })
  const last = Math.max(1, ...numbers)
  return last === 1 ? base : `${base}-${last}`
}

/** As `mkdir -p`. Node's own recursion reports a read-only disk as a missing folder, so each level is made by itself. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}

/** Writes to a temporary neighbour, syncs, renames: readers see the old file or the new one, never a part. */
async function writeWhole(path: string, contents: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(path))
  const temporary = `${path}.tmp`
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(contents)
    await file.sync()
  } catch (error) {
    // A full disk does not say of itself which file it was.
    throw Object.assign(error as NodeJS.ErrnoException, { path })
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

async function isTaken(path: string): Promise<boolean> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR')
      throw new UsageError(`--out: ${path} cannot be a folder: a part of that path is a file`)
    throw error
  })
  return entries.length > 0
}
