import { expect, it } from 'vitest'

import { inTurn } from './checkpoint-store.ts'
import { memoryCheckpoints } from './memory-checkpoints.ts'

it('memoryCheckpoints copies bytes both ways', async () => {
  const store = memoryCheckpoints()
  const bytes = Buffer.from([1, 2])
  await store.write('b', bytes)
  await store.write('a.ckpt', Uint8Array.of(3))
  bytes[0] = 9
  const read = (await store.read('b'))!
  expect([...read]).toEqual([1, 2])
  read[0] = 9
  expect([...(await store.read('b'))!]).toEqual([1, 2])
  expect(await store.list()).toEqual(['a.ckpt', 'b'])
  await store.remove('b')
  await store.remove('b')
  expect(await store.read('b')).toBeUndefined()
})

it.each(['', '.', '..', '../x', 'a/b', 'A', 'ä', '.hidden', '-x', ' x', 'a\n', 'x'.repeat(101)])(
  'a store refuses the name %j',
  async (name) => {
    const store = memoryCheckpoints()
    const message = /^name: expected 1 to 100 of a-z, .*, got "/
    for (const work of [store.write(name, Uint8Array.of(1)), store.read(name), store.remove(name)]) {
      await expect(work).rejects.toThrow(message)
      await expect(work).rejects.toBeInstanceOf(RangeError)
    }
    expect(await store.list()).toEqual([])
  },
)

it('inTurn keeps the order, whatever fails or takes long', async () => {
  const turn = inTurn()
  const seen: number[] = []
  const task = (n: number, ms: number) => async (): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    seen.push(n)
    if (n === 1) throw new Error('one')
    return n
  }
  const done = await Promise.allSettled([turn(task(0, 20)), turn(task(1, 5)), turn(task(2, 0))])
  expect(seen).toEqual([0, 1, 2])
  expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
