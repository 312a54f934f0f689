import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Raster } from '../raster.ts'
import { assertRaster } from '../raster.ts'
import { drawPhantom, type DrawPhantomOptions, type Phantom, type PhantomParameters } from './draw-phantom.ts'

const share = ({ data }: Raster): number =>
  Array.from(data).reduce((count: number, value: number) => count + (value > 0 ? 1 : 0), 0) / data.length

/** Mean of a raster over the pixels that a mask keeps. */
function meanWhere(picture: Raster, keep: (index: number) => boolean): number {
  let sum = 0
  let count = 0
  for (const [i, value] of picture.data.entries()) {
    if (!keep(i)) continue
    sum += value
    count++
  }
  return sum / count
}

const draw = (seed: number): Phantom => drawPhantom({ label: 'covid', seed, size: 64 })

const drawnFrom = (patient: string, view: string): PhantomParameters =>
  drawPhantom({ label: 'covid', seed: 0, patient, view, size: 32 }).parameters

const drawWith = (changes: object) => () => drawPhantom({ label: 'covid', seed: 1, ...changes } as DrawPhantomOptions)

/** Columns over the spine of a picture 96 pixels wide. */
const overSpine = (i: number): boolean => Math.abs((i % 96) - 48) < 6

/** The pixel on the other side of a picture 96 pixels wide. */
const mirrored = (i: number): number => i - (i % 96) + 95 - (i % 96)

describe('drawPhantom', () => {
  it('draws the same for the same seed, something else for another', () => {
    expect(draw(3)).toEqual(draw(3))
    expect(draw(3).raster.data).not.toEqual(draw(4).raster.data)
    expect(draw(3).parameters).not.toEqual(draw(4).parameters)
  })

  it('draws valid 8-bit grey rasters whatever the seed, label and size', () => {
    assert(
      property(
        integer(),
        constantFrom('covid' as const, 'normal' as const),
        integer({ min: 16, max: 72 }),
        (seed, label, size) => {
          const { raster, mask, lungMask } = drawPhantom({ label, seed, size })
          for (const one of [raster, mask, lungMask]) {
            assertRaster(one)
            expect([one.width, one.height, one.channels, one.bitDepth]).toEqual([size, size, 1, 8])
          }
          expect([...new Set([...mask.data, ...lungMask.data])].every((value) => value === 0 || value === 255)).toBe(
            true,
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('uses the grey range, with dark lungs in a bright body', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { raster, lungMask } = drawPhantom({ label: 'normal', seed, size: 96 })
      const [darkest, brightest] = [Math.min(...raster.data), Math.max(...raster.data)]
      expect(brightest - darkest, `seed ${seed}`).toBeGreaterThan(150)
      const lungs = meanWhere(raster, (i) => lungMask.data[i]! > 0)
      expect(meanWhere(raster, overSpine) - lungs, `seed ${seed}`).toBeGreaterThan(40)
    }
  })

  it('marks the lungs: a quarter to two fifths of the picture, on both sides of the midline', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { lungMask } = drawPhantom({ label: 'normal', seed, size: 96 })
      expect(share(lungMask), `seed ${seed}`).toBeGreaterThan(0.2)
      expect(share(lungMask), `seed ${seed}`).toBeLessThan(0.45)
      const left = lungMask.data.filter((value, i) => value > 0 && i % 96 < 48).length
      const right = lungMask.data.filter((value, i) => value > 0 && i % 96 >= 48).length
      expect(left / (left + right), `seed ${seed}`).toBeGreaterThan(0.35)
      expect(right / (left + right), `seed ${seed}`).toBeGreaterThan(0.3)
    }
  })

  it('draws patches in covid only, nearly all of them over the lungs', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { mask, lungMask, parameters } = drawPhantom({ label: 'covid', seed, size: 96 })
      expect(parameters.lesions.length).toBeGreaterThanOrEqual(2)
      expect(share(mask), `seed ${seed}`).toBeGreaterThan(0.005)
      expect(share(mask), `seed ${seed}`).toBeLessThan(0.25)
      const over = mask.data.filter((value, i) => value > 0 && lungMask.data[i]! > 0).length
      expect(over / mask.data.filter((value) => value > 0).length, `seed ${seed}`).toBeGreaterThan(0.75)
      expect(share(drawPhantom({ label: 'normal', seed, size: 96 }).mask)).toBe(0)
    }
  })

  it('brightens what the mask marks', () => {
    // Compared with the mirrored place in the other lung, where no patch lies.
    let brighter = 0
    for (let seed = 0; seed < 20; seed++) {
      const { raster, mask, lungMask } = drawPhantom({ label: 'covid', seed, size: 96 })
      const inside = meanWhere(raster, (i) => mask.data[i]! > 0)
      const opposite = meanWhere(
        raster,
        (i) => mask.data[mirrored(i)]! > 0 && mask.data[i] === 0 && lungMask.data[i]! > 0,
      )
      if (inside > opposite) brighter++
    }
    expect(brighter).toBeGreaterThanOrEqual(17)
  })

  it('shows the same chest at another size', () => {
    const [small, large] = [64, 128].map((size) => drawPhantom({ label: 'covid', seed: 5, size }))
    expect(large!.parameters).toEqual(small!.parameters)
    expect(share(large!.mask)).toBeCloseTo(share(small!.mask), 2)
    expect(share(large!.lungMask)).toBeCloseTo(share(small!.lungMask), 2)
    let error = 0
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) {
        const at = (dy: number, dx: number) => large!.raster.data[(2 * y + dy) * 128 + 2 * x + dx]!
        error += Math.abs((at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4 - small!.raster.data[y * 64 + x]!)
      }
    }
    expect(error / 64 ** 2).toBeLessThan(10)
  })

  it('keeps the patient between pictures and the film between patients, where asked', () => {
    expect(drawnFrom('a', '1').build).toEqual(drawnFrom('a', '2').build)
    expect(drawnFrom('a', '1').lesions).toEqual(drawnFrom('a', '2').lesions)
    expect(drawnFrom('a', '1').view).not.toEqual(drawnFrom('a', '2').view)
    expect(drawnFrom('a', '1').view).toEqual(drawnFrom('b', '1').view)
    expect(drawnFrom('a', '1').build).not.toEqual(drawnFrom('b', '1').build)
  })

  it('names what is out of range', () => {
    expect(drawWith({ size: 8 })).toThrow('size: 8 given, expected a whole number from 16 to 4096')
    expect(drawWith({ size: 64.5 })).toThrow('size: 64.5 given')
    expect(drawWith({ label: 'flu' })).toThrow("label: 'flu' given, expected 'covid' or 'normal'")
  })
})
