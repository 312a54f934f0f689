/** What the test of the browser's workers runs in a page, and in Node to compare. */
import { xrayAugmentation } from '../../augment/presets.ts'
import { sha256 } from '../../audit/sha256.ts'
import { createDataset } from '../../dataset.ts'
import type { Sample } from '../../dataset.ts'
import { decodeImage } from '../../decode/decode-image.ts'
import { loader } from '../../loader/loader.ts'
import type { WorkerPool } from '../../loader/workers/worker-pool.ts'
import { browserWorkers } from './browser-workers.ts'

const spec = { version: 1, width: 24, height: 20, channels: 3, fit: 'stretch', scaling: 'unit' } as const

/** Digests of the pictures by id, then what was skipped. */
async function digests(files: readonly string[], workers: number | 'broken', abortAfter?: number): Promise<string[]> {
  const samples = files.map((file, i): Sample => {
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0))
    const read = () => Promise.resolve(bytes)
    const load = () => decodeImage(bytes)
    const base = { id: `p${i}`, label: 'a', load }
    return i % 5 === 4 ? base : { ...base, read, decode: {} }
  })
  const found: string[] = []
  const skipped: string[] = []
  const controller = new AbortController()
  const pool = (): WorkerPool =>
    workers === 'broken'
      ? browserWorkers(1, () => new Worker('/nowhere.js', { type: 'module' }))
      : browserWorkers(workers)
  const options = { preprocess: spec, augment: xrayAugmentation, batchSize: 4, seed: 7, signal: controller.signal }
  const onSkip = ({ id }: Sample, error: unknown): void => void skipped.push(`${id}: ${String(error)}`)
  for await (const { x, ids } of loader(createDataset(samples), {
    ...options,
    onSkip,
    ...(workers === 0 ? {} : { workers: pool }),
  })) {
    ids.forEach((id, i) => {
      const values = x.slice((i * x.length) / ids.length, ((i + 1) * x.length) / ids.length)
      found.push(`${id} ${sha256(new Uint8Array(values.buffer))}`)
    })
    if (abortAfter !== undefined && found.length >= abortAfter) controller.abort(new Error('enough'))
  }
  return [...found, ...skipped]
}

export interface WorkersPage {
  digests(files: readonly string[], workers: number | 'broken', abortAfter?: number): Promise<string[]>
}
export const workersPage: WorkersPage = { digests }
Object.assign(globalThis, { workersPage })
