/** Reads every picture once, before anything is trained on, and tells this data from any other. */
import { createHash } from 'node:crypto'
import type { Batch, Dataset } from '@convlens/data'

/**
 * @param batchesOf the pictures of a split in their order, preprocessed; a cache behind it spares reading them again
 * @param onRead told how many pictures have been read so far
 * @returns SHA-256 (hex) over split, id, class and preprocessed pixels of every readable picture
 */
export async function hashData(
  splits: ReadonlyMap<string, Dataset>,
  batchesOf: (part: Dataset) => AsyncIterable<Batch>,
  onRead: (pictures: number) => void,
): Promise<string> {
  const hash = createHash('sha256')
  let read = 0
  for (const [name, part] of splits)
    for await (const { ids, x, y } of batchesOf(part)) {
      hash.update(JSON.stringify([name, ids, [...y]])).update(x)
      onRead((read += ids.length))
    }
  return hash.digest('hex')
}
