/** Small pictures in memory for the loader's tests: PNG files that differ in every pixel. */
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

import { createDataset } from '../../dataset.ts'
import type { Dataset, Sample } from '../../dataset.ts'
import { decodeImage } from '../../decode/decode-image.ts'
import type { LoaderOptions } from '../../loader/loader.ts'
import { loader } from '../../loader/loader.ts'
import { createRandom } from '../../random.ts'

export const spec = { version: 1, width: 24, height: 20, channels: 3, fit: 'stretch', scaling: 'unit' } as const

/** A grey PNG of `size` x `size` pixels. */
export function pngOf(i: number, size = 32): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header[8] = 8
  const rows = Buffer.alloc(size * (size + 1))
  for (let y = 0, state = createRandom('png', i).integer(2 ** 32); y < size; y++)
    for (let x = 1; x <= size; x++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      rows[y * (size + 1) + x] = state >>> 24
    }
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))]
  return new Uint8Array(Buffer.concat([Buffer.of(137, 80, 78, 71, 13, 10, 26, 10), ...chunks]))
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(data.length + 12)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  data.copy(out, 8)
  out.writeUInt32BE(crc32(out.subarray(4, -4)), out.length - 4)
  return out
}

/** A picture as a file's: its bytes may be decoded anywhere. Every seventh is damaged, every fifth has only `load`. */
export function picture(i: number, bytes: Uint8Array = i % 7 === 6 ? pngOf(i).subarray(0, 200) : pngOf(i)): Sample {
  const read = (): Promise<Uint8Array> => Promise.resolve(bytes)
  const load = (): Promise<ReturnType<typeof decodeImage> extends Promise<infer R> ? R : never> => decodeImage(bytes)
  const base = { id: `p${i}`, label: i % 2 === 0 ? 'a' : 'b', load }
  return i % 5 === 4 ? base : { ...base, read, decode: {} }
}

export const pictures = (count: number): Dataset => createDataset(Array.from({ length: count }, (_, i) => picture(i)))

/** SHA-256 of every picture's values by its id, and what was skipped. */
export async function digests(
  dataset: Dataset,
  options: Partial<LoaderOptions>,
): Promise<{ pictures: [string, string][]; skipped: string[] }> {
  const found: [string, string][] = []
  const skipped: string[] = []
  const onSkip = ({ id }: Sample, error: unknown): void => void skipped.push(`${id}: ${String(error)}`)
  for await (const { x, ids } of loader(dataset, { preprocess: spec, batchSize: 8, onSkip, ...options })) {
    const size = x.length / ids.length
    ids.forEach((id, i) =>
      found.push([
        id,
        createHash('sha256')
          .update(x.subarray(i * size, (i + 1) * size))
          .digest('hex'),
      ]),
    )
  }
  return { pictures: found, skipped }
}
