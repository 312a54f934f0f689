import { expectClose } from '@convlens/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

// Pillow's and torch's resizing of the same floats: golden/golden.py.
import golden from '../../golden/resize.json' with { type: 'json' }
import type { Raster } from '../raster.ts'
import { preprocess } from './preprocess.ts'
import type { PreprocessSpec } from './spec.ts'
import { validatePreprocessSpec } from './spec.ts'

const base: PreprocessSpec = { version: 1, width: 2, height: 2, channels: 1, fit: 'stretch', scaling: 'unit' }
const grey = (width: number, height: number, data: number[]): Raster => ({
  width,
  height,
  channels: 1,
  bitDepth: 8,
  data: Uint8Array.from(data),
})

describe('preprocess resizes', () => {
  for (const { width, height, data, outWidth, outHeight, pillow, torch } of golden.cases)
    it(`${width} x ${height} to ${outWidth} x ${outHeight} as Pillow and torch do`, () => {
      const out = preprocess(grey(width, height, data), { ...base, width: outWidth, height: outHeight })
      // Both sum in 32-bit floats.
      expectClose(out, torch, 3e-6)
      expectClose(out, pillow, 3e-6)
    })

  it('[1, 2, 3] to 6 by half-pixel centres', () => {
    const out = preprocess(grey(3, 1, [1, 2, 3]), { ...base, width: 6, height: 1 })
    expectClose(
      out,
      [1, 1.25, 1.75, 2.25, 2.75, 3].map((v) => v / 255),
      1e-6,
    )
  })

  it('keeps a flat picture flat and stays between darkest and brightest', () => {
    const side = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.nat(255),
        fc.constantFrom('stretch', 'crop'),
        (w, h, ow, oh, value, fit) => {
          const out = preprocess(
            grey(
              w,
              h,
              Array.from({ length: w * h }, () => value),
            ),
            { ...base, width: ow, height: oh, fit: fit as 'crop' },
          )
          for (const v of out) expect(v).toBeCloseTo(value / 255, 5)
        },
      ),
    )
  })
})

describe('preprocess fits', () => {
  it('crop: the centre, as Pillow with a box', () => {
    const { width, height, data, outWidth, outHeight, pillow } = golden.crop
    expectClose(
      preprocess(grey(width, height, data), { ...base, width: outWidth, height: outHeight, fit: 'crop' }),
      pillow,
      1e-6,
    )
  })

  it('pad: whole picture in the middle, black around', () => {
    expect([
      ...preprocess(
        grey(
          4,
          2,
          Array.from({ length: 8 }, () => 255),
        ),
        { ...base, width: 4, height: 4, fit: 'pad' },
      ),
    ]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0])
  })
})

describe('preprocess scales values', () => {
  const one: PreprocessSpec = { ...base, width: 1, height: 1 }

  it('16 bits by 65535', () => {
    const raster: Raster = { width: 2, height: 1, channels: 1, bitDepth: 16, data: Uint16Array.from([0, 65_535]) }
    expect([...preprocess(raster, { ...base, height: 1 })]).toEqual([0, 1])
  })

  it('alpha over black, RGB to grey by BT.601, grey to three channels', () => {
    const half: Raster = { width: 1, height: 1, channels: 2, bitDepth: 8, data: Uint8Array.from([255, 51]) }
    expectClose(preprocess(half, one), [0.2], 1e-6)
    const rgba: Raster = { width: 1, height: 1, channels: 4, bitDepth: 8, data: Uint8Array.from([255, 0, 51, 255]) }
    expectClose(preprocess(rgba, one), [0.299 + 0.114 * 0.2], 1e-6)
    expectClose(preprocess(rgba, { ...one, channels: 3 }), [1, 0, 0.2], 1e-6)
    expectClose(preprocess(half, { ...one, channels: 3 }), [0.2, 0.2, 0.2], 1e-6)
  })

  it('standardise: mean 0, deviation 1; a flat picture becomes zeros', () => {
    const values = Array.from({ length: 64 }, (_, i) => (i * 37) % 256)
    const out = [...preprocess(grey(8, 8, values), { ...base, width: 8, height: 8, scaling: 'standardise' })]
    expect(out.reduce((sum, v) => sum + v, 0) / 64).toBeCloseTo(0, 5)
    expect(out.reduce((sum, v) => sum + v * v, 0) / 64).toBeCloseTo(1, 5)
    expect([...preprocess(grey(2, 2, [9, 9, 9, 9]), { ...base, scaling: 'standardise' })]).toEqual([0, 0, 0, 0])
  })
})

describe('validatePreprocessSpec', () => {
  it('returns a valid one', () => {
    expect(validatePreprocessSpec(JSON.parse(JSON.stringify(base)))).toEqual(base)
  })

  it('names the field at fault', () => {
    expect(() => validatePreprocessSpec(null)).toThrow('preprocess: null given, expected an object')
    expect(() => validatePreprocessSpec({ ...base, width: undefined })).toThrow('preprocess.width: missing')
    expect(() => validatePreprocessSpec({ ...base, width: 2.5 })).toThrow(
      'preprocess.width: 2.5 given, expected a whole number',
    )
    expect(() => validatePreprocessSpec({ ...base, fit: 'squeeze' })).toThrow(
      'preprocess.fit: "squeeze" given, expected "stretch" or "pad" or "crop"',
    )
    expect(() => validatePreprocessSpec({ ...base, version: 3 })).toThrow(
      'preprocess.version: 3 given, expected 1 or 2',
    )
    expect(() => validatePreprocessSpec({ ...base, mean: 0 })).toThrow('preprocess.mean: unknown field')
  })
})
