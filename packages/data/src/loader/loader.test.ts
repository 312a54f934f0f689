import { describe, expect, it, vi } from 'vitest'

import { xrayAugmentation } from '../augment/presets.ts'
import { createDataset } from '../dataset.ts'
import type { Sample } from '../dataset.ts'
import { DecodeError } from '../decode/decode-error.ts'
import { createRandom } from '../random.ts'
import { createBatchMemory } from './batch-memory.ts'
import { createCache } from './cache.ts'
import { loader } from './loader.ts'
import type { Batch, LoaderOptions } from './loader.ts'

const spec = { version: 1, width: 6, height: 5, channels: 3, fit: 'stretch', scaling: 'unit' } as const
let loads = 0
function sample(i: number): Sample {
  return {
    id: `s${i}`,
    label: i % 3 === 0 ? 'a' : 'b',
    load() {
      loads++
      if (i % 5 === 4) return Promise.reject(new DecodeError('corrupt', `s${i} is damaged`))
      const random = createRandom('pixels', i)
      return Promise.resolve({
        width: 8,
        height: 8,
        channels: 1,
        bitDepth: 8,
        data: Uint8Array.from({ length: 64 }, () => random.integer(256)),
      })
    },
  }
}
const dataset = createDataset(Array.from({ length: 13 }, (_, i) => sample(i)))

async function all(options: Partial<LoaderOptions> = {}, of = dataset): Promise<Batch[]> {
  const batches: Batch[] = []
  for await (const batch of loader(of, { preprocess: spec, batchSize: 4, ...options })) batches.push(batch)
  return batches
}
/** Every picture's numbers by id. */
const pictures = (batches: Batch[]) =>
  new Map(batches.flatMap(({ ids, x }) => ids.map((id, i) => [id, [...x.subarray(i * 90, (i + 1) * 90)]] as const)))

const mixed = async (options: Partial<LoaderOptions>) =>
  pictures(await all({ augment: xrayAugmentation, shuffle: true, ...options }))

