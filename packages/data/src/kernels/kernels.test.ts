import { createHash } from 'node:crypto'
import { join } from 'node:path'

import { compileAssembly } from '@convlens/assembly'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { equalizeAdaptively } from '../preprocess/clahe.ts'
import { createRandom } from '../random.ts'
import { applyAugmentation } from '../augment/augment.ts'
import { sampleAugmentation } from '../augment/augmentation.ts'
import { fillModes } from '../augment/fill-mode.ts'
import {
  affine,
  affineAndTone,
  blur,
  brightness,
  clahe,
  compose,
  contrast,
  crop,
  cutout,
  elastic,
  gamma,
  noise,
} from '../augment/pipeline.ts'
import { seedAugmentation, xrayAugmentation } from '../augment/presets.ts'
import { BINARY } from './binary.ts'
import { preprocess } from '../preprocess/preprocess.ts'
import type { PreprocessSpec } from '../preprocess/spec.ts'
import type { Raster } from '../raster.ts'
import { kernelsFor, pictureBuffers, withoutKernels } from './kernels.ts'

const turned = { rotate: [-180, 180], shift: { x: [-1, 1], y: [-0.3, 0.3] }, scale: [0.3, 3] } as const
const steps = {
  affine: fillModes.map((fill) => affine({ ...turned, shear: { x: [-20, 20] }, flip: 0.5, fill, fillValue: 0.3 })),
  straight: fillModes.map((fill) =>
    affine({
      shift: { x: [-1.5, 1.5], y: [-0.3, 0.3] },
      scale: [0.3, 3],
      scaleAxes: 'apart',
      flip: 0.5,
      fill,
      fillValue: 0.3,
    }),
  ),
  wholePixels: [affine({ rotate: 90 }), affine({ flip: 1, flipVertical: 1 }), affine({ scale: 2 })],
  presets: [affineAndTone(xrayAugmentation), affineAndTone(seedAugmentation)],
  crop: [crop({ size: [0.2, 1] })],
  elastic: fillModes.map((fill) => elastic({ strength: [0, 0.1], cells: [3, 5], fill, fillValue: -1 })),
  bentAffine: [compose([affine(turned), elastic({ strength: 0.05 })])],
  brightness: [brightness({ factor: [0, 3] })],
  contrast: [contrast({ factor: [0, 3] }), contrast({ factor: [0, 3], mean: 'channel' })],
  gamma: [gamma({ exponent: [0.05, 20] })],
  noise: [noise({ deviation: [0, 1] }), noise({ deviation: 0.1, channels: 'together' })],
  blur: [blur({ sigma: [0.1, 6] })],
  clahe: [clahe({ clipLimit: [0.5, 8] }), clahe({ clipLimit: 2, tiles: [3, 7] })],
  cutout: [cutout({ size: [0.1, 0.9], fillValue: 'mean' })],
}

