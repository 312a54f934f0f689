/**
 * Streams generated pictures through one epoch and tells what memory it takes, as one line of JSON:
 * `node --import tsx scripts/stream.ts --count 50000 --workers 1 --memory`.
 */
import { parseArgs } from 'node:util'

import { xrayAugmentation } from '../src/augment/presets.ts'
import { createDataset } from '../src/dataset.ts'
import type { Sample } from '../src/dataset.ts'
import { decodeImage } from '../src/decode/decode-image.ts'
import { createBatchMemory } from '../src/loader/batch-memory.ts'
import { loader } from '../src/loader/loader.ts'
import { nodeWorkers } from '../src/node/loader/node-workers.ts'
import { picture, pngOf } from '../src/node/loader/pictures.test-support.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '50000' },
    size: { type: 'string', default: '64' },
    batch: { type: 'string', default: '32' },
    workers: { type: 'string', default: '1' },
    memory: { type: 'boolean', default: false },
  },
})
const [count, size, batchSize, workers] = [values.count, values.size, values.batch, values.workers].map(Number) as [
  number,
  number,
  number,
  number,
]

// The files are made when they are read: nothing of them is in memory before.
const samples = Array.from({ length: count }, (_, i): Sample => {
  const read = (): Promise<Uint8Array> => Promise.resolve(pngOf(i, size))
  return { ...picture(0), id: `p${i}`, read, load: async () => decodeImage(await read()) }
})
const megabytes = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20)
const rss: number[] = []
let pictures = 0
const started = performance.now()
const batches = loader(createDataset(samples), {
  preprocess: { version: 1, width: size, height: size, channels: 1, fit: 'stretch', scaling: 'unit' },
  augment: xrayAugmentation,
  batchSize,
  shuffle: true,
  ...(values.memory && { memory: createBatchMemory() }),
  ...(workers === 0 ? {} : { workers: () => nodeWorkers(workers) }),
})
for await (const { ids } of batches) {
  pictures += ids.length
  if (Math.floor(pictures / (count / 10)) > rss.length) rss.push(megabytes())
}
const seconds = Math.round(performance.now() - started) / 1000
process.stdout.write(
  `${JSON.stringify({ pictures, seconds, rss, peak: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`,
)
