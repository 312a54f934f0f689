import { describe, expect, it } from 'vitest'

import type { Raster } from '../raster.ts'
import { fromArrays } from './from-arrays.ts'

const stack = { data: Uint8Array.from({ length: 24 }, (_, i) => i), shape: [2, 2, 3, 2] } as const

describe('fromArrays', () => {
  it('takes one array with all pictures, without copying', async () => {
    const { samples } = fromArrays(stack, ['b', 'a'], { groups: ['p', undefined], splits: ['train', 'val'] })
    expect(samples[0]).toMatchObject({ id: '0', label: 'b', group: 'p', split: 'train' })
    expect(samples[1]).not.toHaveProperty('group')
    const second = await samples[1]!.load()
    expect(second).toMatchObject({ width: 3, height: 2, channels: 2, bitDepth: 8 })
    expect([...second.data]).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i))
    expect(second.data.buffer).toBe(stack.data.buffer)
    const deep = fromArrays({ data: Uint16Array.of(1, 65_535), shape: [1, 1, 2] }, ['a'])
    expect(await deep.samples[0]!.load()).toMatchObject({ bitDepth: 16, channels: 1 })
  })

  it('takes rasters, masks, ids and classes', async () => {
    const raster: Raster = { width: 1, height: 1, channels: 1, bitDepth: 8, data: Uint8Array.of(3) }
    const { labels, samples } = fromArrays([raster], ['a'], {
      ids: ['x'],
      masks: [raster],
      sources: ['s'],
      classes: ['b', 'a'],
    })
    expect(labels).toEqual(['b', 'a'])
    expect(samples[0]).toMatchObject({ id: 'x', source: 's' })
    expect(await samples[0]!.mask!()).toBe(raster)
  })

  it('refuses lengths, shapes and values that do not fit', () => {
    expect(() => fromArrays(stack, ['a'])).toThrow('labels: 1 given, expected 2, one for each picture')
    expect(() => fromArrays(stack, ['a', 'b'], { groups: ['p'] })).toThrow('groups: 1 given, expected 2')
    expect(() => fromArrays(stack, ['a', 'b'], { ids: ['x', 'x'] })).toThrow("two samples have the id 'x'")
    expect(() => fromArrays({ data: stack.data, shape: [2, 2, 5] }, ['a', 'b'])).toThrow(
      'shape: [2, 2, 5] given for 24 values',
    )
    expect(() => fromArrays({ data: stack.data, shape: [1, 2, 2, 6] }, ['a'])).toThrow('raster.channels: 6 given')
    const floats = { data: new Float32Array(4) as unknown as Uint8Array, shape: [1, 2, 2] } as const
    expect(() => fromArrays(floats, ['a'])).toThrow(
      'data: a Float32Array given, expected a Uint8Array or a Uint16Array',
    )
  })
})
