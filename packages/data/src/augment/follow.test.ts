import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createRandom } from '../random.ts'
import { applyToMask } from './apply-to-mask.ts'
import { applyToPoints } from './apply-to-points.ts'
import { applyAugmentation } from './augment.ts'
import { sampleAugmentation } from './augmentation.ts'
import { everything } from './pipeline.test-support.ts'
import { affine, blur, compose, crop, cutout, elastic, gamma, noise } from './pipeline.ts'

const turn = (rotate: number) => sampleAugmentation(affine({ rotate }), createRandom(1))

describe('points and masks', () => {
  it('moves points where the picture goes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        // A soft spot: its centre of mass in the changed picture is where the point went.
        const [width, height, px, py] = [96, 80, 45, 38]
        const spot = Float32Array.from({ length: width * height }, (_, i) =>
          Math.exp(-(((i % width) - px) ** 2 + (Math.floor(i / width) - py) ** 2) / 18),
        )
        const geometry = compose([
          affine({ rotate: [-40, 40], scale: [0.9, 1.2], shift: { x: [-0.1, 0.1], y: [-0.1, 0.1] }, flip: 0.5 }),
          affine({ shear: { x: [-10, 10], y: [-10, 10] }, fill: 'edge' }),
          elastic({ strength: [0, 0.01], cells: [2, 2] }),
          crop({ size: [0.9, 1] }),
        ])
        const drawn = sampleAugmentation(geometry, createRandom(seed))
        const out = applyAugmentation(spot, [height, width, 1], drawn)
        let [mass, mx, my] = [0, 0, 0]
        out.forEach((v, i) => {
          mass += v
          mx += v * (i % width)
          my += v * Math.floor(i / width)
        })
        const [[x, y]] = applyToPoints([[px, py]], [height, width, 1], drawn) as [[number, number]]
        expect(Math.hypot(mx / mass - x, my / mass - y)).toBeLessThan(0.35)
      }),
      { numRuns: 25 },
    )
  })

  it('moves points there and back exactly by affine steps', () => {
    const [[x, y]] = applyToPoints([[40, 20]], [50, 100], turn(90)) as [[number, number]]
    // About (49.5, 24.5): 9.5 left and 4.5 up becomes 4.5 left and 9.5 down.
    expect(x).toBeCloseTo(45, 9)
    expect(y).toBeCloseTo(34, 9)
    expect(applyToPoints([[0, 0]], [100, 200], [{ step: 'crop', left: 0, top: 0, width: 0.5, height: 0.5 }])).toEqual([
      [0.5, 0.5],
    ])
  })

  it('inverts strong bending within a thousandth of a pixel, and never folds the picture', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 8 }), (seed, cells) => {
        const drawn = sampleAugmentation(
          elastic({ strength: 0.2, cells: [cells, cells], fill: 'edge' }),
          createRandom(seed),
        )
        // What a pixel shows is where it came from; that place, moved, must be the pixel.
        const ramp = Float32Array.from({ length: 10_000 * 3 }, (_, i) =>
          i % 3 === 0 ? Math.floor(i / 3) % 100 : Math.floor(i / 300),
        )
        const bent = applyAugmentation(ramp, [100, 100, 3], drawn)
        let checked = 0
        for (let p = 5; p < 10_000; p += 137) {
          const [x, y] = [bent[3 * p]!, bent[3 * p + 1]!]
          if (!(x > 1 && x < 98 && y > 1 && y < 98)) continue
          const [[column, row]] = applyToPoints([[x, y]], [100, 100], drawn) as [[number, number]]
          expect(Math.hypot(column - (p % 100), row - Math.floor(p / 100))).toBeLessThan(1e-3)
          checked++
        }
        expect(checked).toBeGreaterThan(0)
      }),
      { numRuns: 30 },
    )
  })

  it('keeps masks masks, in the type and size they have, and leaves them alone where only values change', () => {
    const mask = Uint8Array.from({ length: 40 * 30 }, (_, i) => (i % 30 > 9 && i % 30 < 20 ? 255 : 0))
    const values = compose([
      gamma({ exponent: 2 }),
      noise({ deviation: 0.2 }),
      cutout({ size: 0.5 }),
      blur({ sigma: 2 }),
    ])
    expect(applyToMask(mask, [40, 30, 1], sampleAugmentation(values, createRandom(1)))).toEqual(mask)
    for (let i = 0; i < 30; i++) {
      const drawn = sampleAugmentation(everything, createRandom('mask', i))
      const out = applyToMask(mask, [40, 30, 1], drawn)
      expect(out).toBeInstanceOf(Uint8Array)
      expect(out.every((v) => v === 0 || v === 255)).toBe(true)
    }
    const drawn = sampleAugmentation(affine({ shift: { x: 0.5 }, fillValue: 0.7 }), createRandom(2))
    expect([...applyToMask(Float32Array.of(1, 2, 3, 4), [1, 4, 1], drawn)]).toEqual([0, 0, 1, 2])
    expect([...applyToMask(Float32Array.of(1, 2, 3, 4), [1, 4, 1], drawn, { outside: 9 })]).toEqual([9, 9, 1, 2])
  })

  it('lays a mask where the picture is', () => {
    for (let i = 0; i < 20; i++) {
      const drawn = sampleAugmentation(
        compose([affine({ rotate: [-30, 30], scale: [0.8, 1.2] }), elastic({ strength: 0.02 })]),
        createRandom('overlap', i),
      )
      const disc = Float32Array.from({ length: 64 * 64 }, (_, p) =>
        Math.hypot((p % 64) - 30, Math.floor(p / 64) - 34) < 18 ? 1 : 0,
      )
      const [changed, mask] = [applyAugmentation(disc, [64, 64, 1], drawn), applyToMask(disc, [64, 64, 1], drawn)]
      let [both, either] = [0, 0]
      changed.forEach((v, p) => {
        both += v > 0.5 && mask[p] === 1 ? 1 : 0
        either += v > 0.5 || mask[p] === 1 ? 1 : 0
      })
      expect(both / either).toBeGreaterThan(0.97)
    }
  })
})
