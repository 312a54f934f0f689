import { createHash } from 'node:crypto'

import { expectClose } from '@convlens/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createRandom } from '../random.ts'
import { applyAugmentation, augment } from './augment.ts'
import { augmentationRandom, identityAugmentation, sampleAugmentation } from './augmentation.ts'
import type { FillMode } from './fill-mode.ts'
import { affine, blur, clahe, compose, crop, cutout, elastic, gamma, noise, oneOf, validateStep } from './pipeline.ts'
import { everything } from './pipeline.test-support.ts'
import { seedAugmentation, strongXrayAugmentation, xrayAugmentation } from './presets.ts'

const noisePicture = (height: number, width: number, channels: number, ...key: (string | number)[]) => {
  const random = createRandom('picture', ...key)
  return Float32Array.from({ length: height * width * channels }, () => random.next())
}
/** Soft, so that bilinear reading is nearly exact. */
const softPicture = (height: number, width: number, channels = 1) =>
  Float32Array.from({ length: height * width * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)]
    return 0.5 + 0.2 * Math.sin(x / 9 + (i % channels)) + 0.2 * Math.cos(y / 11)
  })

const hash = (parts: Float32Array[]) => {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  return sum.digest('hex').slice(0, 16)
}

const picture = (channels: number) => {
  const random = createRandom('pixels', channels)
  return Float32Array.from({ length: 31 * 40 * channels }, () => random.next())
}

const draw = (...steps: Parameters<typeof compose>[0]) => sampleAugmentation(compose(steps), createRandom(7))

const apply = (drawn: string) => applyAugmentation(new Float32Array(4), [2, 2, 1], JSON.parse(drawn))

describe('the presets', () => {
  // Taken from the release before pipelines existed: 40 draws of 31 x 40 pictures; the trainings in the README depend on them.
  const before = [
    ['seedAugmentation', seedAugmentation, 1, true, '068ac28779ea3ce7'],
    ['seedAugmentation', seedAugmentation, 1, false, '068ac28779ea3ce7'],
    ['seedAugmentation', seedAugmentation, 3, true, '033978b28d2a44fe'],
    ['xrayAugmentation', xrayAugmentation, 1, true, 'd62c766a46ddb39e'],
    ['xrayAugmentation', xrayAugmentation, 1, false, '6b3b819ed76fe7ad'],
    ['xrayAugmentation', xrayAugmentation, 3, true, 'f1d348f7e8edc5aa'],
    ['xrayAugmentation', xrayAugmentation, 3, false, '6c515652caf79174'],
  ] as const

  for (const [name, preset, channels, unit, expected] of before)
    it(`${name} gives the bits it always gave: ${channels} channels, ${unit ? '0 to 1' : 'no range'}`, () => {
      const x = picture(channels)
      const range = unit ? ([0, 1] as const) : undefined
      const made = Array.from({ length: 40 }, (_, i) =>
        augment(x, [31, 40, channels], preset, augmentationRandom(7, i, 'a.png'), { range }),
      )
      expect(hash(made)).toBe(expected)
      // As a step of a pipeline, with the same parameters: the same picture.
      const drawn = sampleAugmentation(preset, augmentationRandom(7, 3, 'a.png'))
      const step = { step: 'affineAndTone', ...drawn } as const
      expect(applyAugmentation(x, [31, 40, channels], [step], { range })).toEqual(made[3])
    })

  it('fill as they always did', () => {
    const change = {
      ...identityAugmentation,
      rotate: 31,
      shiftX: 0.3,
      shiftY: -0.21,
      scaleX: 0.6,
      scaleY: 1.3,
      shear: 9,
    }
    for (const [channels, expected] of [
      [1, '056e467ba1249043'],
      [3, '40c8e3792bf1c3e4'],
    ] as const) {
      const fills: FillMode[] = ['constant', 'edge', 'symmetric', 'mirror', 'wrap']
      const made = fills.flatMap((fill) =>
        (['bilinear', 'nearest'] as const).map((interpolation) =>
          applyAugmentation(
            picture(channels),
            [31, 40, channels],
            { ...change, flip: true, brightness: 1.05, fill, fillValue: 0.25 },
            { interpolation },
          ),
        ),
      )
      expect(hash(made)).toBe(expected)
    }
  })
})

