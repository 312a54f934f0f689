import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Raster } from '../raster.ts'
import { alignedCorrelation, correlation, template } from './align.ts'
import { findNearDuplicates } from './find-near-duplicates.ts'
import type { NearDuplicateOptions } from './find-near-duplicates.ts'
import { distance, fingerprint, mirrored, mirroredHash } from './fingerprint.ts'
import { brighter, chest, cropped, framed, mirror, negative } from './pictures.test-support.ts'

const find = (pictures: Record<string, Raster>, options?: NearDuplicateOptions) =>
  findNearDuplicates(
    Object.entries(pictures).map(([id, raster]) => ({ id, fingerprint: fingerprint(raster)! })),
    options,
  )
const others = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`other-${i}`, chest(i + 1)]))

/** A picture of one grey. */
const flat = (value: number): Raster => ({
  width: 9,
  height: 9,
  channels: 1,
  bitDepth: 8,
  data: new Uint8Array(81).fill(value),
})
/** A small picture of waves. */
const waves = (scale: number, dx: number, dy: number) =>
  Int8Array.from({ length: 1024 }, (_, i) => {
    const [x, y] = [((i % 32) - 15.5) * scale + dx, (Math.floor(i / 32) - 15.5) * scale + dy]
    return Math.round(60 * Math.sin(x / 3) + 60 * Math.cos(y / 4 + 1) * Math.sin(x / 7))
  })

describe('findNearDuplicates', () => {
  it('finds crops, exposures, frames and negatives of a picture, and no other chest', async () => {
    const original = chest(0)
    const versions: Record<string, Raster> = {
      crop: cropped(original, 0.05, 'a'),
      exposure: brighter(original, 0.8),
      frame: framed(original, 9),
      negative: negative(original),
      small: chest(0, 64),
    }
    for (const [name, version] of Object.entries(versions)) {
      const [pair, ...more] = await find({ original, ...others, [name]: version })
      expect(more).toEqual([])
      expect(pair).toMatchObject({ ids: ['original', name] })
      expect(pair!.correlation).toBeGreaterThanOrEqual(0.97)
      expect(pair!.inverted).toBe(name === 'negative' ? true : undefined)
    }
    expect(await find({ original, ...others })).toEqual([])
  })

  it('finds mirrored pictures where asked', async () => {
    const pictures = { original: chest(0), turned: mirror(chest(0)), ...others }
    expect(await find(pictures)).toEqual([])
    expect(await find(pictures, { mirrored: true })).toEqual([
      { ids: ['original', 'turned'], correlation: expect.any(Number), mirrored: true },
    ])
  })

  it('tells its progress, gives others a turn and ends with its signal', async () => {
    const seen: number[][] = []
    await find(others, { onProgress: (done, total) => seen.push([done, total]) })
    expect(seen.at(-1)).toEqual([435, 435])
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(find(others, { signal })).rejects.toThrow('enough')
  })

  it('refuses options out of range', async () => {
    await expect(find({}, { correlation: 1.1 })).rejects.toThrow('correlation: 1.1 given, expected above 0 and up to 1')
    await expect(find({}, { maxBits: 57 })).rejects.toThrow('maxBits: 57 given, expected a whole number from 0 to 56')
  })
})

describe('fingerprint', () => {
  it('hardly changes with exposure and a frame, and is absent for flat pictures', () => {
    const one = fingerprint(chest(3))!
    for (const other of [brighter(chest(3), 0.8), framed(chest(3), 9)]) {
      expect(distance(one.hash, 0, fingerprint(other)!.hash, 0)).toBeLessThanOrEqual(5)
      expect(correlation(one.small, 0, fingerprint(other)!.small, 0)).toBeGreaterThan(0.96)
    }
    expect(fingerprint(flat(0))).toBeUndefined()
    expect(fingerprint(flat(200))).toBeUndefined()
  })

  it('is mirrored as the picture is', () => {
    const one = fingerprint(chest(3))!
    const turned = fingerprint(mirror(chest(3)))!
    expect(distance(mirroredHash(one.hash), 0, turned.hash, 0)).toBe(0)
    expect(correlation(mirrored(one.small), 0, turned.small, 0)).toBeGreaterThan(0.9999)
    expect([...mirroredHash(mirroredHash(one.hash))]).toEqual([...one.hash])
  })
})

describe('alignedCorrelation', () => {
  it('finds the shift and the stretch of a smooth pattern', () => {
    // The same waves, moved by 2 and 1.5 pixels and 8 % larger: alike once aligned.
    const [one, two] = [waves(1, 0, 0), waves(1.08, 2, -1.5)]
    expect(correlation(one, 0, two, 0)).toBeLessThan(0.85)
    expect(alignedCorrelation(template(one), two)).toBeGreaterThan(0.995)
  })

  it('is never below the correlation as they lie, nor above 1', () => {
    const small = fc.int8Array({ minLength: 1024, maxLength: 1024 })
    fc.assert(
      fc.property(small, small, (one, two) => {
        fc.pre(new Set(one).size > 1 && new Set(two).size > 1)
        const aligned = alignedCorrelation(template(one), two)
        expect(aligned).toBeGreaterThanOrEqual(correlation(one, 0, two, 0) - 1e-6)
        expect(aligned).toBeLessThanOrEqual(1 + 1e-6)
      }),
      { numRuns: 50 },
    )
  })
})
