import { createHash } from 'node:crypto'

import { expectClose } from '@convlens/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

// numpy's percentiles and scikit-image's rescale_intensity: golden/preprocess.py.
import golden from '../../golden/window.json' with { type: 'json' }
import { createRandom } from '../random.ts'
import type { Raster } from '../raster.ts'
import { equalizeAdaptively } from './clahe.ts'
import { percentiles } from './percentile.ts'
import { preprocess } from './preprocess.ts'
import { validatePreprocessSpec, valueRange } from './spec.ts'
import type { PreprocessSpecV2 } from './spec.ts'

const base: PreprocessSpecV2 = { version: 2, width: 17, height: 23, channels: 1, fit: 'stretch', scaling: 'unit' }
const raster: Raster = {
  width: 17,
  height: 23,
  channels: 1,
  bitDepth: 16,
  data: new Uint16Array(Uint8Array.from(Buffer.from(golden.data, 'base64')).buffer),
}

const wrong = (fields: object) => () => validatePreprocessSpec({ ...base, ...fields })

describe('version 1', () => {
  // Taken from the release before version 2 existed: 8 rasters of 37 x 23, 1 to 4 channels, 8 and 16 bit, to 16 x 20.
  const before = {
    '1 stretch unit': '82d3cb81921a654c',
    '1 stretch standardise': 'd4a298fb9971a726',
    '1 pad unit': 'ce7142da77f83e9f',
    '1 pad standardise': '2764a2707d779cec',
    '1 crop unit': '80551628a989569f',
    '1 crop standardise': 'f44cbbe845fd23da',
    '3 stretch unit': 'f48817e81ac0e896',
    '3 stretch standardise': 'd09ba2dd6cf6d30b',
    '3 pad unit': 'de344aa19327c166',
    '3 pad standardise': 'ab620d3c7ea61737',
    '3 crop unit': '4aa60d0b127f004e',
    '3 crop standardise': 'd044a16b0f3300fa',
  }
  for (const [name, expected] of Object.entries(before))
    it(`gives the bits it always gave: ${name}`, () => {
      const [channels, fit, scaling] = name.split(' ') as ['1' | '3', 'stretch' | 'pad' | 'crop', 'unit']
      const hash = createHash('sha256')
      for (const c of [1, 2, 3, 4] as const)
        for (const bitDepth of [8, 16] as const) {
          const random = createRandom('raster', c, bitDepth)
          const n = 37 * 23 * c
          const data =
            bitDepth === 8
              ? Uint8Array.from({ length: n }, () => random.integer(256))
              : Uint16Array.from({ length: n }, () => random.integer(65_536))
          const spec = { version: 1, width: 16, height: 20, channels: Number(channels) as 1 | 3, fit, scaling } as const
          hash.update(new Uint8Array(preprocess({ width: 37, height: 23, channels: c, bitDepth, data }, spec).buffer))
          // Version 2 says the same with the same words.
          expect(preprocess({ width: 37, height: 23, channels: c, bitDepth, data }, { ...spec, version: 2 })).toEqual(
            preprocess({ width: 37, height: 23, channels: c, bitDepth, data }, spec),
          )
        }
      expect(hash.digest('hex').slice(0, 16)).toBe(expected)
    })
})

