import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createRandom } from '../random.ts'
import { applyAugmentation } from './augment.ts'
import { sampleAugmentation } from './augmentation.ts'
import { describeAugmentation } from './describe-augmentation.ts'
import { blur, compose, cutout, gamma, noise } from './pipeline.ts'
import { strongXrayAugmentation } from './presets.ts'
import { elasticOperation } from './steps/elastic.ts'
import { normalSource } from './steps/normal-source.ts'

const inside = (i: number) => i % 10 >= 2 && i % 10 < 5 && i >= 50 && i < 70

describe('noise', () => {
  it('is normal: moments, tails and the distribution function', () => {
    const normal = normalSource(1)
    const n = 200_000
    const values = Float64Array.from({ length: n }, normal).sort()
    const moment = (power: number) => values.reduce((sum, v) => sum + v ** power, 0) / n
    // Standard errors: .0022, .0032, .0087, .022.
    expect(Math.abs(moment(1))).toBeLessThan(0.009)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.013)
    expect(Math.abs(moment(3))).toBeLessThan(0.035)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.09)
    // Beyond 3.4426 the tail's own method draws: 2 * .000288 of all.
    const tail = values.filter((v) => Math.abs(v) > 3.442619855899).length
    expect(Math.abs(tail - 115)).toBeLessThan(45)
    // Kolmogorov and Smirnov: P(sqrt(n) D > 1.95) = .001.
    let most = 0
    values.forEach((v, i) => (most = Math.max(most, Math.abs(phi(v) - (i + 0.5) / n))))
    expect(most * Math.sqrt(n)).toBeLessThan(1.95)
  })

  it('depends on its seed alone, and is the same on all channels when told', () => {
    const drawn = sampleAugmentation(noise({ deviation: 0.1, channels: 'together' }), createRandom(5))
    const grey = Float32Array.from({ length: 300 }, () => 0.5)
    const out = applyAugmentation(grey, [10, 10, 3], drawn)
    for (let i = 0; i < 300; i += 3) expect([out[i + 1], out[i + 2]]).toEqual([out[i], out[i]])
    expect(new Set(out).size).toBeGreaterThan(95)
    const apart = applyAugmentation(grey, [10, 10, 3], [{ ...drawn[0]!, channels: 'apart' } as (typeof drawn)[0]])
    expect(new Set(apart).size).toBeGreaterThan(280)
    const other = sampleAugmentation(noise({ deviation: 0.1 }), createRandom(6))
    expect(applyAugmentation(grey, [10, 10, 3], other)).not.toEqual(apart)
  })
})

describe('gamma', () => {
  it('is the power within 1e-6, in any range', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ min: 0, max: 1, noNaN: true, minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.3, max: 5, noNaN: true }),
        (x, exponent) => {
          const drawn = [{ step: 'gamma', exponent }] as const
          const out = applyAugmentation(x, [1, x.length, 1], drawn)
          const wide = applyAugmentation(
            x.map((v) => 4 * v - 2),
            [1, x.length, 1],
            drawn,
            { range: [-2, 2] },
          )
          out.forEach((v, i) => {
            expect(Math.abs(v - x[i]! ** exponent)).toBeLessThan(1e-6)
            // 4 v - 2 is rounded to a float, which a steep power near black makes larger.
            if (x[i]! > 0.03) expect(Math.abs((wide[i]! + 2) / 4 - v)).toBeLessThan(1e-5)
          })
        },
      ),
    )
  })

  it('takes the darkest and brightest value for black and white where there is no range', () => {
    const out = applyAugmentation(Float32Array.of(-2, 0, 2), [1, 3, 1], [{ step: 'gamma', exponent: 2 }], {
      range: undefined,
    })
    expect([...out]).toEqual([-2, -1, 2])
    const flat = applyAugmentation(Float32Array.of(3, 3), [1, 2, 1], [{ step: 'gamma', exponent: 2 }], {
      range: undefined,
    })
    expect([...flat]).toEqual([3, 3])
  })
})

describe('blur', () => {
  it('keeps flat pictures flat and does not mix channels, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.1, max: 6, noNaN: true }),
        (height, width, sigma) => {
          const flat = Float32Array.from({ length: height * width * 3 }, (_, i) => [0.2, 0.5, 0.9][i % 3]!)
          const out = applyAugmentation(flat, [height, width, 3], sampleAugmentation(blur({ sigma }), createRandom(1)))
          out.forEach((v, i) => expect(v).toBeCloseTo(flat[i]!, 5))
        },
      ),
    )
  })
})