describe('the kernels', () => {
  it('are what `pnpm kernels` makes of assembly/', async () => {
    expect(await compileAssembly(join(import.meta.dirname, '../../assembly'))).toContain(BINARY)
  }, 60_000)

  it('are at work', () => {
    const [one, two] = pictureBuffers(10, 10)
    expect(kernelsFor(one, two)).toBeDefined()
    expect(kernelsFor(one, new Float32Array(10))).toBeUndefined()
    expect(withoutKernels(() => kernelsFor(one, two))).toBeUndefined()
  })

  for (const [name, kinds] of Object.entries(steps))
    it(`do what TypeScript does, to the bit: ${name}`, () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...kinds),
          fc.integer({ min: 1, max: 23 }),
          fc.integer({ min: 1, max: 23 }),
          fc.constantFrom(1, 3, 2),
          fc.boolean(),
          fc.integer(),
          (step, height, width, channels, unit, seed) => {
            const random = createRandom(seed)
            // Zeros of both signs, black, white and beyond.
            const x = Float32Array.from({ length: height * width * channels }, () => {
              const v = random.next()
              return v < 0.1 ? 0 : v > 0.95 ? 1 : v < 0.15 ? -0 : unit ? v : 4 * v - 2
            })
            const drawn = sampleAugmentation(step, random)
            const options = { range: unit ? ([0, 1] as const) : undefined }
            const apply = () => applyAugmentation(x, [height, width, channels], drawn, options)
            expect(bits(apply())).toBe(bits(withoutKernels(apply)))
          },
        ),
        { numRuns: 60 },
      )
    })

  it('serve a picture of any size after one another, the largest by TypeScript', () => {
    const pipeline = compose([affine({ rotate: [5, 10] }), blur({ sigma: 1 })])
    for (const [height, width] of [
      [5, 5],
      [600, 700],
      [3, 20_000],
      [1, 1],
    ] as const) {
      const x = Float32Array.from({ length: height * width }, (_, i) => (i % 97) / 97)
      const drawn = sampleAugmentation(pipeline, createRandom(1))
      const apply = () => applyAugmentation(x, [height, width, 1], drawn)
      expect(bits(apply())).toBe(bits(withoutKernels(apply)))
    }
  })

  it('equalise many tiles of a large picture as TypeScript does', () => {
    const random = createRandom('tiles')
    const x = Float32Array.from({ length: 200 * 300 }, () => random.next())
    const equalize = () => equalizeAdaptively(x, [200, 300, 1], { tiles: [64, 64], clipLimit: 3 })
    expect(bits(equalize())).toBe(bits(withoutKernels(equalize)))
  })

  for (const [name, kinds] of Object.entries(steps))
    it(`treat a grey picture in three channels as they treat one in colour: ${name}`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 23 }), fc.integer(), (step, side, seed) => {
          const random = createRandom(seed)
          const grey = Float32Array.from({ length: side * 20 }, () => random.next())
          const three = Float32Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]!)
          // A fourth channel, all alike as well: nothing that is grey in three.
          const four = Float32Array.from({ length: 4 * grey.length }, (_, i) => grey[Math.floor(i / 4)]!)
          const drawn = sampleAugmentation(step, random)
          const wide = applyAugmentation(four, [side, 20, 4], drawn)
          const mixes = JSON.stringify(drawn).match(/"(apart|grey|clahe)"/) !== null
          if (mixes) return
          const made = applyAugmentation(three, [side, 20, 3], drawn)
          for (let c = 0; c < 3; c++) {
            const of = (x: Float32Array, channels: number) =>
              Float32Array.from({ length: grey.length }, (_, i) => x[channels * i + c]!)
            expect(bits(of(made, 3))).toBe(bits(of(wide, 4)))
          }
        }),
        { numRuns: 40 },
      )
    })

  it('resize as TypeScript does, to the bit: any channels, depth, size and fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(1, 2, 3, 4),
        fc.constantFrom(8, 16),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1, 3),
        fc.constantFrom('stretch', 'pad', 'crop'),
        fc.integer(),
        (width, height, channels, bitDepth, outWidth, outHeight, wanted, fit, seed) => {
          const random = createRandom(seed)
          const values = Array.from({ length: width * height * channels }, () =>
            Math.floor(random.next() * 2 ** bitDepth),
          )
          const data = bitDepth === 8 ? Uint8Array.from(values) : Uint16Array.from(values)
          const raster = { width, height, channels, bitDepth, data } as Raster
          const spec = { version: 1, width: outWidth, height: outHeight, channels: wanted, fit, scaling: 'unit' }
          const resize = () => preprocess(raster, spec as PreprocessSpec)
          expect(bits(resize())).toBe(bits(withoutKernels(resize)))
        },
      ),
      { numRuns: 400 },
    )
  })

  it('leave no trace: the same call gives the same after any other', () => {
    const x = Float32Array.from({ length: 40 * 30 * 3 }, (_, i) => (i % 53) / 53)
    const all = Object.values(steps).flat()
    const made = all.map((step, i) =>
      bits(applyAugmentation(x, [40, 30, 3], sampleAugmentation(step, createRandom(i)))),
    )
    all
      .map((step, i) => [step, i] as const)
      .reverse()
      .forEach(([step, i]) => {
        expect(bits(applyAugmentation(x, [40, 30, 3], sampleAugmentation(step, createRandom(i))))).toBe(made[i])
      })
  })

  it('write where they are told', () => {
    const x = Float32Array.from({ length: 16 }, (_, i) => i / 16)
    const batch = new Float32Array(48)
    const drawn = sampleAugmentation(affine({ flip: 1 }), createRandom(1))
    const out = batch.subarray(16, 32)
    expect(applyAugmentation(x, [4, 4, 1], drawn, { out })).toBe(out)
    expect([...batch.subarray(16, 20)]).toEqual([...x.subarray(0, 4)].reverse())
    expect([...batch.subarray(0, 16), ...batch.subarray(32)].every((v) => v === 0)).toBe(true)
    expect(() => applyAugmentation(x, [4, 4, 1], drawn, { out: batch })).toThrow('out: room for 48 values given')
  })
})

/** Equal only where every bit is, signs of zeros included. */
function bits(x: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
    .digest('hex')
}
