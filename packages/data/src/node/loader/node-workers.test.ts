/** Real threads: the same pictures, no errors lost, nothing left behind. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { affine, compose, gamma, noise } from '../../augment/pipeline.ts'
import { xrayAugmentation } from '../../augment/presets.ts'
import { createDataset } from '../../dataset.ts'
import type { Sample } from '../../dataset.ts'
import { fromArrays } from '../../datasets/from-arrays.ts'
import { DecodeError } from '../../decode/decode-error.ts'
import { createBatchMemory } from '../../loader/batch-memory.ts'
import { createCache } from '../../loader/cache.ts'
import { loader } from '../../loader/loader.ts'
import { copySource } from '../../loader/workers/messages.ts'
import { createWorkerPool } from '../../loader/workers/worker-pool.ts'
import type { WorkerPool } from '../../loader/workers/worker-pool.ts'
import { nodeWorkers, threadStarter } from './node-workers.ts'
import { digests, picture, pictures, spec } from './pictures.test-support.ts'

const pipeline = compose([
  affine({ rotate: [-10, 10], scale: [0.9, 1.1] }),
  gamma({ exponent: [0.8, 1.2], p: 0.5 }),
  noise({ deviation: [0.01, 0.05] }),
])
/** Threads of this process, as Linux counts them. */
const threads = (): number => (existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0)

const startedFrom = (script: string | URL) => (): WorkerPool => createWorkerPool(2, threadStarter(new URL(script)))
const crashing = startedFrom(new URL('./crashing-worker.test-support.ts', import.meta.url))
const named = (i: number, id: string): Sample => ({ ...picture(i), id })
const imported = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)

let pool: WorkerPool
let folder: string
beforeAll(async () => {
  pool = nodeWorkers(4)
  folder = await mkdtemp(join(tmpdir(), 'convlens-workers-'))
})
afterAll(async () => {
  await pool.close()
  await rm(folder, { recursive: true })
})

describe('nodeWorkers', () => {
  it('gives the same bytes with 0, 1 and 4 workers, in batches of 8 and 32, with and without a cache', async () => {
    const dataset = pictures(45)
    for (const augment of [xrayAugmentation, pipeline, undefined]) {
      const options = { seed: 7, epoch: 3, shuffle: true, ...(augment === undefined ? {} : { augment }) }
      const alone = await digests(dataset, options)
      expect(alone.pictures.length).toBe(39)
      expect(alone.skipped.length).toBe(6)
      expect(new Set(alone.pictures.map(([, digest]) => digest)).size).toBe(39)
      const cache = createCache()
      const memory = createBatchMemory()
      for (const more of [
        { workers: pool },
        { workers: pool, batchSize: 32 },
        { workers: () => nodeWorkers(1), batchSize: 32 },
        { workers: pool, cache },
        { workers: pool, batchSize: 8, memory },
        { workers: pool, batchSize: 8, memory },
      ])
        expect(await digests(dataset, { ...options, ...more })).toEqual(alone)
      expect(await digests(dataset, { ...options, workers: pool, cache })).toEqual({ ...alone, skipped: [] })
    }
  })

  it('writes into memory that is used again, and only then shared', async () => {
    const memory = createBatchMemory()
    const seen = new Set<number>()
    const numbers = new WeakMap<ArrayBufferLike, number>()
    for (let epoch = 0; epoch < 3; epoch++) {
      const options = { preprocess: spec, batchSize: 4, seed: 7, epoch, augment: xrayAugmentation, workers: pool }
      const fresh = loader(pictures(50), options)[Symbol.asyncIterator]()
      for await (const { x } of loader(pictures(50), { ...options, memory })) {
        const { value } = await fresh.next()
        expect(x).toEqual(value!.x)
        expect(value!.x.buffer).toBeInstanceOf(ArrayBuffer)
        expect(x.buffer).toBeInstanceOf(SharedArrayBuffer)
        if (!numbers.has(x.buffer)) numbers.set(x.buffer, seen.size)
        seen.add(numbers.get(x.buffer)!)
      }
      expect(await fresh.next()).toMatchObject({ done: true })
    }
    // The one that is looked at, those ahead, and one more.
    expect(seen.size).toBeLessThanOrEqual(4)
  })

  it('tells errors as the calling thread would', async () => {
    const errors: unknown[] = []
    const dataset = createDataset([
      picture(0),
      picture(6),
      { ...picture(20), read: () => Promise.reject(new Error('gone')) },
    ])
    for await (const { ids } of loader(dataset, {
      preprocess: spec,
      batchSize: 4,
      workers: pool,
      onSkip: (_, error) => errors.push(error),
    }))
      expect(ids).toEqual(['p0'])
    expect(errors[0]).toBeInstanceOf(DecodeError)
    expect(errors[0]).toMatchObject({ code: 'corrupt', format: 'png' })
    expect(errors[1]).toMatchObject({ message: 'gone' })
  })

  it('makes no more than prefetch batches ahead', async () => {
    let reads = 0
    const dataset = createDataset(
      Array.from({ length: 60 }, (_, i) => {
        const sample = picture(35 * (i + 1))
        return { ...sample, read: () => (reads++, sample.read!()) }
      }),
    )
    const batches = loader(dataset, { preprocess: spec, batchSize: 5, prefetch: 3, workers: pool })[
      Symbol.asyncIterator
    ]()
    for (let given = 1; given <= 4; given++) {
      await batches.next()
      await new Promise((resolve) => setTimeout(resolve, 60))
      expect(reads).toBeGreaterThanOrEqual(given * 5)
      expect(reads).toBeLessThanOrEqual(given * 5 + 15)
    }
    await batches.return!()
  })

  it('leaves what it sends as it was, and sends no more than the picture', async () => {
    const data = Uint8Array.from({ length: 4 * 64 }, (_, i) => i % 251)
    const before = data.slice()
    const dataset = fromArrays({ data, shape: [4, 8, 8] }, ['a', 'b', 'a', 'b'])
    const cache = createCache()
    const alone = await digests(dataset, { augment: pipeline })
    for (let time = 0; time < 2; time++)
      expect(await digests(dataset, { augment: pipeline, workers: pool, cache })).toEqual(alone)
    expect(data).toEqual(before)
    const { buffer, byteLength } = (
      copySource({ kind: 'bytes', bytes: data.subarray(64, 128), decode: {} }) as { bytes: Uint8Array }
    ).bytes
    expect([buffer.byteLength, byteLength]).toEqual([64, 64])
  })

  it('ends the run where the pool is closed', async () => {
    const closed = nodeWorkers(1)
    await closed.close()
    await closed.close()
    await expect(digests(pictures(5), { workers: closed })).rejects.toThrow(
      'workers: the pool is closed, expected one that is open',
    )
  })

  it('refuses a count that cannot be', () => {
    expect(() => nodeWorkers(0)).toThrow('workers: 0 given, expected a whole number of at least 1')
  })
})

