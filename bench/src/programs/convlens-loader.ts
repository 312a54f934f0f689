/** Measures ours: epochs of `loader` of @convlens/data over picture files, with threads of Node, with a cache or without. */
import { readFile, rm, writeFile, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { createBatchMemory, createCache, filter, loader, type LoaderOptions, xrayAugmentation } from '@convlens/data'
import { diskCache, fromManifest, nodeWorkers } from '@convlens/data/node'
import type { Answer, Effort, LoadingJob, PictureFile } from '../job.ts'
import { processorTime, readJob } from './job-from-arguments.ts'
import { timed } from './step-clock.ts'

const { variant, manifest, files, workers, batch, size, plain, plainFile, free, effort } = readJob<LoadingJob>()

const listed = new Set((JSON.parse(await readFile(files, 'utf8')) as PictureFile[]).map(({ id }) => id))
const dataset = filter(await fromManifest(manifest), ({ id }) => listed.has(id))
const preprocess = { version: 1, width: size, height: size, channels: 3, fit: 'stretch', scaling: 'unit' } as const
const dir = await mkdtemp(join(free, 'cache-'))
const pool = workers === 0 ? undefined : nodeWorkers(workers)
const options: LoaderOptions = {
  preprocess,
  augment: xrayAugmentation,
  batchSize: batch,
  shuffle: true,
  memory: createBatchMemory(),
  seed: 7,
  ...(pool && { workers: pool }),
  ...(variant === 'memory' && { cache: createCache() }),
  ...(variant === 'disk' && { store: diskCache({ dir }) }),
}

let epoch = 0

/** All pictures once, in an order and with changes of their own. */
async function pass(): Promise<void> {
  let pictures = 0
  for await (const { ids } of loader(dataset, { ...options, epoch: epoch++ })) pictures += ids.length
  if (pictures !== listed.size) throw new Error(`${pictures} of ${listed.size} pictures were loaded`)
}

const once: Effort = { warmUp: { steps: 0, seconds: 0 }, timed: { steps: 1, seconds: 0 } }
const timings: Answer['timings'] = {
  // The start of the threads is part of it.
  'first epoch': await timed(once, pass),
  'later epochs': await timed(effort, pass),
}

const looked = filter(dataset, ({ id }) => plain.includes(id))
const { augment: _, ...unchanged } = options
for await (const { x } of loader(looked, { ...unchanged, batchSize: plain.length, shuffle: false }))
  await writeFile(plainFile, x)

await pool?.close()
await rm(dir, { recursive: true })
const answer: Answer = { timings, processor: processorTime() }
console.log(JSON.stringify(answer))
