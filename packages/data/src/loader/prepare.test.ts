import { describe, expect, it } from 'vitest'

import { applyAugmentation } from '../augment/augment.ts'
import { augmentationRandom, sampleAugmentation } from '../augment/augmentation.ts'
import { writeChannels } from '../kernels/grey-in-three.ts'
import { affine, clahe, compose, contrast, crop, noise } from '../augment/pipeline.ts'
import { xrayAugmentation } from '../augment/presets.ts'
import { preprocess } from '../preprocess/preprocess.ts'
import type { PreprocessSpec } from '../preprocess/spec.ts'
import { createRandom } from '../random.ts'
import type { Raster } from '../raster.ts'
import { preparePicture } from './prepare.ts'

const spec: PreprocessSpec = { version: 1, width: 12, height: 10, channels: 3, fit: 'pad', scaling: 'unit' }
const shape = [10, 12, 3] as const
const random = createRandom('prepare')
const rasterOf = (channels: 1 | 2 | 3): Raster => ({
  width: 9,
  height: 14,
  channels,
  bitDepth: 8,
  data: Uint8Array.from({ length: 9 * 14 * channels }, () => random.integer(256)),
})

describe('a picture in three channels', () => {
  for (const channels of [1, 2, 3] as const)
    it(`comes out as by preprocessing and augmenting all channels: ${channels} in the file`, async () => {
      const raster = rasterOf(channels)
      const values = channels === 3 ? 360 : 120
      const plain = await preparePicture({ source: { kind: 'raster', raster }, spec, keep: true })
      expect(plain.prepared).toBe(plain.x)
      expect(plain.x!.length).toBe(values)
      const kept = plain.x!.slice()
      const placed = new Float32Array(360)
      const { x: elsewhere, prepared } = await preparePicture({
        source: { kind: 'raster', raster },
        spec,
        keep: true,
        out: placed,
      })
      expect(elsewhere).toBeUndefined()
      expect(prepared).toEqual(kept)
      expect(placed).toEqual(preprocess(raster, spec))
      for (const augmentation of [
        xrayAugmentation,
        crop({ size: 0.7 }),
        // Those that look at several channels get them.
        contrast({ factor: 1.3 }),
        clahe({ clipLimit: 2, tiles: [2, 2] }),
        compose([affine({ rotate: 5 }), noise({ deviation: 0.1 })]),
        compose([]),
      ]) {
        const drawn = sampleAugmentation(augmentation, augmentationRandom(7, 2, 'one'))
        const expected = applyAugmentation(preprocess(raster, spec), shape, drawn)
        const change = { augmentation, seed: 7, epoch: 2, id: 'one' }
        for (const source of [
          { kind: 'raster', raster },
          { kind: 'prepared', x: plain.x! },
        ] as const) {
          const { x } = await preparePicture({ source, spec, change, keep: false })
          const whole = new Float32Array(360)
          writeChannels(x!, whole)
          expect(whole).toEqual(expected)
          const out = new Float32Array(360)
          expect(await preparePicture({ source, spec, change, keep: false, out })).toEqual({})
          expect(out).toEqual(expected)
        }
        expect(plain.x).toEqual(kept)
      }
    })
})
