/** Checkpoints in a folder. */
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { CheckpointError } from '../checkpoint/checkpoint-error.ts'
import { checkName, type CheckpointStore, inTurn, isCheckpointName } from '../checkpoint/checkpoint-store.ts'
import { makeFolder, replaceFile, syncFolder } from './atomic-file.ts'
import { clauseOf, codeOf } from './file-errors.ts'
import { isAbandoned, isTemporary, temporaryName } from './temporary-name.ts'

/** Removes what killed writers left. That is housekeeping: where it fails, the next store tries again. */
async function sweep(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter(isTemporary))
    try {
      const path = join(folder, name)
      if (isAbandoned(name, (await stat(path)).mtimeMs)) await rm(path, { force: true })
    } catch {
      // Its writer may have finished it meanwhile.
    }
}

const unreadable = (what: string, cause: unknown): CheckpointError =>
  new CheckpointError('unreadable', `could not read ${what}: ${clauseOf(cause)}`, { cause })

/**
 * Keeps checkpoints as files in a folder, which is made with the first of them. A file is written under another name in the same
 * folder, synced to the disk and renamed, and the folder synced: after a kill or a power cut at any moment there are the old bytes or
 * the new ones. Several processes may write to one folder; of each name the last writer's bytes are there, whole. What a killed
 * writer left is removed by the first write of a later one.
 *
 * Its methods throw CheckpointError `unwritable` where the disk is full, read-only or not ours to write, and `unreadable`.
 *
 * @throws RangeError where `dir` is empty
 * @example
 * ```ts
 * const store = checkpointFolder('runs/first/checkpoints')
 * await store.write('last.ckpt', await encodeCheckpoint({ progress: { epoch: 1 }, tensors: {} }))
 * console.log(await store.list()) // ['last.ckpt']
 * ```
 */
export function checkpointFolder(dir: string): CheckpointStore {
  if (dir === '') throw new RangeError("dir: expected the path of a folder, got ''")
  const folder = resolve(dir)
  const turn = inTurn()
  let swept = false

  async function replace(name: string, bytes: Uint8Array): Promise<void> {
    await makeFolder(folder)
    if (!swept) await sweep(folder).catch(() => undefined)
    swept = true
    await replaceFile(join(folder, name), bytes, join(folder, temporaryName(name)))
  }

  async function write(name: string, bytes: Uint8Array): Promise<void> {
    let left = 'what was there before is unchanged'
    try {
      await replace(name, bytes).catch(async (error: unknown) => {
        // Somebody has removed the folder or our file, which he took for abandoned: once more.
        if (codeOf(error) !== 'ENOENT') throw error
        await replace(name, bytes)
      })
      left = 'it is there, but may not outlast a power cut'
      await syncFolder(folder)
    } catch (error) {
      const message = `could not write ${join(folder, name)}: ${clauseOf(error)}; ${left}`
      throw new CheckpointError('unwritable', message, { cause: error })
    }
  }

  async function remove(name: string): Promise<void> {
    try {
      await rm(join(folder, name))
      await syncFolder(folder)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      const message = `could not remove ${join(folder, name)}: ${clauseOf(error)}`
      throw new CheckpointError('unwritable', message, { cause: error })
    }
  }

  return {
    async write(name, bytes) {
      checkName(name)
      await turn(() => write(name, bytes))
    },
    async read(name) {
      checkName(name)
      return turn(async () => {
        try {
          return await readFile(join(folder, name))
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return undefined
          throw unreadable(join(folder, name), error)
        }
      })
    },
    async remove(name) {
      checkName(name)
      await turn(() => remove(name))
    },
    list: () =>
      turn(async () => {
        try {
          const entries = await readdir(folder, { withFileTypes: true })
          return entries.flatMap((entry) => (entry.isFile() && isCheckpointName(entry.name) ? [entry.name] : [])).sort()
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return []
          throw unreadable(folder, error)
        }
      }),
  }
}