describe('contrast', () => {
  it('about the grey mean, or each channel about its own', () => {
    const x = Float32Array.of(0.2, 0.4, 0.6, 0.4, 0.6, 0.8)
    const grey = 0.299 * 0.3 + 0.587 * 0.5 + 0.114 * 0.7
    const about = (mean: 'grey' | 'channel') =>
      applyAugmentation(x, [1, 2, 3], [{ step: 'contrast', factor: 0.5, mean }])
    ;[...about('grey')].forEach((v, i) => expect(v).toBeCloseTo(grey + 0.5 * (x[i]! - grey), 6))
    ;[...about('channel')].forEach((v, i) =>
      expect(v).toBeCloseTo([0.3, 0.5, 0.7][i % 3]! + 0.5 * (x[i]! - [0.3, 0.5, 0.7][i % 3]!), 6),
    )
  })
})

describe('cutout', () => {
  it('blots out exactly its rectangles, with a value or the mean', () => {
    const x = Float32Array.from({ length: 100 }, (_, i) => i / 100)
    const holes = [{ left: 0.2, top: 0.5, width: 0.3, height: 0.2 }]
    const out = applyAugmentation(x, [10, 10, 1], [{ step: 'cutout', holes, fillValue: 9 }])
    expect([...out]).toEqual([...x].map((v, i) => (inside(i) ? 9 : v)))
    const mean = applyAugmentation(x, [10, 10, 1], [{ step: 'cutout', holes, fillValue: 'mean' }])
    expect(mean[52]).toBeCloseTo(0.495, 6)
  })
})

describe('elastic', () => {
  it('is as strong as it says', () => {
    let [sum, count] = [0, 0]
    for (let seed = 0; seed < 200; seed++) {
      const drawn = { step: 'elastic', strength: 0.01, cells: [4, 4], seed, fill: 'constant', fillValue: 0 } as const
      const field = elasticOperation.displace!(drawn, 100, 80)
      for (let i = 0; i < 20; i++) {
        const [dx, dy] = field.at(2 + i * 4.9, 1 + i * 3.9)
        sum += dx * dx + dy * dy
        count += 2
      }
    }
    expect(Math.sqrt(sum / count)).toBeCloseTo(0.8, 1)
    expect(Math.abs(Math.sqrt(sum / count) - 0.8)).toBeLessThan(0.03)
  })

  it('never folds: the determinant of its derivative stays above 0 however strong', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 10 }), (seed, cells) => {
        const drawn = {
          step: 'elastic',
          strength: 1,
          cells: [cells, cells],
          seed,
          fill: 'constant',
          fillValue: 0,
        } as const
        const field = elasticOperation.displace!(drawn, 64, 64)
        const h = 1e-3
        for (let y = 1; y < 63; y += 2.3)
          for (let x = 1; x < 63; x += 2.3) {
            const [a, b] = field.at(x, y)
            const [c, d] = field.at(x + h, y)
            const [e, f] = field.at(x, y + h)
            expect((1 + (c - a) / h) * (1 + (f - b) / h) - ((d - b) / h) * ((e - a) / h)).toBeGreaterThan(0)
          }
      }),
      { numRuns: 20 },
    )
  })
})

describe('describeAugmentation', () => {
  it('says what happens', () => {
    const shift = { shiftX: 0.05, shiftY: -0.1, shearX: 0, shearY: 0, fill: 'constant', fillValue: 0 } as const
    expect(
      describeAugmentation([
        { step: 'affine', rotate: -3.14, scaleX: 1.1, scaleY: 1.1, flip: true, flipVertical: false, ...shift },
        { step: 'gamma', exponent: 1.2 },
        { step: 'cutout', holes: [{ left: 0, top: 0, width: 0.1, height: 0.2 }], fillValue: 0 },
      ]),
    ).toBe(
      'left and right exchanged, scaled to 110 %, turned 3.1° clockwise, moved 5 % right and 10 % up; gamma 1.20; 1 rectangle of together 2.0 % blotted out',
    )
    expect(describeAugmentation([])).toBe('unchanged')
    expect(describeAugmentation(sampleAugmentation({ rotate: [5, 5] }, createRandom(1)))).toBe(
      'turned 5.0° counter-clockwise',
    )
    expect(
      describeAugmentation([
        { step: 'gamma', exponent: 1.2 },
        { step: 'blur', sigma: 0.7 },
      ]),
    ).toBe('gamma 1.20; blurred by 0.70 pixels')
  })

  it('has words for every step of the strong preset', () => {
    const pipeline = compose([strongXrayAugmentation(), gamma({ exponent: 1 }), cutout({ size: 0.1 })])
    for (let i = 0; i < 50; i++) {
      const drawn = sampleAugmentation(pipeline, createRandom('words', i))
      const words = describeAugmentation(drawn)
      expect(words.split('; ').length).toBe(drawn.length)
      expect(words).not.toMatch(/NaN|undefined/)
    }
  })
})

/** The normal distribution function (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function phi(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return x > 0 ? 1 - tail : tail
}
