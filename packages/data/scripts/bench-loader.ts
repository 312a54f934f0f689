/**
 * Milliseconds a picture of `loader` on a manifest's pictures: decode, resize to 224 x 224, augment; by workers and caches, each
 * figure the median of three epochs. `node --import tsx scripts/bench-loader.ts xrays.csv [channels]`.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { xrayAugmentation } from '../src/augment/presets.ts'
import { createCache } from '../src/loader/cache.ts'
import { loader } from '../src/loader/loader.ts'
import type { LoaderOptions } from '../src/loader/loader.ts'
import { fromManifest } from '../src/node/from-manifest.ts'
import { diskCache } from '../src/node/loader/disk-cache.ts'
import { nodeWorkers } from '../src/node/loader/node-workers.ts'

const [csv, channels = '3'] = process.argv.slice(2)
const dataset = await fromManifest(csv!)
const preprocess = {
  version: 1,
  width: 224,
  height: 224,
  channels: channels === '1' ? 1 : 3,
  fit: 'stretch',
  scaling: 'unit',
} as const

interface Cost {
  wall: number
  /** Of all threads together: tells more than the wall clock on a busy machine. */
  cpu: number
}

async function epoch(options: Partial<LoaderOptions>, number: number): Promise<Cost> {
  const started = performance.now()
  const cpu = process.cpuUsage()
  let pictures = 0
  const batches = loader(dataset, {
    preprocess,
    augment: xrayAugmentation,
    batchSize: 32,
    shuffle: true,
    epoch: number,
    ...options,
  })
  for await (const { ids } of batches) pictures += ids.length
  const { user, system } = process.cpuUsage(cpu)
  return { wall: (performance.now() - started) / pictures, cpu: (user + system) / 1000 / pictures }
}

/** One epoch to warm up (or to fill the caches), then three. */
async function measure(name: string, options: Partial<LoaderOptions>): Promise<void> {
  const first = await epoch(options, 0)
  const times = [await epoch(options, 1), await epoch(options, 2), await epoch(options, 3)]
  const median = (kind: keyof Cost): string =>
    times
      .map((time) => time[kind])
      .sort((a, b) => a - b)[1]!
      .toFixed(2)
  process.stdout.write(
    `${name.padEnd(24)} ${median('wall')} ms a picture, ${median('cpu')} ms of processor time (first epoch ${first.wall.toFixed(2)}, ${first.cpu.toFixed(2)})\n`,
  )
}

const pools = [0, 1, 2].map((count) => (count === 0 ? {} : { workers: nodeWorkers(count) }))
for (const [count, workers] of pools.entries()) {
  const dir = await mkdtemp(join(tmpdir(), 'convlens-bench-'))
  await measure(`${count} workers`, workers)
  await measure(`${count} workers, memory cache`, { ...workers, cache: createCache() })
  await measure(`${count} workers, disk cache`, { ...workers, store: diskCache({ dir }) })
  await rm(dir, { recursive: true })
}