describe('loader', () => {
  it('makes batches with shapes, classes and ids, the last one smaller', async () => {
    const batches = await all()
    expect(batches.map(({ shape }) => shape)).toEqual([
      [4, 5, 6, 3],
      [4, 5, 6, 3],
      [3, 5, 6, 3],
    ])
    expect(batches.flatMap(({ ids }) => ids)).toEqual([
      's0',
      's1',
      's2',
      's3',
      's5',
      's6',
      's7',
      's8',
      's10',
      's11',
      's12',
    ])
    expect([...batches[0]!.y]).toEqual([0, 1, 1, 0])
  })

  it('gives every picture the same change whatever the batch size and the order', async () => {
    const options = { augment: xrayAugmentation, seed: 7, epoch: 2, shuffle: true }
    const one = pictures(await all(options))
    const two = pictures(await all({ ...options, batchSize: 1 }, createDataset([...dataset.samples].reverse())))
    expect([...one]).toEqual([...two])
    const part = pictures(
      await all({ ...options, shuffle: false }, createDataset(dataset.samples.slice(0, 3), dataset.labels)),
    )
    for (const [id, x] of part) expect(x).toEqual(one.get(id))
  })

  it('changes order and pictures with the epoch and the seed', async () => {
    const base = await mixed({})
    for (const options of [{ epoch: 1 }, { seed: 1 }]) {
      const other = await mixed(options)
      expect([...other.keys()]).not.toEqual([...base.keys()])
      expect([...other.keys()].sort()).toEqual([...base.keys()].sort())
      expect(other.get('s1')).not.toEqual(base.get('s1'))
    }
  })

  it('reports what it skips once an epoch, with a cache once at all, and then reads nothing twice', async () => {
    const skipped: string[] = []
    const onSkip = ({ id }: Sample, error: unknown) => skipped.push(`${id}: ${(error as Error).message}`)
    await all({ onSkip })
    expect(skipped).toEqual(['s4: s4 is damaged', 's9: s9 is damaged'])
    const cache = createCache()
    const first = pictures(await all({ onSkip, cache }))
    loads = 0
    expect(pictures(await all({ onSkip, cache, epoch: 1 }))).toEqual(first)
    expect(loads).toBe(0)
    expect(skipped.length).toBe(4)
    // Grey pictures are kept once, not three times.
    expect(cache.bytes).toBe((11 * 90 * 4) / 3)
    await all({ cache, preprocess: { ...spec, scaling: 'standardise' } })
    expect(loads).toBe(13)
    cache.clear()
    expect(cache.bytes).toBe(0)
  })

  it('uses the memory of a batch again once the next is asked for, in later epochs too', async () => {
    const fresh = await all()
    const memory = createBatchMemory()
    const seen = new Set<ArrayBufferLike>()
    for (let epoch = 0; epoch < 3; epoch++) {
      let step = 0
      for await (const { x } of loader(dataset, { preprocess: spec, batchSize: 4, memory })) {
        expect(x).toEqual(fresh[step++]!.x)
        seen.add(x.buffer)
      }
      expect(step).toBe(3)
    }
    expect(seen.size).toBe(1)
    // A batch that was the last because its loader was left may still be looked at.
    const [first] = [await loader(dataset, { preprocess: spec, batchSize: 4, memory })[Symbol.asyncIterator]().next()]
    await all({ batchSize: 4, memory })
    expect(first.value!.x).toEqual(fresh[0]!.x)
  })

  it('caches alike where there is no shared memory', async () => {
    const expected = await mixed({ epoch: 1 })
    for (const shared of [true, false]) {
      const cache = createCache()
      if (!shared) vi.stubGlobal('SharedArrayBuffer', undefined)
      await mixed({ cache })
      expect(await mixed({ cache, epoch: 1 })).toEqual(expected)
      vi.unstubAllGlobals()
    }
  })

  it('keeps augmented pictures out of the cache, and stays within its limit', async () => {
    const cache = createCache({ maxBytes: 5 * 120 })
    const plain = pictures(await all())
    await all({ cache, augment: xrayAugmentation })
    expect(pictures(await all({ cache }))).toEqual(plain)
    expect(cache.bytes).toBe(5 * 120)
  })

  it('stops with the reason of its signal', async () => {
    const controller = new AbortController()
    const read: string[] = []
    const run = async () => {
      for await (const { ids } of loader(dataset, { preprocess: spec, batchSize: 2, signal: controller.signal })) {
        read.push(...ids)
        controller.abort(new Error('enough'))
      }
    }
    await expect(run()).rejects.toThrow('enough')
    expect(read).toEqual(['s0', 's1'])
  })

  it('lets others have a turn', async () => {
    const slow = createDataset(
      Array.from({ length: 20 }, (_, i) => ({
        ...sample(0),
        id: `slow${i}`,
        load() {
          const until = performance.now() + 5
          while (performance.now() < until);
          return sample(0).load()
        },
      })),
    )
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await all({ batchSize: 20 }, slow)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(1)
  })

  it('fails where nothing can be read, and gives nothing for nothing', async () => {
    await expect(all({}, createDataset([sample(4)]))).rejects.toThrow('dataset: none of its 1 pictures could be read')
    expect(await all({}, createDataset([]))).toEqual([])
  })

  it('refuses wrong options at once', () => {
    expect(() => loader(dataset, { preprocess: spec, batchSize: 0 })).toThrow('batchSize: 0 given')
    expect(() => loader(dataset, { preprocess: spec, batchSize: 1, epoch: -1 })).toThrow('epoch: -1 given')
    expect(() => loader(dataset, { preprocess: spec, batchSize: 1, seed: Number.NaN })).toThrow('seed: NaN given')
    expect(() => loader(dataset, { preprocess: { ...spec, width: 0 }, batchSize: 1 })).toThrow(
      'preprocess.width: 0 given',
    )
  })
})
