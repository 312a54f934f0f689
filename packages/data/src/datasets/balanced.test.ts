import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { classCounts, createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import type { Raster } from '../raster.ts'
import { balanced } from './balanced.ts'

const raster: Raster = { width: 1, height: 1, channels: 1, bitDepth: 8, data: Uint8Array.of(9) }
const dataset = (sizes: readonly number[]): Dataset =>
  createDataset(
    sizes.flatMap((size, c) =>
      Array.from({ length: size }, (_, i) => ({
        id: `${c}-${i}`,
        label: `c${c}`,
        load: () => Promise.resolve(raster),
      })),
    ),
    sizes.map((_, c) => `c${c}`),
  )
const ids = ({ samples }: Dataset) => samples.map(({ id }) => id)

describe('balanced', () => {
  it('shows every class as often, and no picture twice before all have come', () => {
    const size = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(
        fc.array(size, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(5),
        (sizes, perClass, epoch) => {
          const epochs = balanced(dataset(sizes), { seed: 3, epoch, perClass })
          expect(classCounts(epochs)).toEqual(sizes.map(() => perClass))
          const shown = new Map<string, number>()
          for (const id of ids(epochs)) shown.set(id.split('#')[0]!, (shown.get(id.split('#')[0]!) ?? 0) + 1)
          sizes.forEach((n, c) => {
            for (let i = 0; i < n; i++) {
              const times = shown.get(`${c}-${i}`) ?? 0
              expect([Math.floor(perClass / n), Math.ceil(perClass / n)]).toContain(times)
            }
          })
        },
      ),
    )
  })

  it('takes as many as the largest or the smallest class has', () => {
    expect(classCounts(balanced(dataset([2, 5]), { seed: 1 }))).toEqual([5, 5])
    expect(classCounts(balanced(dataset([2, 5]), { seed: 1, perClass: 'smallest' }))).toEqual([2, 2])
    expect(classCounts(balanced(dataset([2, 0, 5]), { seed: 1 }))).toEqual([5, 0, 5])
  })

  it('depends on seed, epoch and ids, not on the order', () => {
    const of = dataset([4, 20])
    const one = ids(balanced(of, { seed: 1, epoch: 2, perClass: 'smallest' }))
    expect(
      ids(balanced(createDataset([...of.samples].reverse()), { seed: 1, epoch: 2, perClass: 'smallest' })),
    ).toEqual(one)
    expect(ids(balanced(of, { seed: 1, epoch: 3, perClass: 'smallest' }))).not.toEqual(one)
    expect(ids(balanced(of, { seed: 2, epoch: 2, perClass: 'smallest' }))).not.toEqual(one)
  })

  it('shows the same picture again under another id, the same object in every epoch', async () => {
    const of = dataset([1, 2])
    const again = (epoch: number) => balanced(of, { seed: 1, epoch }).samples.find(({ id }) => id === '0-0#2')!
    expect(again(1)).toBe(again(0))
    expect(await again(0).load()).toBe(raster)
  })

  it('refuses wrong options', () => {
    expect(() => balanced(dataset([1]), { seed: Number.NaN })).toThrow('seed: NaN given')
    expect(() => balanced(dataset([1]), { seed: 1, epoch: 0.5 })).toThrow('epoch: 0.5 given')
    expect(() => balanced(dataset([1]), { seed: 1, perClass: 0 })).toThrow(
      'perClass: 0 given, expected largest, smallest or',
    )
    expect(() => balanced(createDataset([]), { seed: 1 })).toThrow('dataset: no samples')
  })
})
