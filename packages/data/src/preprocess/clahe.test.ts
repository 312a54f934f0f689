import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

// cv2.createCLAHE: golden/preprocess.py.
import golden from '../../golden/clahe.json' with { type: 'json' }
import { createRandom } from '../random.ts'
import { equalizeAdaptively } from './clahe.ts'

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))

describe('equalizeAdaptively', () => {
  for (const { width, height, tiles, clipLimit, data, expected } of golden.cases)
    it(`${width} x ${height}, ${tiles.join(' x ')} tiles, clip ${clipLimit}: OpenCV's, within its rounding`, () => {
      const x = Float32Array.from(bytes(data), (v) => v / 255)
      const out = equalizeAdaptively(x, [height, width, 1], { tiles: [tiles[0]!, tiles[1]!], clipLimit })
      const reference = bytes(expected)
      let [worst, total] = [0, 0]
      for (let i = 0; i < out.length; i++) {
        const difference = Math.abs(out[i]! * 255 - reference[i]!)
        worst = Math.max(worst, difference)
        total += difference
      }
      // OpenCV rounds every table to bytes, and the mean of four tables again: half a level each.
      expect(worst).toBeLessThanOrEqual(1.001)
      expect(total / out.length).toBeLessThan(0.4)
    })

  it('spreads grey levels that bytes cannot tell apart', () => {
    const x = Float32Array.from({ length: 1024 }, (_, i) => 0.5 + i / 1024 / 300)
    const out = equalizeAdaptively(x, [32, 32, 1], { tiles: [1, 1], clipLimit: 4 })
    expect(new Set(out).size).toBe(1024)
    expect(out[1023]! - out[0]!).toBeGreaterThan(x[1023]! - x[0]!)
  })

  it('moves the colours of a pixel by the change of its luma', () => {
    const random = createRandom('clahe')
    const grey = Float32Array.from({ length: 20 * 20 }, () => 0.3 + 0.3 * random.next())
    const alone = equalizeAdaptively(grey, [20, 20, 1], { tiles: [2, 2], clipLimit: 2 })
    const same = equalizeAdaptively(
      Float32Array.from({ length: 1200 }, (_, i) => grey[Math.floor(i / 3)]!),
      [20, 20, 3],
      { tiles: [2, 2], clipLimit: 2 },
    )
    for (let i = 0; i < 1200; i++) expect(same[i]).toBeCloseTo(alone[Math.floor(i / 3)]!, 4)
    const tinted = Float32Array.from({ length: 1200 }, (_, i) => grey[Math.floor(i / 3)]! + [0.05, -0.01, 0.02][i % 3]!)
    const out = equalizeAdaptively(tinted, [20, 20, 3], { tiles: [2, 2], clipLimit: 2 })
    for (let i = 0; i < 1200; i += 3)
      if (out[i]! < 1 && out[i + 1]! > 0) expect(out[i]! - out[i + 1]!).toBeCloseTo(0.06, 5)
  })

  it('stays within its range, and is the same in any range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0.5, max: 50, noNaN: true }),
        fc.integer(),
        (width, height, tiles, clipLimit, seed) => {
          const random = createRandom(seed)
          // Whole levels: rounding in the wide range cannot move a value to another bin.
          const x = Float32Array.from({ length: width * height }, () => random.integer(256) / 255)
          const out = equalizeAdaptively(x, [height, width, 1], { tiles: [tiles, tiles], clipLimit })
          for (const v of out) expect(v >= 0 && v <= 1).toBe(true)
          const wide = equalizeAdaptively(
            x.map((v) => v * 4 - 2),
            [height, width, 1],
            { tiles: [tiles, tiles], clipLimit },
            [-2, 2],
          )
          for (let i = 0; i < out.length; i++) expect(Math.abs((wide[i]! + 2) / 4 - out[i]!)).toBeLessThan(1e-3)
        },
      ),
      { numRuns: 60 },
    )
  })
})
