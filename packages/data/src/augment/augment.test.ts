import { expectClose } from '@convlens/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import fills from '../../golden/fill.json' with { type: 'json' }
// Keras' apply_affine_transform by scipy: golden/golden.py.
import golden from '../../golden/keras-affine.json' with { type: 'json' }
import { createRandom } from '../random.ts'
import { applyAugmentation, augment } from './augment.ts'
import { identityAugmentation, sampleAugmentation } from './augmentation.ts'
import type { FillMode } from './augmentation.ts'
import { seedAugmentation, xrayAugmentation } from './presets.ts'

const apply = (x: number[], shape: [number, number, number], change: object) =>
  applyAugmentation(Float32Array.from(x), shape, { ...identityAugmentation, ...change })

describe('applyAugmentation', () => {
  it('turns counter-clockwise: the value on which torchvision and Keras agree', () => {
    const x = Array.from({ length: 25 }, (_, i) => (i === 2 * 5 + 4 ? 1 : 0))
    const out = apply(x, [5, 5, 1], { rotate: 22.5 })
    // Measured: (1,3) = .14, (1,4) = .65, (2,4) = .20.
    expect(out[1 * 5 + 3]).toBeCloseTo(0.14, 2)
    expect(out[1 * 5 + 4]).toBeCloseTo(0.65, 2)
    expect(out[2 * 5 + 4]).toBeCloseTo(0.2, 2)
  })

  for (const { params, expected } of golden.cases)
    it(`does what Keras does with ${JSON.stringify(params)}`, () => {
      const { theta = 0, tx = 0, ty = 0, shear = 0, zx = 1, zy = 1 } = params as Record<string, number>
      // Keras counts theta clockwise, calls the rows x, moves the window instead of the picture, and zooms out.
      const out = apply(golden.data, [golden.height, golden.width, 1], {
        rotate: -theta,
        shear,
        shiftX: -ty / golden.width,
        shiftY: -tx / golden.height,
        scaleX: 1 / zy,
        scaleY: 1 / zx,
        fill: 'edge',
      })
      expectClose(out, expected, 1e-5)
    })

  it('fills as scipy does', () => {
    for (const [fill, expected] of Object.entries(fills))
      expect(
        [...apply([1, 2, 3, 4], [1, 4, 1], { shiftX: 6 / 4, fill: fill as FillMode, fillValue: 9 })],
        fill,
      ).toEqual(expected)
  })

  it('mirrors, shifts right and down, and turns by quarters without changing a value', () => {
    expect([...apply([1, 2, 3, 4, 5, 6], [2, 3, 1], { flip: true })]).toEqual([3, 2, 1, 6, 5, 4])
    expect([...apply([1, 2, 3, 4], [2, 2, 1], { shiftX: 0.5, shiftY: 0.5 })]).toEqual([0, 0, 0, 1])
    expect([...apply([1, 2, 3, 4], [2, 2, 1], { rotate: 90 })]).toEqual([2, 4, 1, 3])
    expect([...apply([1, 2, 3, 10, 20, 30], [1, 2, 3], { flip: true })]).toEqual([10, 20, 30, 1, 2, 3])
  })

  it('enlarges with a scale above 1: the centre spreads', () => {
    const x = Array.from({ length: 49 }, (_, i) => (i === 24 ? 1 : 0))
    const mass = apply(x, [7, 7, 1], { scaleX: 2, scaleY: 2 }).reduce((a, b) => a + b)
    expect(mass).toBeCloseTo(4, 5)
  })

  it('multiplies by the brightness and keeps the range, where there is one', () => {
    expect([...apply([0.25, 0.75], [1, 2, 1], { brightness: 2 })]).toEqual([0.5, 1])
    const x = Float32Array.from([-2, 3])
    const params = { ...identityAugmentation, brightness: 2 }
    expect([...applyAugmentation(x, [1, 2, 1], params, { range: undefined })]).toEqual([-4, 6])
  })

  it('keeps a mask a mask with nearest', () => {
    const mask = Array.from({ length: 100 }, (_, i) => (i % 7 < 3 ? 1 : 0))
    const params = { ...identityAugmentation, rotate: 17, scaleX: 1.3, scaleY: 1.3 }
    const out = applyAugmentation(Float32Array.from(mask), [10, 10, 1], params, { interpolation: 'nearest' })
    expect(out.every((v) => v === 0 || v === 1)).toBe(true)
  })

  it('leaves its input alone and returns the input for no change', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }),
        fc.integer(),
        (values, seed) => {
          const x = Float32Array.from(values)
          augment(x, [4, 2, 3], xrayAugmentation, createRandom(seed))
          expect(x).toEqual(Float32Array.from(values))
          expect(applyAugmentation(x, [4, 2, 3], identityAugmentation)).toEqual(x)
        },
      ),
    )
  })

  it('refuses a shape that does not fit', () => {
    expect(() => apply([1, 2], [1, 1, 1], {})).toThrow('x: 2 values given, expected 1 for the shape [1, 1, 1]')
  })
})

describe('sampleAugmentation', () => {
  it('draws within the ranges of the presets', () => {
    for (let i = 0; i < 500; i++) {
      const seed = sampleAugmentation(seedAugmentation, createRandom('seed', i))
      // Keras' zoom_range=0.2 is a zoom in [0.8, 1.2], which is 1 / scale.
      for (const scale of [seed.scaleX, seed.scaleY]) expect(Math.abs(1 / scale - 1)).toBeLessThanOrEqual(0.2 + 1e-12)
      expect(Math.abs(seed.shear)).toBeLessThanOrEqual(0.2)
      expect(seed).toMatchObject({ rotate: 0, shiftX: 0, shiftY: 0, brightness: 1, fill: 'edge' })
      const xray = sampleAugmentation(xrayAugmentation, createRandom('xray', i))
      expect(xray).toMatchObject({ flip: false, shear: 0, fill: 'constant' })
      expect(xray.scaleX).toBe(xray.scaleY)
    }
    const flips = Array.from(
      { length: 1000 },
      (_, i) => sampleAugmentation(seedAugmentation, createRandom('flip', i)).flip,
    )
    expect(Math.abs(flips.filter(Boolean).length - 500)).toBeLessThan(80)
  })

  it('gives other quantities the same numbers when one is switched off', () => {
    const { rotate: _, ...without } = xrayAugmentation
    const one = sampleAugmentation(xrayAugmentation, createRandom(3))
    expect(sampleAugmentation(without, createRandom(3))).toEqual({ ...one, rotate: 0 })
  })

  it('refuses ranges the wrong way round, scales of zero and impossible probabilities', () => {
    expect(() => sampleAugmentation({ rotate: [5, -5] }, createRandom(1))).toThrow(
      'rotate: [5, -5] given, expected two finite numbers',
    )
    expect(() => sampleAugmentation({ scale: [0, 1] }, createRandom(1))).toThrow(
      'scale: [0, 1] given, expected numbers above 0',
    )
    expect(() => sampleAugmentation({ flip: 2 }, createRandom(1))).toThrow('flip: 2 given, expected a probability')
  })
})
