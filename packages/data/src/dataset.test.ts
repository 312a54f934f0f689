import { describe, expect, it } from 'vitest'

import { ConvlensDataError } from './data-error.ts'
import { classCounts, createDataset, filter, subset } from './dataset.ts'
import type { Sample } from './dataset.ts'

const sample = (id: string, label: string, more: Partial<Sample> = {}): Sample => ({
  id,
  label,
  load: () => Promise.reject(new Error()),
  ...more,
})
const some = [
  sample('1', 'covid', { split: 'train', group: 'p' }),
  sample('2', 'normal', { split: 'train', group: 'p' }),
  sample('3', 'covid', { split: 'val' }),
]

describe('createDataset', () => {
  it('sorts the labels, or keeps them as given', () => {
    expect(createDataset([...some].reverse()).labels).toEqual(['covid', 'normal'])
    expect(createDataset(some, ['normal', 'covid']).labels).toEqual(['normal', 'covid'])
  })

  it('describes itself', () => {
    expect(createDataset(some).describe()).toBe(
      'train: 2 pictures of 1 group (1 covid, 1 normal)\nval: 1 picture (1 covid, 0 normal)',
    )
    expect(createDataset([]).describe()).toBe('no pictures')
  })

  it('refuses double ids, unknown labels and double labels', () => {
    expect(() => createDataset([...some, sample('1', 'covid')])).toThrow("two samples have the id '1'")
    expect(() => createDataset(some, ['covid'])).toThrow("'2' has the label 'normal', expected one of covid")
    expect(() => createDataset(some, ['covid', 'normal', 'covid'])).toThrow('expected every name once')
    try {
      createDataset(some, ['covid'])
    } catch (error) {
      expect(ConvlensDataError.isInstance(error)).toBe(true)
      expect(error).toMatchObject({ parameter: 'labels', received: 'normal' })
    }
  })

  it('counts, filters and picks without changing class indices', () => {
    const dataset = createDataset(some)
    expect(classCounts(dataset)).toEqual([2, 1])
    const normal = filter(dataset, ({ label }) => label === 'normal')
    expect(normal.labels).toEqual(dataset.labels)
    expect(classCounts(normal)).toEqual([0, 1])
    expect(subset(dataset, [2, 0]).samples.map(({ id }) => id)).toEqual(['3', '1'])
    expect(() => subset(dataset, [3])).toThrow('indices: 3 given, expected whole numbers from 0 to 2')
  })
})