describe('sampleAugmentation of a pipeline', () => {
  it('is replayed from JSON to the bit, and leaves its input alone', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 3), fc.boolean(), (seed, channels, unit) => {
        const x = noisePicture(14, 19, channels, seed)
        const kept = x.slice()
        const options = { range: unit ? ([0, 1] as const) : undefined }
        const pipeline = JSON.parse(JSON.stringify(everything)) as typeof everything
        const drawn = sampleAugmentation(everything, createRandom(seed))
        expect(sampleAugmentation(pipeline, createRandom(seed))).toEqual(drawn)
        const made = applyAugmentation(x, [14, 19, channels], drawn, options)
        expect(applyAugmentation(x, [14, 19, channels], JSON.parse(JSON.stringify(drawn)), options)).toEqual(made)
        expect(made.every((v) => Number.isFinite(v) && (!unit || (v >= 0 && v <= 1)))).toBe(true)
        expect(x).toEqual(kept)
      }),
      { numRuns: 60 },
    )
  })

  it('gives the other steps the same draws when one is added, removed or changed', () => {
    const one = affine({ rotate: [-10, 10] })
    const two = gamma({ exponent: [0.5, 2] })
    const [turned, toned] = draw(one, two)
    expect(draw(two)).toEqual([toned])
    expect(draw(one, blur({ sigma: [1, 2] }), two)).toMatchObject([turned!, { step: 'blur' }, toned!])
    expect(draw(noise({ deviation: [0, 1] }), one, two).slice(1)).toEqual([turned, toned])
    // Two steps of a kind have draws of their own.
    const [first, second] = draw(two, two)
    expect(first).toEqual(toned)
    expect(second).not.toEqual(toned)
  })

  it('takes a step, and one of several, as often as it is told', () => {
    const counts: Record<string, number> = { none: 0, gamma: 0, blur: 0, noise: 0 }
    const pipeline = oneOf([gamma({ exponent: 2 }), blur({ sigma: 1, p: 0.5 }), noise({ deviation: 0.1 })], {
      p: 0.8,
      weights: [1, 3, 0],
    })
    for (let i = 0; i < 4000; i++) counts[sampleAugmentation(pipeline, createRandom('often', i))[0]?.step ?? 'none']!++
    // .2 + .8 * .75 * .5 none, .8 * .25 gamma, .8 * .75 * .5 blur; 4 standard errors are at most 126.
    expect(counts['noise']).toBe(0)
    expect(Math.abs(counts['none']! - 2000)).toBeLessThan(127)
    expect(Math.abs(counts['gamma']! - 800)).toBeLessThan(102)
    expect(Math.abs(counts['blur']! - 1200)).toBeLessThan(117)
  })

  it('draws within its ranges, fixed amounts exactly', () => {
    for (let i = 0; i < 300; i++) {
      const [step] = sampleAugmentation(crop({ top: 0.08, size: [0.5, 0.9] }), createRandom('crop', i))
      if (step?.step !== 'crop') throw new Error('no crop drawn')
      const { left, top, width, height } = step
      expect(width).toBeGreaterThanOrEqual(0.5)
      expect(height).toBeCloseTo(0.92 * width, 12)
      expect(left >= 0 && left + width <= 1 && top >= 0.08 && top + height <= 1 + 1e-12).toBe(true)
      const [holes] = sampleAugmentation(cutout({ count: [0, 2], size: 0.25 }), createRandom('cutout', i))
      if (holes?.step !== 'cutout') throw new Error('no cutout drawn')
      expect(holes.holes.length).toBeLessThanOrEqual(2)
      for (const hole of holes.holes) {
        expect([hole.width, hole.height]).toEqual([0.25, 0.25])
        expect(hole.left >= 0 && hole.left <= 0.75 && hole.top >= 0 && hole.top <= 0.75).toBe(true)
      }
    }
  })

  it('keeps its draws between releases: trainings must stay repeatable', () => {
    const drawn = sampleAugmentation(strongXrayAugmentation(), augmentationRandom(7, 0, 'train/covid/a.png'))
    expect(drawn).toMatchInlineSnapshot(`
      [
        {
          "fill": "constant",
          "fillValue": 0,
          "flip": false,
          "flipVertical": false,
          "rotate": -1.9133731070905924,
          "scaleX": 1.0319529693573712,
          "scaleY": 1.0319529693573712,
          "shearX": 1.4499068884178996,
          "shearY": -2.8893926879391074,
          "shiftX": 0.07522209379822017,
          "shiftY": 0.03142246645875274,
          "step": "affine",
        },
        {
          "cells": [
            4,
            4,
          ],
          "fill": "constant",
          "fillValue": 0,
          "seed": 4031922408,
          "step": "elastic",
          "strength": 0.007922878721728921,
        },
        {
          "clipLimit": 1.8685754371108487,
          "step": "clahe",
          "tiles": [
            8,
            8,
          ],
        },
      ]
    `)
    const x = softPicture(32, 32)
    const made = applyAugmentation(x, [32, 32, 1], drawn)
    expect(made.reduce((a, b) => a + b)).toMatchInlineSnapshot(`558.9184695333242`)
  })
})

