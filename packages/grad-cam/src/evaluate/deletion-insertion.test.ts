import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../networks.test-support.ts'
import { resizeMap } from '../overlay/resize-map.ts'
import type { PictureValues } from './arguments.ts'
import { deletion, insertion, type RemovalOptions } from './deletion-insertion.ts'
import type { Predict } from './score-pictures.ts'

/** torch-cam's case (pull request 419, DeletionInsertionMetric): the classifier sums the picture. */
const small: PictureValues = { values: Float32Array.of(0.4, 0.3, 0.2, 0.1), height: 2, width: 2, channels: 1 }

/** Scores are sums of the values by weights; all 1 by default. */
function linear(size: number, weights: ArrayLike<number> = new Float32Array(size).fill(1)): Predict {
  return async (pictures, count) =>
    Float64Array.from({ length: count }, (_, n) => {
      let sum = 0
      for (let i = 0; i < size; i++) sum += pictures[n * size + i]! * weights[i]!
      return sum
    })
}

function noise(height: number, width: number, channels: number): PictureValues {
  return { values: Float32Array.from(mulberry32(5, height * width * channels)), height, width, channels }
}

function mean(of: number[]): number {
  return of.reduce((sum, value) => sum + value, 0) / of.length
}

const golden: RemovalOptions = {
  map: [0.4, 0.3, 0.2, 0.1],
  picture: small,
  predict: linear(4),
  steps: 2,
  baseline: 'zero',
}

function refused(change: Partial<RemovalOptions>) {
  return expect(deletion({ ...golden, ...change })).rejects
}

