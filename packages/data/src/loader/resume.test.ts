/** From any batch on, a loader gives exactly those that remain; and what mixing does to a batch. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { applyMix, oneHot, sampleCutMix } from '../augment/mix.ts'
import { xrayAugmentation } from '../augment/presets.ts'
import { createDataset } from '../dataset.ts'
import type { Sample } from '../dataset.ts'
import { DecodeError } from '../decode/decode-error.ts'
import { loader } from './loader.ts'
import type { Batch, Loader, LoaderState } from './loader.ts'

const spec = { version: 1, width: 3, height: 3, channels: 1, fit: 'stretch', scaling: 'unit' } as const

function datasetOf(unreadable: readonly boolean[]): { dataset: ReturnType<typeof createDataset>; loaded: string[] } {
  const loaded: string[] = []
  const samples = unreadable.map((broken, i): Sample => ({
    id: `s${i}`,
    label: i % 3 === 0 ? 'a' : 'b',
    async load() {
      loaded.push(`s${i}`)
      if (broken) throw new DecodeError('corrupt', 'damaged')
      return {
        width: 3,
        height: 3,
        channels: 1,
        bitDepth: 8,
        data: Uint8Array.from({ length: 9 }, (_, k) => (i * 17 + k * 5) % 256),
      }
    },
  }))
  return { dataset: createDataset(samples, ['a', 'b']), loaded }
}
async function all(batches: Loader): Promise<{ batches: Batch[]; states: Required<LoaderState>[] }> {
  const found: Batch[] = []
  const states = [batches.state()]
  for await (const batch of batches) {
    found.push(batch)
    states.push(batches.state())
  }
  return { batches: found, states }
}

describe('startAt', () => {
  it('gives exactly the batches that remain, wherever a run stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 3 }),
        fc.nat(),
        async (unreadable, batchSize, epoch, stop) => {
          fc.pre(unreadable.includes(false))
          const { dataset, loaded } = datasetOf(unreadable)
          const options = { preprocess: spec, batchSize, shuffle: true, seed: 3, augment: xrayAugmentation }
          const whole = await all(loader(dataset, { ...options, epoch }))
          const state = whole.states[stop % whole.states.length]!
          expect(state).toMatchObject({ epoch, step: stop % whole.states.length })
          const stored = JSON.parse(JSON.stringify(state)) as LoaderState
          loaded.length = 0
          const rest = await all(loader(dataset, { ...options, startAt: stored }))
          expect(rest.batches).toEqual(whole.batches.slice(state.step))
          expect(rest.states).toEqual(whole.states.slice(state.step))
          // What came before is not loaded again,
          expect(loaded.length).toBe(unreadable.length - state.position)
          // unless nobody remembers how far it went.
          const { epoch: of, step } = stored
          expect((await all(loader(dataset, { ...options, startAt: { epoch: of, step } }))).batches).toEqual(
            rest.batches,
          )
        },
      ),
    )
  })

  it('starts again with every iteration', async () => {
    const { dataset } = datasetOf(Array.from({ length: 7 }, () => false))
    const batches = loader(dataset, { preprocess: spec, batchSize: 2 })
    const once = await all(batches)
    expect(batches.state()).toEqual({ epoch: 0, step: 4, position: 7 })
    expect((await all(batches)).batches).toEqual(once.batches)
  })

  it('refuses places that cannot be', async () => {
    const { dataset } = datasetOf([false])
    const at = (startAt: LoaderState): Loader => loader(dataset, { preprocess: spec, batchSize: 2, startAt })
    expect(() => at({ epoch: -1, step: 0 })).toThrow('startAt.epoch: -1 given')
    expect(() => at({ epoch: 0, step: 0.5 })).toThrow('startAt.step: 0.5 given')
    await expect(all(at({ epoch: 0, step: 1, position: 2 }))).rejects.toThrow(
      'startAt.position: 2 given, expected at most 1, the pictures of the dataset',
    )
  })
})

describe('mix', () => {
  const { dataset } = datasetOf(Array.from({ length: 10 }, () => false))
  const options = { preprocess: spec, batchSize: 5, seed: 7, epoch: 2 }

  it('mixes each batch and its labels as sampleCutMix and applyMix do', async () => {
    const plain = (await all(loader(dataset, options))).batches
    const mixed = (await all(loader(dataset, { ...options, mix: { kind: 'cutMix', alpha: 1 } }))).batches
    mixed.forEach(({ x, y, ySoft, ids, shape }, i) => {
      const { x: pixels, y: labels } = plain[i]!
      const drawn = sampleCutMix(ids, { alpha: 1, seed: 7, epoch: 2 })
      expect({ x, y: ySoft }).toEqual(applyMix(pixels, shape, oneHot(labels, 2), drawn))
      expect(y).toEqual(labels)
      expect(x).not.toEqual(pixels)
    })
    expect(plain[0]!.ySoft).toBeUndefined()
  })

  it('keeps every row of labels at the sum 1', async () => {
    for (const { ySoft } of (await all(loader(dataset, { ...options, mix: { kind: 'mixUp', alpha: 0.4 } }))).batches)
      for (let i = 0; i < ySoft!.length; i += 2) expect(ySoft![i]! + ySoft![i + 1]!).toBeCloseTo(1, 6)
  })

  it('is refused where it cannot be', () => {
    expect(() => loader(dataset, { ...options, mix: { kind: 'mixup' as never, alpha: 1 } })).toThrow(
      'mix.kind: "mixup" given, expected mixUp or cutMix',
    )
    expect(() => loader(dataset, { ...options, mix: { kind: 'mixUp', alpha: 0 } })).toThrow('alpha: 0 given')
    expect(() => loader(dataset, { ...options, augment: { step: 'gamma' } as never })).toThrow(
      'gamma.exponent: missing',
    )
  })
})