describe('a worker that crashes', () => {
  it('is replaced, its pictures are loaded elsewhere, the one at fault is named after a second try', async () => {
    const dataset = createDataset(
      Array.from({ length: 20 }, (_, i) =>
        named(35 * (i + 1), i === 3 ? `crash-once:${join(folder, 'mark')}` : i === 11 ? 'crash-always' : `p${i}`),
      ),
    )
    const options = { augment: xrayAugmentation, batchSize: 4 }
    const found = await digests(dataset, { ...options, workers: crashing })
    expect(found.skipped).toEqual([
      'crash-always: WorkersError: workers: a worker ended while it loaded pictures: it exited with code 9',
    ])
    const alone = await digests(dataset, options)
    expect(found.pictures).toEqual(alone.pictures.filter(([id]) => id !== 'crash-always'))
  })

  it('ends the run where its script cannot be loaded', async () => {
    const workers = startedFrom('file:///nowhere/worker.js')
    await expect(digests(pictures(5), { workers })).rejects.toThrow(
      /workers: a worker could not be started: Cannot find module .*nowhere/u,
    )
  })
})

describe('ending early', () => {
  afterEach(async () => expect((await digests(pictures(3), { workers: pool })).pictures.length).toBe(3))

  it('leaves no thread behind, whether the signal or the caller stops, at any moment', async () => {
    await digests(pictures(40), { workers: pool })
    const before = threads()
    const other = nodeWorkers(2)
    await digests(pictures(40), { workers: other })
    if (before > 0) expect(threads()).toBeGreaterThanOrEqual(before + 2)
    await other.close()
    await vi.waitFor(() => expect(threads()).toBe(before))
    for (const after of [0, 1, 5, 40, 150, 400]) {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('enough')), after)
      let own: WorkerPool | undefined
      const workers = (): WorkerPool => (own = nodeWorkers(2))
      const run = async (): Promise<void> => {
        for (;;) await digests(pictures(60), { workers, signal: controller.signal, augment: pipeline })
      }
      await expect(run()).rejects.toThrow('enough')
      await vi.waitFor(() => expect(threads()).toBe(before))
      if (own !== undefined)
        await expect(
          own.run({ source: { kind: 'prepared', x: new Float32Array(1) }, spec, keep: false }),
        ).rejects.toThrow('the pool is closed')
    }
    for await (const { ids } of loader(pictures(60), {
      preprocess: spec,
      batchSize: 2,
      workers: () => nodeWorkers(2),
    })) {
      expect(ids).toEqual(['p0', 'p1'])
      break
    }
    await vi.waitFor(() => expect(threads()).toBe(before))
  })

  it('does not wait for a file that never comes', async () => {
    const controller = new AbortController()
    const stuck = createDataset([{ ...picture(0), read: () => new Promise<never>(() => undefined) }])
    setTimeout(() => controller.abort(new Error('enough')), 20)
    await expect(digests(stuck, { workers: pool, signal: controller.signal })).rejects.toThrow('enough')
  })

  it('lets a program end although its pool is open', async () => {
    const script = join(folder, 'program.mts')
    await writeFile(
      script,
      `import { nodeWorkers } from ${imported('./node-workers.ts')}
import { digests, pictures } from ${imported('./pictures.test-support.ts')}
const found = await digests(pictures(9), { workers: nodeWorkers(2) })
console.log(found.pictures.length)`,
    )
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', tsx, script], {
      encoding: 'utf8',
      timeout: 30_000,
    })
    expect({ stdout, stderr, status }).toEqual({ stdout: '8\n', stderr: '', status: 0 })
  })
})