describe('deletion and insertion', () => {
  it("give torch-cam's values", async () => {
    // Trapezoids of 1, .3, 0 and of 0, .7, 1 over the shares 0, .5, 1.
    const deleted = await deletion(golden)
    expect([...deleted.shares]).toEqual([0, 0.5, 1])
    expect(deleted.scores[1]).toBeCloseTo(0.3, 7)
    expect(deleted.area).toBeCloseTo(0.4, 7)
    expect((await insertion(golden)).area).toBeCloseTo(0.6, 7)
  })

  it('are the sums by hand for a linear score, whatever the steps', async () => {
    const picture = noise(3, 4, 2)
    const weights = mulberry32(6, 24)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.nat(9), { minLength: 12, maxLength: 12 }),
        async (steps, ranks) => {
          const map = ranks.map((rank, i) => rank + i / 100)
          const order = map.map((_, i) => i).sort((a, b) => map[b]! - map[a]!)
          const worth = order
            .map((i) => 2 * i)
            .map((c) => picture.values[c]! * weights[c]! + picture.values[c + 1]! * weights[c + 1]!)
          const options = {
            map,
            picture,
            predict: linear(24, weights),
            steps,
            baseline: 'zero',
            randomOrders: 2,
          } as const
          const deleted = await deletion(options)
          const inserted = await insertion({ ...options, batchSize: 5 })
          deleted.shares.forEach((share, step) => {
            const count = Math.round((step * 12) / steps)
            expect(share).toBe(count / 12)
            const shown = worth.slice(0, count).reduce((sum, value) => sum + value, 0)
            const left = worth.slice(count).reduce((sum, value) => sum + value, 0)
            expect(deleted.scores[step]).toBeCloseTo(left, 5)
            expect(inserted.scores[step]).toBeCloseTo(shown, 5)
          })
        },
      ),
      { numRuns: 25 },
    )
  })

  it('are best for a map that equals what the score looks at', async () => {
    const picture = noise(6, 6, 1)
    const mask = Array.from({ length: 36 }, (_, i) => Number(i % 6 < 2 && i > 11))
    const options = {
      map: mask,
      picture,
      predict: linear(36, mask),
      steps: 36,
      baseline: 'zero',
      randomOrders: 50,
    } as const
    const [deleted, inserted] = [await deletion(options), await insertion(options)]
    // After as many steps as the mask has pixels, nothing, and everything, is there.
    expect(deleted.scores[8]).toBe(0)
    expect(inserted.scores[8]).toBe(inserted.scores[36])
    expect(deleted.area).toBeLessThan(Math.min(...deleted.chance.values))
    expect(inserted.area).toBeGreaterThan(Math.max(...inserted.chance.values))
  })

  it('are at chance for a constant map: a plateau goes in a random order, and exactly as much of it as asked for', async () => {
    const picture = { ...noise(4, 4, 1), values: new Float32Array(16).fill(1) }
    const weights = Float32Array.from({ length: 16 }, (_, i) => (i < 4 ? 1 : 0))
    const options = {
      map: new Float32Array(16),
      picture,
      predict: linear(16, weights),
      steps: 4,
      baseline: 'zero',
    } as const
    const areas: number[] = []
    const chances: number[] = []
    for (let seed = 0; seed < 400; seed++) {
      const { area, chance } = await deletion({ ...options, seed, randomOrders: 2 })
      areas.push(area)
      chances.push(...chance.values)
    }
    // Expected by symmetry: half of the full score, 2. The standard error is about .02.
    expect(Math.abs(mean(areas) - 2)).toBeLessThan(0.08)
    expect(Math.abs(mean(chances) - 2)).toBeLessThan(0.06)
    expect(new Set(areas).size).toBeGreaterThan(10)
    // The classifier that counts pixels sees how many are left.
    const counted = await deletion({ ...options, predict: linear(16) })
    expect([...counted.scores]).toEqual([16, 12, 8, 4, 0])
  })

  it('give random maps the coarseness of the map', async () => {
    // Of four coarse cells, one matters. The same map given pixel by pixel loses its cells when it is shuffled.
    const picture = { ...noise(8, 8, 1), values: new Float32Array(64).fill(1) }
    const weights = Float32Array.from({ length: 64 }, (_, i) => Number(i % 8 < 4 && i < 32))
    const options = { picture, predict: linear(64, weights), baseline: 'zero', randomOrders: 40 } as const
    const coarse = await deletion({ ...options, map: [1, 0, 0, 0], shape: [2, 2] })
    const fine = await deletion({ ...options, map: resizeMap([1, 0, 0, 0], [2, 2], [8, 8]) })
    expect(fine.scores).toEqual(coarse.scores)
    expect(coarse.chance.spread).toBeGreaterThan(3 * fine.chance.spread)
    // A random map is right in a quarter of the cases.
    const best = coarse.chance.values.filter((area) => area < coarse.area + 0.5).length
    expect(best).toBeGreaterThan(2)
    expect(best).toBeLessThan(20)
  })

  it('are the same for the same seed, and do not change what came', async () => {
    const picture = noise(5, 5, 2)
    const before = picture.values.slice()
    const map = Float32Array.from({ length: 25 }, (_, i) => i % 3)
    const once = await deletion({ map, picture, predict: linear(50, before), seed: 3 })
    expect(await deletion({ map, picture, predict: linear(50, before), seed: 3, batchSize: 7 })).toEqual(once)
    expect((await deletion({ map, picture, predict: linear(50, before), seed: 4 })).area).not.toBe(once.area)
    expect(picture.values).toEqual(before)
  })

  it('have the baselines they name', async () => {
    const picture = { ...noise(4, 6, 2), values: Float32Array.from({ length: 48 }, (_, i) => (i % 2 === 0 ? 3 : i)) }
    const last = async (baseline: RemovalOptions['baseline']) => {
      const seen: Float32Array[] = []
      const predict: Predict = async (pictures, count) => {
        seen.push(pictures)
        return new Float32Array(count)
      }
      await deletion({
        map: new Float32Array(24),
        picture,
        predict,
        steps: 1,
        batchSize: 2,
        ...(baseline && { baseline }),
      })
      return seen[0]!.slice(48)
    }
    expect(await last('zero')).toEqual(new Float32Array(48))
    // The odd numbers to 47 have the mean 24.
    const means = Float32Array.from({ length: 48 }, (_, i) => (i % 2 === 0 ? 3 : 24))
    expect(await last('mean')).toEqual(means)
    expect(await last(undefined)).toEqual(means)
    expect(await last(Float32Array.of(1, 2))).toEqual(Float32Array.from({ length: 48 }, (_, i) => (i % 2) + 1))
    expect(await last(picture.values)).toEqual(picture.values)
    const blurred = await last('blur')
    // A constant channel stays; the other keeps its symmetry about the middle and varies less.
    for (let i = 0; i < 48; i += 2) {
      expect(blurred[i]).toBeCloseTo(3, 5)
      expect(blurred[i + 1]! + blurred[47 - i]!).toBeCloseTo(48, 4)
    }
    expect(blurred[47]! - blurred[1]!).toBeLessThan(46 * 0.8)
    // By hand: along a row of 2, sigma 1: weights 1 and exp(-1/2).
    const row = { values: Float32Array.of(0, 1), height: 1, width: 2, channels: 1 }
    const seen: Float32Array[] = []
    const predict: Predict = async (pictures, count) => {
      seen.push(pictures)
      return new Float32Array(count)
    }
    await insertion({ map: [0, 1], picture: row, predict, steps: 1 })
    const weight = Math.exp(-0.5)
    expect(seen[0]![0]).toBeCloseTo(weight / (1 + weight), 6)
    expect(seen[0]![1]).toBeCloseTo(1 / (1 + weight), 6)
  })

  it('refuse bad arguments by name', async () => {
    await refused({ map: [1, 2] }).toThrow('map: got 2 values, expected 2 x 2 = 4')
    await refused({ map: [1, 2, Number.NaN, 3] }).toThrow('map: value 2 is NaN')
    await refused({ shape: [1, 3] }).toThrow('map: got 4 values, expected 1 x 3 = 3')
    await refused({ steps: 0 }).toThrow('steps: got 0, expected a whole number from 1 to 4')
    await refused({ steps: 5 }).toThrow('steps: got 5, expected a whole number from 1 to 4')
    await refused({ batchSize: 1.5 }).toThrow('batchSize: got 1.5, expected a whole number from 1 on')
    await refused({ randomOrders: 1 }).toThrow('randomOrders: got 1, expected a whole number from 2 on')
    await refused({ seed: -1 }).toThrow('seed: got -1, expected a whole number from 0 on')
    await refused({ picture: { ...small, width: 3 } }).toThrow('picture.values: got 4 numbers, expected 2 x 3 x 1 = 6')
    await refused({ picture: { ...small, values: Float32Array.of(0, 1, 2, Number.NaN) } }).toThrow(
      'picture.values: value 3 is NaN',
    )
    await refused({ baseline: new Float32Array(3) }).toThrow(
      "baseline: got 3 numbers, expected 'zero', 'mean', 'blur', 1 or 4",
    )
    await refused({ baseline: 'black' as 'zero' }).toThrow("baseline: got 'black', expected 'zero'")
    await refused({ baseline: Float32Array.of(Number.NaN) }).toThrow('baseline: it holds NaN')
    await refused({ predict: async () => [1] }).toThrow('predict: got 1 scores for 32 pictures, expected one a picture')
    await refused({ predict: async (_, count) => new Float32Array(count).fill(Number.NaN) }).toThrow(
      'predict: got the score NaN',
    )
  })

  it('stop at the signal, between batches', async () => {
    const controller = new AbortController()
    let calls = 0
    const predict: Predict = async (_, count) => {
      calls++
      controller.abort(new Error('enough'))
      return new Float32Array(count)
    }
    await expect(deletion({ ...golden, predict, batchSize: 1, signal: controller.signal })).rejects.toThrow('enough')
    expect(calls).toBe(1)
  })
})
