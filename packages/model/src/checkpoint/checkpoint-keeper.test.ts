import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { CheckpointError } from './checkpoint-error.ts'
import { type CheckpointKeeper, createCheckpointKeeper, type KeeperOptions } from './checkpoint-keeper.ts'
import type { CheckpointStore } from './checkpoint-store.ts'
import { numbered, numberOf } from './checkpoint.test-support.ts'
import { encodeCheckpoint } from './encode-checkpoint.ts'
import { memoryCheckpoints } from './memory-checkpoints.ts'

const least = { monitor: 'valLoss', mode: 'min' } as const

/** Saves the state numbered as its epoch. */
const save = (keeper: CheckpointKeeper, epoch: number, value?: number): Promise<void> =>
  keeper.save(numbered(epoch), { epoch, value })

async function saveAll(keeper: CheckpointKeeper, values: readonly number[]): Promise<void> {
  for (const [epoch, value] of values.entries()) await save(keeper, epoch, value)
}

async function damage(store: CheckpointStore, name: string): Promise<void> {
  const bytes = (await store.read(name))!
  bytes[40]! ^= 1
  await store.write(name, bytes)
}

/** Dies before its `count`-th change, and answers nothing from then on. */
function dying(store: CheckpointStore, count: number): CheckpointStore {
  let left = count
  const change = <T>(work: () => Promise<T>): Promise<T> => {
    if (left-- <= 0) throw new Error('died')
    return work()
  }
  return {
    ...store,
    write: async (name, bytes) => change(() => store.write(name, bytes)),
    remove: async (name) => change(() => store.remove(name)),
  }
}

