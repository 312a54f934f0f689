/** A cache on disk gives back the bits it was given, or nothing, whatever happens to its files and writers. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createDataset } from '../../dataset.ts'
import type { Sample } from '../../dataset.ts'
import { decodeEntry, encodeEntry } from './cache-entry.ts'
import { diskCache } from './disk-cache.ts'
import { checkCache, killRuns, startFilling } from './fill-cache.test-support.ts'
import { nodeWorkers } from './node-workers.ts'
import { digests, picture, pictures, pngOf, spec } from './pictures.test-support.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'convlens-cache-'))
})
afterEach(() => rm(dir, { recursive: true }))

const key = 'ab'.repeat(32)
const keyOf = (i: number): string => i.toString(16).padStart(2, '0').repeat(32)
const bits = (x: Float32Array): number[] => [...new Uint32Array(x.buffer, x.byteOffset, x.length)]
const values = fc
  .tuple(fc.uint32Array({ maxLength: 30 }), fc.boolean())
  .map(([bit, grey]) => new Float32Array((grey ? Uint32Array.from(bit, (_, i) => bit[i - (i % 3)]!) : bit).buffer))
async function files(): Promise<string[]> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true })
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function wholeFiles(): Promise<number> {
  return (await files()).filter((file) => file.endsWith('.pic')).length
}

describe('an entry', () => {
  it('comes back to the bit, NaN and -0 too', () => {
    fc.assert(
      fc.property(values, (x) => {
        expect(bits(decodeEntry(key, encodeEntry(key, x))!)).toEqual(bits(x))
      }),
    )
    expect(encodeEntry(key, new Float32Array(300)).length).toBe(48 + 400 + 32)
  })

  it('is refused with any byte changed, cut anywhere, or under another key', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.integer({ min: 1, max: 255 }), (x, at, change) => {
        const file = encodeEntry(key, x)
        const place = at % file.length
        expect(decodeEntry(key, file.subarray(0, place))).toBeUndefined()
        expect(decodeEntry(key, Buffer.concat([file, Buffer.of(change)]))).toBeUndefined()
        expect(decodeEntry('cd'.repeat(32), file)).toBeUndefined()
        file[place]! ^= change
        expect(decodeEntry(key, file)).toBeUndefined()
      }),
    )
  })
})

describe('diskCache', () => {
  it('gives the same batches as decoding, with and without workers, and decodes nothing twice', async () => {
    const dataset = pictures(30)
    const plain = await digests(dataset, {})
    const store = diskCache({ dir })
    expect(await digests(dataset, { store })).toEqual(plain)
    // Of 30 pictures 6 have no bytes to tell them by, and 4 of the others are damaged.
    expect(store.counts()).toEqual({ hits: 0, misses: 24, writes: 20, damaged: 0 })
    const again = diskCache({ dir })
    expect(await digests(dataset, { store: again, batchSize: 3 })).toEqual(plain)
    expect(again.counts()).toEqual({ hits: 20, misses: 4, writes: 0, damaged: 0 })
    expect(await digests(dataset, { store: again, workers: () => nodeWorkers(2) })).toEqual(plain)
    // The workers opened it themselves, and wrote nothing new.
    expect((await files()).length).toBe(20)
  })

  it('is filled by workers, too', async () => {
    const dataset = pictures(30)
    const pool = nodeWorkers(2)
    const first = await digests(dataset, { store: diskCache({ dir }), workers: pool })
    // A worker may still be writing; what has no name yet is lost with it.
    await expect.poll(wholeFiles, { timeout: 10_000 }).toBe(20)
    await pool.close()
    const store = diskCache({ dir })
    expect(await digests(dataset, { store })).toEqual(first)
    expect(store.counts().hits).toBe(20)
  })

  it('does not use, and removes, damaged, cut and foreign files', async () => {
    const dataset = pictures(15)
    const plain = await digests(dataset, { store: diskCache({ dir }) })
    const found = await files()
    for (const [i, file] of found.entries()) {
      const content = await readFile(file)
      if (i % 4 === 0) await writeFile(file, content.subarray(0, content.length - 1 - i))
      else if (i % 4 === 1) await writeFile(file, await readFile(found[i - 1 + 3 * Number(i === 1)]!))
      else if (i % 4 === 2) await writeFile(file, '')
      else await writeFile(file, content.fill(i, 100, 101 + i))
    }
    const store = diskCache({ dir })
    expect(await digests(dataset, { store })).toEqual(plain)
    expect(store.counts()).toMatchObject({ hits: 0, damaged: found.length, writes: found.length })
  })

  it('tells files, preprocessing and decoding apart, but not names or the order of fields', async () => {
    const { key: pictureKey } = diskCache({ dir })
    const [one, two] = [pngOf(1), pngOf(2)]
    const { version, ...rest } = spec
    const keys = [
      pictureKey(one, spec, {}),
      pictureKey(two, spec, {}),
      pictureKey(one, { ...spec, width: 25 }, {}),
      pictureKey(one, { ...spec, version: 2 }, {}),
      pictureKey(one, { ...spec, version: 2, window: [1, 99] }, {}),
      pictureKey(one, spec, { background: 1 }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(pictureKey(one.slice(), { ...rest, version }, { background: undefined } as never)).toBe(keys[0])
  })

  it('makes room by what was not used the longest, and never by what this run uses', async () => {
    const x = new Float32Array(100).map((_, i) => i)
    const size = encodeEntry(key, x).length
    const keep = async (store: ReturnType<typeof diskCache>, from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        await store.set(keyOf(i), x)
        await store.flush()
      }
    }
    await keep(diskCache({ dir, maxBytes: 10 * size }), 0, 14)
    expect((await files()).length).toBe(10)
    // An hour ago; 0 was used longest ago.
    for (const [i, file] of (await files()).sort().entries())
      await utimes(file, Date.now() / 1000 - 3600 + i, Date.now() / 1000 - 3600 + i)
    const later = diskCache({ dir, maxBytes: 10 * size })
    expect(bits((await later.get(keyOf(0)))!)).toEqual(bits(x))
    await keep(later, 20, 23)
    const there = async (): Promise<number[]> =>
      (await files()).map((file) => Number.parseInt(dirname(file).slice(-2), 16)).sort((a, b) => a - b)
    expect(await there()).toContain(0)
    expect(await there()).not.toContain(1)
    expect(await there()).toEqual(expect.arrayContaining([20, 21, 22]))
    await keep(later, 23, 60)
    expect((await there()).length).toBe(10)
    expect((await there()).filter((i) => i > 0 && i < 20)).toEqual([])
    for (const file of await files()) expect((await stat(file)).size).toBe(size)
  })

  it('clears away what killed writers left, once it is old', async () => {
    await mkdir(join(dir, 'tmp'))
    for (const [name, age] of [
      ['old', 3600],
      ['new', 5],
    ] as const) {
      await writeFile(join(dir, 'tmp', name), 'half a pict')
      await utimes(join(dir, 'tmp', name), Date.now() / 1000 - age, Date.now() / 1000 - age)
    }
    await digests(pictures(3), { store: diskCache({ dir }) })
    expect(await readdir(join(dir, 'tmp'))).toEqual(['new'])
  })

  it('goes on without a cache where nothing can be written', async () => {
    const blocked = join(dir, 'file')
    await writeFile(blocked, '')
    const store = diskCache({ dir: blocked })
    expect((await digests(pictures(5), { store })).pictures.length).toBe(5)
    expect(store.counts()).toMatchObject({ writes: 0, hits: 0 })
    expect(store.counts().writeError).toBeInstanceOf(Error)
  })

  it('finds a file again that was moved, and not one that was changed', async () => {
    const first: Sample = picture(0)
    await digests(createDataset([first]), { store: diskCache({ dir }) })
    const store = diskCache({ dir })
    await digests(
      createDataset([
        { ...first, id: 'moved' },
        { ...picture(0, pngOf(99)), id: 'changed' },
      ]),
      { store },
    )
    expect(store.counts()).toMatchObject({ hits: 1, misses: 1 })
  })

  it('refuses options that cannot be', () => {
    expect(() => diskCache({ dir: '' })).toThrow('dir: "" given, expected a folder')
    expect(() => diskCache({ dir, maxBytes: 0 })).toThrow('maxBytes: 0 given, expected above 0')
  })
})

describe('several processes', () => {
  it('killed ten times while filling leave no wrong picture', async () => {
    const runs = await killRuns(dir, 10, 1500, 1)
    for (const { wrong, damaged } of runs) expect({ wrong, damaged }).toEqual({ wrong: 0, damaged: 0 })
    expect(runs.at(-1)!.whole).toBeGreaterThan(runs[0]!.whole)
    expect(runs[0]!.whole).toBeLessThan(1500)
  })

  it('fill one cache at once', async () => {
    const programs = [startFilling(dir, 150, 1), startFilling(dir, 150, 2)]
    await Promise.all(programs.map((program) => program.said('done')))
    expect(await checkCache(dir, 150)).toEqual({ whole: 150, wrong: 0, damaged: 0, unfinished: 0 })
  })
})