describe('applying a pipeline', () => {
  it('fuses affine neighbours into one resampling', () => {
    const x = noisePicture(20, 20, 1)
    const there = sampleAugmentation(affine({ rotate: 33 }), createRandom(1))[0]!
    const back = { ...there, rotate: -33 } as typeof there
    // One resampling of the identity gives the picture back; two blur it and lose its corners.
    expectClose(applyAugmentation(x, [20, 20, 1], [there, back]), x, 1e-6)
    const twice = applyAugmentation(applyAugmentation(x, [20, 20, 1], [there]), [20, 20, 1], [back])
    expect(Math.max(...twice.map((v, i) => Math.abs(v - x[i]!)))).toBeGreaterThan(0.1)
    // A change of the values in between keeps them apart, and so does another outside.
    const between = applyAugmentation(x, [20, 20, 1], [there, { step: 'brightness', factor: 1 }, back])
    expectClose(between, twice, 1e-6)
    const edge = { ...back, fill: 'edge' } as typeof there
    const first = applyAugmentation(x, [20, 20, 1], [there])
    expect(applyAugmentation(x, [20, 20, 1], [there, edge])).toEqual(applyAugmentation(first, [20, 20, 1], [edge]))
  })

  it('is what the steps are one by one, where resampling loses nothing', () => {
    const x = softPicture(60, 60)
    const steps = sampleAugmentation(
      compose([affine({ rotate: 10, scale: 1.1 }), crop({ size: 0.8 }), elastic({ strength: 0.01 })]),
      createRandom(3),
    )
    let apart: Float32Array = x
    for (const step of steps) apart = applyAugmentation(apart, [60, 60, 1], [step])
    const fused = applyAugmentation(x, [60, 60, 1], steps)
    let [worst, count] = [0, 0]
    for (let y = 12; y < 48; y++)
      for (let column = 12; column < 48; column++, count++)
        worst = Math.max(worst, Math.abs(fused[y * 60 + column]! - apart[y * 60 + column]!))
    expect(count).toBe(36 * 36)
    expect(worst).toBeLessThan(0.006)
  })
})

describe('validateStep', () => {
  it('names the field at fault', () => {
    expect(() => affine({ rotate: [5, -5] })).toThrow('affine.rotate: [5,-5] given, expected a number or [low, high]')
    expect(() => affine({ scale: 0 })).toThrow('affine.scale: 0 given, expected a number or [low, high] above 0')
    expect(() => affine({ shear: { x: 85 } })).toThrow('affine.shear.x: 85 given')
    expect(() => affine({ shift: { z: 1 } as object })).toThrow('affine.shift.z: unknown field, expected only x, y')
    expect(() => affine({ p: 2 })).toThrow('affine.p: 2 given, expected a probability from 0 to 1')
    expect(() => crop({ top: 0.5 })).toThrow(
      'crop.top: 0.5 given, expected a number or [low, high] of at least 0 and of at most 0.45',
    )
    expect(() => gamma({} as { exponent: number })).toThrow('gamma.exponent: missing')
    expect(() => cutout({ count: 1.5, size: 0.1 })).toThrow('cutout.count: 1.5 given, expected a whole number')
    expect(() => clahe({ clipLimit: 2, tiles: [0, 8] })).toThrow('clahe.tiles: [0,8] given, expected [columns, rows]')
    expect(() => oneOf([])).toThrow('oneOf.steps: [] given')
    expect(() => oneOf([blur({ sigma: 1 })], { weights: [0] })).toThrow('oneOf.weights: [0] given, expected 1 numbers')
    expect(() => validateStep(JSON.parse('{"step":"compose","steps":[{"step":"blurr"}]}'))).toThrow(
      'compose.steps[0].step: "blurr" given, expected one of compose, oneOf, affine,',
    )
    expect(() => validateStep(JSON.parse('{"step":"compose","steps":[{"step":"blur","sigma":1,"size":3}]}'))).toThrow(
      'compose.steps[0].blur.size: unknown field, expected only p, sigma',
    )
    expect(() => sampleAugmentation(JSON.parse('{"step":"gamma","exponent":"a"}'), createRandom(1))).toThrow(
      'gamma.exponent: "a" given',
    )
  })

  it('refuses damaged draws', () => {
    expect(() => apply('[{"step":"spin"}]')).toThrow('step: "spin" given, expected one of affine,')
    expect(() => apply('[{"step":"gamma","exponent":null}]')).toThrow('gamma.exponent: null given')
    expect(() => apply('{"rotate":3}')).toThrow('affineAndTone.shiftX: undefined given')
  })
})
