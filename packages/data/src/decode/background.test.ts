import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Raster } from '../raster.ts'
import { flatten } from './background.ts'
import { decodeImage } from './decode-image.ts'
import { goldenBytes } from './golden.test-support.ts'

const raster = (channels: Raster['channels'], data: number[], bitDepth: Raster['bitDepth'] = 8): Raster => ({
  width: data.length / channels,
  height: 1,
  channels,
  bitDepth,
  data: bitDepth === 16 ? Uint16Array.from(data) : Uint8Array.from(data),
})

describe('flatten', () => {
  // By hand: value * alpha + background * (1 - alpha).
  it('mixes by alpha', () => {
    expect([...flatten(raster(2, [100, 255, 100, 0, 100, 51]), 1).data]).toEqual([100, 255, 224])
    expect([...flatten(raster(4, [10, 20, 30, 0, 10, 20, 30, 255]), [1, 0.5, 0]).data]).toEqual([
      255, 128, 0, 10, 20, 30,
    ])
    expect([...flatten(raster(2, [1000, 0, 1000, 65_535], 16), 0.5).data]).toEqual([32_768, 1000])
  })

  it('makes RGB of grey over a colour, and leaves what has no alpha', () => {
    expect(flatten(raster(2, [100, 0]), [1, 0, 0])).toMatchObject({ channels: 3, data: Uint8Array.from([255, 0, 0]) })
    const grey = raster(1, [5, 6])
    expect(flatten(grey, 1)).toBe(grey)
  })

  it('lies between the picture and the background', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 255 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, alpha, level) => {
          const made = flatten(raster(2, [value, alpha]), level).data[0]!
          expect(made).toBeGreaterThanOrEqual(Math.floor(Math.min(value, level * 255)))
          expect(made).toBeLessThanOrEqual(Math.ceil(Math.max(value, level * 255)))
        },
      ),
    )
  })
})

it('is an option of decodeImage: without it alpha is kept', async () => {
  expect((await decodeImage(goldenBytes('png-rgba'))).channels).toBe(4)
  const white = await decodeImage(goldenBytes('png-rgba'), { background: 1 })
  expect(white.channels).toBe(3)
  expect(white).toEqual(flatten(await decodeImage(goldenBytes('png-rgba')), 1))
  expect((await decodeImage(goldenBytes('png-grey-alpha'), { background: 0 })).channels).toBe(1)
})
