/** SHA-256 of files, without holding them in memory. */
import { createHash, type Hash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'

/** Feeds the first `length` bytes of an open file to `hash`. */
export async function hashFrom(handle: FileHandle, length: number, hash: Hash): Promise<void> {
  const buffer = Buffer.allocUnsafe(1 << 18)
  for (let at = 0; at < length;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - at), at)
    if (bytesRead === 0) return
    hash.update(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
}

/** True where the file is there and has exactly this size and hash. */
export async function hasContent(path: string, expected: { bytes: number; sha256: string }): Promise<boolean> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return false
  try {
    const info = await handle.stat()
    if (!info.isFile() || info.size !== expected.bytes) return false
    const hash = createHash('sha256')
    await hashFrom(handle, info.size, hash)
    return hash.digest('hex') === expected.sha256
  } finally {
    await handle.close()
  }
}
