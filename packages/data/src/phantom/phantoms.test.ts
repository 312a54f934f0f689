import { rocAuc } from '@convlens/metrics'
import { beforeAll, describe, expect, it } from 'vitest'

import type { Raster } from '../raster.ts'
import { findLeaks } from '../datasets/find-leaks.ts'
import { split } from '../datasets/split.ts'
import { phantoms, type PhantomSample } from './phantoms.ts'
import { baselineAuc, thumbnail } from './thumbnail-baseline.test-support.ts'

const first = async (seed: number, count = 2): Promise<Raster['data']> =>
  (await phantoms({ count, size: 32, seed }).samples[0]!.load()).data

describe('phantoms', () => {
  it('is a dataset of both classes in turn, with ids, groups and sources', () => {
    const dataset = phantoms({ count: 12, size: 32, seed: 7 })
    expect(dataset.labels).toEqual(['covid', 'normal'])
    expect(dataset.samples.map(({ label }) => label)).toEqual(
      Array.from({ length: 6 }, () => ['covid', 'normal']).flat(),
    )
    expect(dataset.samples[0]!.id).toBe('phantom/7/covid-0001')
    expect(new Set(dataset.samples.map(({ id }) => id)).size).toBe(12)
    expect(dataset.samples.every(({ source }) => source === 'phantom')).toBe(true)
    expect(dataset.describe()).toBe('12 pictures of 8 groups (6 covid, 6 normal)')
  })

  it('gives an odd picture to normal', () => {
    expect(phantoms({ count: 3 }).samples.map(({ label }) => label)).toEqual(['covid', 'normal', 'normal'])
  })

  it('draws on demand, the same each time', async () => {
    const [covid, normal] = phantoms({ count: 2, size: 48, seed: 1 }).samples
    const picture = await covid!.load()
    expect([picture.width, picture.height, picture.channels]).toEqual([48, 48, 1])
    expect(await covid!.load()).toEqual(picture)
    expect(covid!.draw().raster).toEqual(picture)
    expect(Math.max(...(await covid!.mask()).data)).toBe(255)
    expect(Math.max(...(await normal!.mask()).data)).toBe(0)
    expect(Math.max(...(await normal!.lungMask()).data)).toBe(255)
  })

  it('draws other pictures for another seed, and more pictures as a continuation', async () => {
    expect(await first(1)).not.toEqual(await first(2))
    expect(await first(1)).toEqual(await first(1, 10))
  })

  it('shows one patient in all pictures of a group', () => {
    const { samples } = phantoms({ count: 30, size: 16, seed: 3 })
    for (const group of new Set(samples.map((sample) => sample.group))) {
      const pictures = samples.filter((sample) => sample.group === group).map((sample) => sample.draw().parameters)
      expect(pictures.length).toBeLessThanOrEqual(2)
      for (const { build, label } of pictures) {
        expect(build).toEqual(pictures[0]!.build)
        expect(label).toBe(pictures[0]!.label)
      }
    }
    expect(new Set(samples.map((sample) => sample.draw().parameters.build.irregularity)).size).toBe(20)
  })

  it('takes every position, exposure and side marker once for each class', () => {
    const { samples } = phantoms({ count: 20, size: 16, seed: 3 })
    const views = (label: string) =>
      samples.filter((sample) => sample.label === label).map((sample) => sample.draw().parameters.view)
    expect(views('covid')).toEqual(views('normal'))
  })

  it('splits by patient without leaks', () => {
    const parts = split(phantoms({ count: 60, size: 16 }), {
      by: 'group',
      stratify: 'label',
      ratios: [0.7, 0.15, 0.15],
      seed: 7,
    })
    expect(findLeaks(parts)).toEqual([])
  })

  it('names what is out of range', () => {
    expect(() => phantoms({ count: 1 })).toThrow('count: 1 given, expected a whole number of at least 2')
    expect(() => phantoms({ count: 2.5 })).toThrow('count: 2.5 given')
  })
})

// Were a thumbnail enough, a network could pass without looking at the patches.
describe('what trivial inputs score on phantoms', () => {
  let samples: PhantomSample[]
  const y: number[] = []
  const rows = new Map<number, Float32Array[]>()
  const fit: number[] = []
  const test: number[] = []
  beforeAll(async () => {
    const dataset = phantoms({ count: 1000, size: 64, seed: 5 })
    samples = dataset.samples
    const { train } = split(dataset, { by: 'group', stratify: 'label', ratios: [0.7, 0, 0.3], seed: 5 })
    const inTrain = new Set(train.samples.map(({ id }) => id))
    for (const side of [1, 16, 32]) rows.set(side, [])
    for (const [i, sample] of samples.entries()) {
      y.push(sample.label === 'covid' ? 1 : 0)
      ;(inTrain.has(sample.id) ? fit : test).push(i)
      const picture = await sample.load()
      for (const [side, list] of rows) list.push(thumbnail(picture, side))
    }
  })

  it('mean brightness says nothing', () => {
    const auc = rocAuc(
      y,
      rows.get(1)!.map((row) => row[0]!),
    )
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.08)
  })

  it.each([16, 32])('a thumbnail of side %i stays below .8', (side) => {
    const auc = baselineAuc(rows.get(side)!, y, fit, test)
    expect(auc).toBeGreaterThan(0.5)
    expect(auc).toBeLessThan(0.8)
  })
})
