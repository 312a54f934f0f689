import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Sample } from '../dataset.ts'
import { createBatchMemory } from './batch-memory.ts'
import { createBatchBuilder, type Batch } from './batch.ts'
import { checkOptions } from './options.ts'

const spec = { version: 1, width: 2, height: 1, channels: 1, fit: 'stretch', scaling: 'unit' } as const
const sampleOf = (id: string): Sample => ({ id, label: 'a', load: () => Promise.reject(new Error('not asked')) })

/** An epoch: up to `depth` pictures are begun ahead, their values come at any moment before their turn. */
const epochs = fc.record({
  batchSize: fc.integer({ min: 1, max: 5 }),
  depth: fc.integer({ min: 1, max: 12 }),
  /** Of each picture: whether it can be read, and whether its values come in an array of their own. */
  pictures: fc.array(fc.record({ isRead: fc.boolean(), isElsewhere: fc.boolean(), delay: fc.nat(12) }), {
    maxLength: 40,
  }),
  hasPlaces: fc.boolean(),
  hasMemory: fc.boolean(),
})

interface Begun {
  i: number
  place: Float32Array | undefined
}

const write = ({ i, place }: Begun): void => place?.set([i + 1, -i - 1])
const shared = (values: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * values))

describe('a batch that is filled ahead', () => {
  it('holds the pictures that can be read, in order, whenever they come', () => {
    fc.assert(
      fc.property(epochs, ({ batchSize, depth, pictures, hasPlaces, hasMemory }) => {
        const memory = hasMemory ? { memory: createBatchMemory() } : {}
        const builder = createBatchBuilder(['a'], checkOptions({ preprocess: spec, batchSize, ...memory }))
        const allocate = hasPlaces ? (values: number) => new Float32Array(values) : undefined
        const batches: Batch[] = []
        const take = (): void => {
          const batch = builder.take()
          batches.push({ ...batch, x: batch.x.slice() })
          builder.release()
        }
        const inFlight: (Begun & { due: number })[] = []
        let begun = 0
        for (let turn = 0; turn < pictures.length; turn++) {
          while (begun < pictures.length && inFlight.length < depth) {
            const place = builder.place(allocate)
            inFlight.push({ i: begun, place, due: turn + pictures[begun]!.delay })
            begun++
          }
          for (const one of inFlight) if (one.due === turn && pictures[one.i]!.isRead) write(one)
          const { i, place, due } = inFlight.shift()!
          const { isRead, isElsewhere } = pictures[i]!
          if (!isRead) {
            builder.skip()
            continue
          }
          const own = place === undefined || isElsewhere
          if (due > turn && !own) write({ i, place })
          builder.add(sampleOf(`p${i}`), own ? new Float32Array([i + 1, -i - 1]) : undefined)
          if (builder.size === batchSize) take()
        }
        if (builder.size > 0) take()
        const read = pictures.flatMap(({ isRead }, i) => (isRead ? [i] : []))
        expect(batches.flatMap(({ ids }) => ids)).toEqual(read.map((i) => `p${i}`))
        expect(batches.flatMap(({ x }) => [...x])).toEqual(read.flatMap((i) => [i + 1, -i - 1]))
        expect(batches.slice(0, -1).every(({ shape }) => shape[0] === batchSize)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('is where the pictures were made, but for those that move up', () => {
    const builder = createBatchBuilder(['a'], checkOptions({ preprocess: spec, batchSize: 2 }))
    const places = Array.from({ length: 4 }, () => builder.place(shared)!)
    places.forEach((place, i) => place.fill(i))
    builder.skip()
    // The place after the three that are under way is the fourth one's still.
    expect(builder.place(shared)).toBeUndefined()
    expect(builder.place(shared)).toBeDefined()
    for (const i of [1, 2]) builder.add(sampleOf(`p${i}`), undefined)
    const { x, ids } = builder.take()
    expect(x.buffer).toBe(places[0]!.buffer)
    expect([[...x], ids]).toEqual([
      [1, 1, 2, 2],
      ['p1', 'p2'],
    ])
    builder.add(sampleOf('p3'), undefined)
    expect([...builder.take().x]).toEqual([3, 3])
  })
})