/** Epochs and values of the best `k`, by the definition. */
function bestOf(values: readonly number[], k: number, mode: 'min' | 'max'): { epoch: number; value: number }[] {
  return values
    .map((value, epoch) => ({ epoch, value }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => (a.value === b.value ? a.epoch - b.epoch : a.value < b.value === (mode === 'min') ? -1 : 1))
    .slice(0, k)
}

const make = (options: object) => (): CheckpointKeeper =>
  createCheckpointKeeper(memoryCheckpoints(), { ...least, ...options })

describe('createCheckpointKeeper', () => {
  it('keeps the last and the best, and gives them back', async () => {
    const store = memoryCheckpoints()
    const keeper = createCheckpointKeeper(store, { ...least, keepBest: 2 })
    expect(await keeper.latest()).toBeUndefined()
    expect(await keeper.best()).toEqual([])
    await saveAll(keeper, [3, 1, 2, 5])
    expect(await store.list()).toEqual(['best-000001.ckpt', 'best-000002.ckpt', 'last.ckpt'])
    expect(await keeper.best()).toEqual([
      { name: 'best-000001.ckpt', epoch: 1, value: 1 },
      { name: 'best-000002.ckpt', epoch: 2, value: 2 },
    ])
    const latest = (await keeper.latest())!
    expect(latest).toMatchObject({ name: 'last.ckpt', epoch: 3, value: 5, skipped: [], progress: { n: 3 } })
    expect(numberOf(latest)).toBe(3)
    expect(numberOf((await keeper.read('best-000001.ckpt'))!)).toBe(1)
    expect(await keeper.read('best-000000.ckpt')).toBeUndefined()
  })

  it('keeps the best k of any values, in one process or in a new one after every save', async () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(NaN, Infinity, -Infinity, 0.5))
    const mode = fc.constantFrom('min', 'max')
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 8 }), fc.nat(3), mode, fc.boolean(), async (values, k, m, anew) => {
        const store = memoryCheckpoints()
        const options: KeeperOptions = { monitor: 'auc', mode: m, keepBest: k }
        let keeper = createCheckpointKeeper(store, options)
        for (const [epoch, of] of values.entries()) {
          await save(keeper, epoch, of)
          if (anew) keeper = createCheckpointKeeper(store, options)
        }
        const found = await keeper.best()
        expect(found.map(({ epoch, value: of }) => ({ epoch, value: of }))).toEqual(bestOf(values, k, m))
        expect((await store.list()).length).toBe(found.length + Math.min(values.length, 1))
        for (const { name, epoch } of found) expect(numberOf((await keeper.read(name))!)).toBe(epoch)
        expect((await keeper.latest())?.epoch).toBe(values.length > 0 ? values.length - 1 : undefined)
      }),
      { numRuns: 150 },
    )
  })

  it('loses nothing where the process dies between two writes, and the resumed run ends as if it had not', async () => {
    const values = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 7 })
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 3 }), fc.nat(20), async (all, k, count) => {
        const store = memoryCheckpoints()
        const options = { ...least, keepBest: k }
        const died = await saveAll(createCheckpointKeeper(dying(store, count), options), all).then(
          () => false,
          () => true,
        )
        const keeper = createCheckpointKeeper(store, options)
        const latest = await keeper.latest()
        const next = latest === undefined ? 0 : numberOf(latest) + 1
        const best = (await keeper.best()).map(({ epoch, value }) => ({ epoch, value }))
        // The best are those of the epochs that are done, with or without the one that was being saved.
        const done = [next, next + 1].map((n) => bestOf(all.slice(0, n), k, 'min'))
        expect(died ? done : done.slice(0, 1)).toContainEqual(best)
        for (const [epoch, value] of all.entries()) if (epoch >= next) await save(keeper, epoch, value)
        const once = memoryCheckpoints()
        await saveAll(createCheckpointKeeper(once, options), all)
        expect(await keeper.best()).toEqual(bestOf(all, k, 'min').map((of) => expect.objectContaining(of)))
        // Where all epochs were done there was no further save, which would have removed the one too many.
        if (next === all.length) return
        expect(await store.list()).toEqual(await once.list())
        for (const name of await once.list()) expect(await store.read(name)).toEqual(await once.read(name))
      }),
      { numRuns: 150 },
    )
  })

  it('goes back to the newest that is not damaged, and says so', async () => {
    const store = memoryCheckpoints()
    await saveAll(createCheckpointKeeper(store, { ...least, keepBest: 3 }), [1, 2, 3, 9, 9])
    await damage(store, 'last.ckpt')
    await damage(store, 'best-000002.ckpt')
    const keeper = createCheckpointKeeper(store, { ...least, keepBest: 3 })
    const latest = (await keeper.latest())!
    expect(latest).toMatchObject({ name: 'best-000001.ckpt', epoch: 1, value: 2 })
    expect(numberOf(latest)).toBe(1)
    expect(latest.skipped.map(({ name, error }) => [name, error.code])).toEqual([
      ['last.ckpt', 'corrupt'],
      ['best-000002.ckpt', 'corrupt'],
    ])
    expect(latest.skipped[0]!.error.message).toContain('last.ckpt: the checkpoint is damaged: its checksum differs')
    expect((await keeper.best()).map(({ epoch }) => epoch)).toEqual([0, 1])
    // The resumed run replaces the damaged ones.
    for (const [epoch, value] of [
      [2, 3],
      [3, 9],
      [4, 9],
    ] as const)
      await save(keeper, epoch, value)
    expect((await keeper.best()).map(({ epoch }) => epoch)).toEqual([0, 1, 2])
    expect(await keeper.latest()).toMatchObject({ epoch: 4, skipped: [] })
  })

  it('does not start over where all are damaged', async () => {
    const store = memoryCheckpoints()
    const keeper = createCheckpointKeeper(store, least)
    await save(keeper, 0, 1)
    for (const name of await store.list()) await damage(store, name)
    await expect(keeper.latest()).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/^no checkpoint can be used: last\.ckpt: .*; best-000000\.ckpt: /),
    })
  })

  it('does not go back where the newest is of a later version, or cannot be read now', async () => {
    const store = memoryCheckpoints()
    const keeper = createCheckpointKeeper(store, least)
    await save(keeper, 0, 1)
    for (const code of ['unsupported-version', 'unreadable'] as const) {
      const refusing: CheckpointStore = {
        ...store,
        read: async (name) => {
          if (name === 'last.ckpt') throw new CheckpointError(code, 'no')
          return store.read(name)
        },
      }
      await expect(createCheckpointKeeper(refusing, least).latest()).rejects.toMatchObject({ code })
    }
  })

  it('goes on saving where an old best one cannot be read, and leaves it alone', async () => {
    const store = memoryCheckpoints()
    await save(createCheckpointKeeper(store, least), 0, 1)
    await damage(store, 'best-000000.ckpt')
    const keeper = createCheckpointKeeper(store, least)
    await save(keeper, 1, 2)
    expect((await keeper.best()).map(({ epoch }) => epoch)).toEqual([1])
    expect(await store.list()).toEqual(['best-000000.ckpt', 'best-000001.ckpt', 'last.ckpt'])
  })

  it('refuses a store that is ranked by something else, and files that are not its own', async () => {
    const store = memoryCheckpoints()
    await save(createCheckpointKeeper(store, least), 0, 1)
    const other = createCheckpointKeeper(store, { monitor: 'auc', mode: 'max' })
    const message =
      'the store keeps the best by the least valLoss, not by the greatest auc: use another store, or clear this one'
    for (const work of [other.latest(), other.best(), save(other, 1, 1)])
      await expect(work).rejects.toMatchObject({ code: 'mismatch', message: expect.stringContaining(message) })
    await other.clear()
    expect(await other.latest()).toBeUndefined()
    await store.write('last.ckpt', await encodeCheckpoint(numbered(1)))
    await expect(other.latest()).rejects.toMatchObject({ code: 'mismatch' })
  })

  it('clears what is its own', async () => {
    const store = memoryCheckpoints()
    await store.write('notes.txt', Uint8Array.of(1))
    const keeper = createCheckpointKeeper(store, { ...least, keepBest: 2 })
    await saveAll(keeper, [1, 2])
    // Cut off half-way, the old run can still be resumed.
    await expect(createCheckpointKeeper(dying(store, 2), least).clear()).rejects.toThrow('died')
    expect(await store.list()).toEqual(['last.ckpt', 'notes.txt'])
    await keeper.clear()
    expect(await store.list()).toEqual(['notes.txt'])
    expect(await keeper.best()).toEqual([])
  })

  it('looks at the store anew after a write has failed', async () => {
    const store = memoryCheckpoints()
    let full = false
    const filling: CheckpointStore = {
      ...store,
      write: async (name, bytes) => {
        if (full) throw new CheckpointError('unwritable', 'full')
        return store.write(name, bytes)
      },
    }
    const keeper = createCheckpointKeeper(filling, least)
    await save(keeper, 0, 2)
    full = true
    await expect(save(keeper, 1, 1)).rejects.toMatchObject({ code: 'unwritable' })
    full = false
    expect((await keeper.best()).map(({ epoch }) => epoch)).toEqual([0])
    await save(keeper, 2, 3)
    expect(await store.list()).toEqual(['best-000000.ckpt', 'last.ckpt'])
  })

  it('removes the one too many that a crash has left before it writes: the disk may be full', async () => {
    const store = memoryCheckpoints()
    await saveAll(createCheckpointKeeper(store, { ...least, keepBest: 3 }), [2, 1, 3])
    const log: string[] = []
    const logging: CheckpointStore = {
      ...store,
      write: async (name, bytes) => {
        log.push(`write ${name}`)
        await store.write(name, bytes)
      },
      remove: async (name) => {
        log.push(`remove ${name}`)
        await store.remove(name)
      },
    }
    await save(createCheckpointKeeper(logging, least), 3, 0)
    expect(log).toEqual([
      'remove best-000000.ckpt',
      'remove best-000002.ckpt',
      'write best-000003.ckpt',
      'write last.ckpt',
      'remove best-000001.ckpt',
    ])
  })

  it('takes saves that overlap one after the other, each as it was when it was called', async () => {
    const keeper = createCheckpointKeeper(memoryCheckpoints(), { ...least, keepBest: 2 })
    const state = numbered(0)
    const saves = [4, 3, 2, 1].map((value, epoch) => {
      state.tensors['weights/w']!.data.fill(epoch)
      return keeper.save({ ...state, progress: { n: epoch } }, { epoch, value })
    })
    await expect(save(keeper, 4, 'x' as never)).rejects.toThrow(new RangeError('value: expected a number, got "x"'))
    await Promise.all(saves)
    const best = await keeper.best()
    expect(best.map(({ epoch }) => epoch)).toEqual([3, 2])
    for (const { name, epoch } of best) expect(numberOf((await keeper.read(name))!)).toBe(epoch)
  })

  it('refuses wrong options', async () => {
    expect(make({ keepBest: 1.5 })).toThrow('keepBest: expected a whole number of at least 0, got 1.5')
    expect(make({ mode: 'least' })).toThrow("mode: expected 'min' or 'max', got \"least\"")
    expect(make({ monitor: '' })).toThrow('monitor: expected the name of a number, got ""')
    await expect(save(make({})(), -1)).rejects.toThrow('epoch: expected a whole number of at least 0, got -1')
    await expect(make({})().save({ progress: (() => 1) as never, tensors: {} }, { epoch: 1 })).rejects.toThrow(
      RangeError,
    )
  })
})
