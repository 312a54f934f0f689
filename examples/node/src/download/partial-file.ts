/** The bytes of a picture so far: on the disk, with their hash, never more than the list says. */
import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { hashFrom } from './checksum.ts'
import { TransferError } from './transfer-error.ts'

export interface PartialFile {
  readonly size: number
  readonly whole: boolean
  /** Throws everything away. */
  restart(): Promise<void>
  /** @throws {TransferError} where that is more than the whole file; everything is thrown away then */
  append(data: Uint8Array): Promise<void>
  /**
   * Everything on the disk.
   *
   * @throws {TransferError} where the hash is another; everything is thrown away then
   */
  check(): Promise<void>
  close(): Promise<void>
}

/** Opens or creates the file and hashes what is in it. */
export async function openPartialFile(
  path: string,
  { bytes, sha256 }: { bytes: number; sha256: string },
  onSize: (bytes: number) => void,
): Promise<PartialFile> {
  const handle = await openForUpdate(path)
  let hash = createHash('sha256')
  let size = 0
  const resize = (value: number): void => {
    size = value
    onSize(value)
  }
  const restart = async (): Promise<void> => {
    await handle.truncate(0)
    hash = createHash('sha256')
    resize(0)
  }
  try {
    const begun = (await handle.stat()).size
    if (begun > bytes) await restart()
    else {
      await hashFrom(handle, begun, hash)
      resize(begun)
    }
  } catch (error) {
    await handle.close()
    throw error
  }
  return {
    get size() {
      return size
    },
    get whole() {
      return size === bytes
    },
    restart,
    append: async (data) => {
      if (size + data.length > bytes) {
        await restart()
        throw new TransferError('wrong', `sends more than the ${bytes} bytes of the list`)
      }
      for (let at = 0; at < data.length;) at += (await handle.write(data, at, data.length - at, size + at)).bytesWritten
      hash.update(data)
      resize(size + data.length)
    },
    check: async () => {
      const found = hash.copy().digest('hex')
      if (found !== sha256) {
        await restart()
        throw new TransferError('wrong', `has the SHA-256 ${found}, the list says ${sha256}`)
      }
      await handle.sync()
    },
    close: () => handle.close(),
  }
}

async function openForUpdate(path: string): Promise<FileHandle> {
  return open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    // Another process took the part over while this one waited.
    if (error.code === 'ENOENT') return open(path, 'w+')
    throw error
  })
}
