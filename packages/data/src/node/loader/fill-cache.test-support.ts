/** A program that fills a disk cache, and what kills it: for the test and for `scripts/kill-disk-cache.ts`. */
import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { createDataset } from '../../dataset.ts'
import type { Dataset } from '../../dataset.ts'
import { decodeImage } from '../../decode/decode-image.ts'
import { loader } from '../../loader/loader.ts'
import { preprocess } from '../../preprocess/preprocess.ts'
import { createRandom } from '../../random.ts'
import { diskCache } from './disk-cache.ts'
import { picture, pngOf } from './pictures.test-support.ts'

const wide = { version: 1, width: 160, height: 160, channels: 1, fit: 'stretch', scaling: 'unit' } as const

/** Pictures whose bytes any process makes again. */
export const filling = (count: number): Dataset =>
  createDataset(Array.from({ length: count }, (_, i) => picture(5 * i, pngOf(i, 24))))

/** Starts the program in a process of its own; it says `go` after its first batch and `done` after it has ended well. */
export function startFilling(
  dir: string,
  count: number,
  seed: number,
): {
  said(word: 'go' | 'done'): Promise<void>
  kill(): Promise<void>
} {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = spawn(
    process.execPath,
    ['--import', tsx, fileURLToPath(import.meta.url), 'fill', dir, String(count), String(seed)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let output = ''
  const waiting: (() => void)[] = []
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString()
    waiting.forEach((look) => look())
  })
  return {
    said: (word) =>
      new Promise((resolve, reject) => {
        const look = (): void => void (output.includes(word) && resolve())
        waiting.push(look)
        look()
        void ended.then(() => reject(new Error(`the program ended without '${word}'`)))
      }),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** What a cache gives for the pictures, compared with decoding them. */
export async function checkCache(
  dir: string,
  count: number,
): Promise<{ whole: number; wrong: number; damaged: number; unfinished: number }> {
  const store = diskCache({ dir })
  let [whole, wrong] = [0, 0]
  for (const sample of filling(count).samples) {
    const bytes = await sample.read!()
    const x = await store.get(store.key(bytes, wide, {}))
    if (x === undefined) continue
    const expected = preprocess(await decodeImage(bytes), wide)
    if (Buffer.from(x.buffer).equals(Buffer.from(expected.buffer))) whole++
    else wrong++
  }
  const unfinished = (await readdir(join(dir, 'tmp')).catch(() => [])).length
  return { whole, wrong, damaged: store.counts().damaged, unfinished }
}

/** Kills the program `runs` times at random moments, and looks at the cache after each. */
export async function killRuns(
  dir: string,
  runs: number,
  count: number,
  seed: number,
  onRun?: (found: Awaited<ReturnType<typeof checkCache>>) => void,
): Promise<Awaited<ReturnType<typeof checkCache>>[]> {
  const random = createRandom('kill', seed)
  const found: Awaited<ReturnType<typeof checkCache>>[] = []
  for (let run = 0; run < runs; run++) {
    const program = startFilling(dir, count, run)
    await program.said('go')
    await new Promise((resolve) => setTimeout(resolve, random.uniform(0, 250)))
    await program.kill()
    found.push(await checkCache(dir, count))
    onRun?.(found.at(-1)!)
  }
  return found
}

if (process.argv[2] === 'fill') {
  const [dir, count, seed] = [process.argv[3]!, Number(process.argv[4]), Number(process.argv[5])]
  const dataset = filling(count)
  const options = { preprocess: wide, batchSize: 16, seed, shuffle: true, store: diskCache({ dir }) }
  let batches = 0
  for await (const { ids } of loader(dataset, options))
    if (ids.length > 0 && batches++ === 0) process.stdout.write('go\n')
  process.stdout.write('done\n')
}
