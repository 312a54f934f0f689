import { describe, expect, it } from 'vitest'

import { assertRaster } from '../raster.ts'
import { augment } from './augment.ts'
import { augmentationRandom } from './augmentation.ts'
import { augmentationSheet, contactSheet } from './contact-sheet.ts'
import { affine, compose, gamma } from './pipeline.ts'

describe('contactSheet', () => {
  it('lays pictures in rows with gaps', () => {
    const [a, b] = [Float32Array.of(0, 1), Float32Array.of(0.5, 2)]
    const sheet = contactSheet([[a, b], [b]], [1, 2, 1], { gap: 1, background: 7 })
    expect([sheet.width, sheet.height, sheet.channels]).toEqual([7, 5, 1])
    expect([...sheet.data]).toEqual([
      7, 7, 7, 7, 7, 7, 7, 7, 0, 255, 7, 128, 255, 7, 7, 7, 7, 7, 7, 7, 7, 7, 128, 255, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    ])
  })

  it('scales rows without a range by their first picture', () => {
    const rows = [[Float32Array.of(-1, 1), Float32Array.of(0, 3)]]
    expect([...contactSheet(rows, [1, 2, 1], { gap: 0, range: undefined }).data]).toEqual([0, 255, 128, 255])
  })

  it('refuses what does not fit', () => {
    expect(() => contactSheet([], [1, 1, 1])).toThrow('rows: no picture given')
    expect(() => contactSheet([[new Float32Array(3)]], [1, 2, 1])).toThrow('rows[0][0]: 3 values given, expected 2')
  })
})

describe('augmentationSheet', () => {
  it('shows what the epochs of a training see', () => {
    const x = Float32Array.from({ length: 16 * 16 * 3 }, (_, i) => (i % 48) / 48)
    const pipeline = compose([affine({ rotate: [-30, 30] }), gamma({ exponent: [0.5, 2] })])
    const { raster, drawn } = augmentationSheet(
      [
        { id: 'a', x },
        { id: 'b', x },
      ],
      [16, 16, 3],
      pipeline,
      {
        draws: 3,
        seed: 7,
        epoch: 2,
        gap: 2,
      },
    )
    assertRaster(raster)
    expect([raster.width, raster.height]).toEqual([2 + 4 * 18, 2 + 2 * 18])
    expect(drawn.map((row) => row.length)).toEqual([3, 3])
    const seen = augment(x, [16, 16, 3], pipeline, augmentationRandom(7, 4, 'b'))
    for (let y = 0; y < 16; y++)
      for (let i = 0; i < 48; i++)
        expect(raster.data[((2 + 18 + y) * 74 + 2 + 3 * 18) * 3 + i]).toBe(Math.round(255 * seen[y * 48 + i]!))
    expect(() => augmentationSheet([{ id: 'a', x }], [16, 16, 3], pipeline, { draws: 0 })).toThrow('draws: 0 given')
  })
})