describe('version 2', () => {
  for (const { window, percentiles: bounds, expected } of golden.cases)
    it(`the window from ${window.join(' to ')} % as numpy and scikit-image`, () => {
      const [low, high] = window as [number, number]
      const unit = preprocess(raster, base)
      expectClose(percentiles(unit, [low, high]), bounds, 1e-6)
      const reference = new Float32Array(Uint8Array.from(Buffer.from(expected, 'base64')).buffer)
      expectClose(preprocess(raster, { ...base, window: [low, high] }), reference, 2e-6)
    })

  it('finds percentiles as sorting does', () => {
    const values = fc.float32Array({ minLength: 1, maxLength: 60, noNaN: true, min: -1000, max: 1000 })
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 100, noNaN: true }), (x, percent) => {
        const sorted = x.slice().sort()
        const position = (percent / 100) * (x.length - 1)
        const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!]
        const expected = below + (above - below) * (position - Math.floor(position))
        expect(percentiles(x, [percent])[0]).toBeCloseTo(expected, 6)
        expect(percentiles(x, [100, 0])).toEqual([Math.max(...x), Math.min(...x)])
      }),
    )
  })

  it('min-max: darkest 0, brightest 1, with 16 bits of difference kept; flat pictures become zeros', () => {
    const deep: Raster = {
      width: 3,
      height: 1,
      channels: 1,
      bitDepth: 16,
      data: Uint16Array.from([40_000, 40_001, 40_004]),
    }
    expectClose(preprocess(deep, { ...base, width: 3, height: 1, scaling: 'min-max' }), [0, 0.25, 1], 1e-3)
    const flat: Raster = { width: 2, height: 1, channels: 1, bitDepth: 8, data: Uint8Array.from([9, 9]) }
    expect([...preprocess(flat, { ...base, width: 2, height: 1, scaling: 'min-max' })]).toEqual([0, 0])
    expect([...preprocess(flat, { ...base, width: 2, height: 1, window: [1, 99] })]).toEqual([0, 0])
  })

  it('takes its steps in the order it says: window, clahe, scaling, padding', () => {
    const spec: PreprocessSpecV2 = { ...base, width: 40, height: 23, fit: 'pad' }
    const clahe = { tiles: [2, 3], clipLimit: 2 } as const
    const whole = preprocess(raster, { ...spec, window: [1, 99], clahe, scaling: 'min-max' })
    const windowed = preprocess(raster, { ...base, window: [1, 99] })
    const equalized = equalizeAdaptively(windowed, [23, 17, 1], clahe)
    const [low, high] = [Math.min(...equalized), Math.max(...equalized)]
    const middle = Array.from({ length: 23 }, (_, y) => [...whole.subarray(y * 40 + 11, y * 40 + 28)]).flat()
    expectClose(
      middle,
      [...equalized].map((v) => (v - low) / (high - low)),
      1e-6,
    )
    expect([...whole.subarray(0, 11), ...whole.subarray(28, 40)].every((v) => v === 0)).toBe(true)
    const three = preprocess(raster, { ...spec, channels: 3, window: [1, 99], clahe, scaling: 'min-max' })
    expect(Array.from({ length: 40 * 23 }, (_, i) => three[3 * i + 2])).toEqual([...whole])
  })

  it('survives JSON and says the range of its values', () => {
    const spec: PreprocessSpecV2 = {
      ...base,
      scaling: 'min-max',
      window: [0.5, 99.5],
      clahe: { tiles: [8, 8], clipLimit: 2 },
    }
    expect(validatePreprocessSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec)
    expect(valueRange(spec)).toEqual([0, 1])
    expect(valueRange({ ...spec, scaling: 'standardise' })).toBeUndefined()
  })

  it('names the field at fault', () => {
    expect(wrong({ version: 1, window: [1, 99] })).toThrow(
      'preprocess.window: unknown field in version 1 (version 2 has it)',
    )
    expect(wrong({ version: 1, scaling: 'min-max' })).toThrow('preprocess.scaling: "min-max" given, expected "unit" or')
    expect(wrong({ version: 3 })).toThrow('preprocess.version: 3 given, expected 1 or 2')
    expect(wrong({ window: [99, 1] })).toThrow(
      'preprocess.window: [99,1] given, expected two percentages from 0 to 100',
    )
    expect(wrong({ window: [1, 101] })).toThrow('preprocess.window: [1,101] given')
    expect(wrong({ clahe: true })).toThrow('preprocess.clahe: true given, expected an object with tiles and clipLimit')
    expect(wrong({ clahe: { tiles: 8, clipLimit: 2 } })).toThrow(
      'preprocess.clahe.tiles: 8 given, expected [columns, rows]',
    )
    expect(wrong({ clahe: { tiles: [8, 0], clipLimit: 2 } })).toThrow('preprocess.clahe.tiles[1]: 0 given')
    expect(wrong({ clahe: { tiles: [8, 8], clipLimit: 0 } })).toThrow('preprocess.clahe.clipLimit: 0 given')
    expect(wrong({ clahe: { tiles: [8, 8], clip: 2 } })).toThrow('preprocess.clahe.clip: unknown field')
  })
})
