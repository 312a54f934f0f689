/** Files that are there whole or not at all, also after a power cut. */
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { codeOf } from './file-errors.ts'

/** Writes a file that must not exist yet, and waits until it is on the disk. */
export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Some network disks cannot sync a folder; nothing better can be done there. */
const cannotSync = new Set(['EINVAL', 'ENOTSUP', 'ENOSYS'])

/** Makes new names in a folder last through a power cut. Windows neither needs nor allows it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    if (!cannotSync.has(codeOf(error) ?? '')) throw error
  } finally {
    await handle.close()
  }
}

/** Makes a folder and those above it that are missing, to last. `folder` is absolute. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** What Windows answers while a virus scanner or a reader has the old file open: for moments. */
const busy = new Set(['EPERM', 'EACCES', 'EBUSY'])

async function renameOver(from: string, to: string): Promise<void> {
  for (let wait = 10; ; wait *= 2)
    try {
      return await rename(from, to)
    } catch (error) {
      if (process.platform !== 'win32' || wait > 1000 || !busy.has(codeOf(error) ?? '')) throw error
      await pause(wait)
    }
}

/**
 * Puts `bytes` where `path` is: writes them to `temporary`, which is in the same folder, and renames that. After a crash at any
 * moment `path` has the old bytes or the new bytes. The folder is not synced yet. After an error nothing stays behind.
 */
export async function replaceFile(path: string, bytes: Uint8Array, temporary: string): Promise<void> {
  try {
    await writeSynced(temporary, bytes)
    await renameOver(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}
