import { describe, expect, it } from 'vitest'
import golden from '../../golden/road.json' with { type: 'json' }
import { mulberry32 } from '../networks.test-support.ts'
import type { PictureValues } from './arguments.ts'
import { impute } from './impute.ts'
import { createRandom } from './random.ts'
import { road, type RoadOptions } from './road.ts'
import type { Predict } from './score-pictures.ts'

const [height, width, channels] = [10, 12, 2]
const pixels = height * width
const picture: PictureValues = { values: Float32Array.from(mulberry32(1, 2 * pixels)), height, width, channels }

/** The sigmoid of a weighted sum, as in golden/road.py. */
const predict: Predict = async (pictures, count) => {
  const weights = mulberry32(3, 2 * pixels)
  return Float64Array.from({ length: count }, (_, n) => {
    const sum = weights.reduce((total, weight, i) => total + (weight - 0.5) * pictures[n * weights.length + i]!, 0)
    return 1 / (1 + Math.exp(-sum))
  })
}

const map = mulberry32(4, pixels)

function close(scores: Float64Array, changes: number[]): void {
  changes.forEach((change, i) => expect(Math.abs(scores[i]! - golden.original - change)).toBeLessThan(2e-6))
}

function refused(change: Partial<RoadOptions>) {
  return expect(road({ map, picture, predict, ...change })).rejects
}

describe('impute', () => {
  const scattered = mulberry32(2, pixels)
  const isKept: Record<keyof typeof golden.imputed, (y: number, x: number, i: number) => boolean> = {
    scattered: (_y, _x, i) => scattered[i]! < 0.5,
    blob: (y, x) => (y - 4) ** 2 + (x - 5) ** 2 > 12,
    border: (y, x) => y >= 3 && x < 9,
    'one pixel left': (y, x) => y === 9 && x === 0,
  }

  it.each(Object.keys(isKept) as (keyof typeof isKept)[])(
    "agrees with pytorch-grad-cam's direct solver: %s",
    (name) => {
      const removed = Uint32Array.from({ length: pixels }, (_, i) => i).filter(
        (i) => !isKept[name](Math.floor(i / width), i % width, i),
      )
      const values = picture.values.slice()
      impute({ ...picture, values }, createRandom(1).shuffle(removed))
      golden.imputed[name].forEach((expected, i) => expect(Math.abs(values[i]! - expected)).toBeLessThan(5e-7))
    },
  )

  it('fills the equal channels of a grey picture as it fills one', () => {
    const one = Float32Array.from(mulberry32(7, pixels))
    const three = Float32Array.from({ length: 3 * pixels }, (_, i) => one[Math.floor(i / 3)]!)
    const removed = Uint32Array.from({ length: 40 }, (_, i) => i * 3)
    impute({ values: one, height, width, channels: 1 }, removed)
    impute({ values: three, height, width, channels: 3 }, removed)
    expect(three).toEqual(Float32Array.from({ length: 3 * pixels }, (_, i) => one[Math.floor(i / 3)]!))
  })

  it('leaves a constant picture as it is, and interpolates a ramp', () => {
    const middle = Uint32Array.from({ length: 9 * 9 }, (_, i) => 8 * 25 + 8 + Math.floor(i / 9) * 25 + (i % 9))
    for (const value of [(): number => 0.3, (i: number): number => (i % 25) / 25]) {
      const ramp = Float32Array.from({ length: 25 * 25 }, (_, i) => value(i))
      const filled = ramp.slice()
      for (const pixel of middle) filled[pixel] = 9
      impute({ values: filled, height: 25, width: 25, channels: 1 }, middle)
      filled.forEach((got, i) => expect(got).toBeCloseTo(ramp[i]!, 6))
    }
  })
})

describe('road', () => {
  it('gives the scores of pytorch-grad-cam', async () => {
    const result = await road({ map, picture, predict, noise: 0, randomOrders: 2 })
    close(result.mostRelevantFirst, golden.mostRelevantFirst)
    close(result.leastRelevantFirst, golden.leastRelevantFirst)
    expect(Math.abs(result.score - golden.combined)).toBeLessThan(1e-6)
  })

  it('removes exactly as many pixels as asked for, also from a plateau', async () => {
    const missing: number[] = []
    const count: Predict = async (pictures, n) => {
      for (let i = 0; i < n; i++) {
        const variant = pictures.subarray(i * 2 * pixels, (i + 1) * 2 * pixels)
        missing.push(variant.filter((value, j) => value !== picture.values[j]).length / channels)
      }
      return new Float32Array(n)
    }
    await road({
      map: new Float32Array(pixels),
      picture,
      predict: count,
      percentiles: [0.1, 25, 90, 99.9],
      randomOrders: 2,
    })
    expect(missing.slice(0, 8)).toEqual([1, 30, 108, 119, 1, 30, 108, 119])
  })

  it('is above all random maps for the map that equals what the score looks at, below for its opposite', async () => {
    // A bright square; the score is its mean.
    const mask = Float32Array.from({ length: 144 }, (_, i) => Number(i % 12 > 6 && i % 12 < 11 && i > 24 && i < 72))
    const square = { values: mask, height: 12, width: 12, channels: 1 }
    const mean: Predict = async (pictures, count) =>
      Float64Array.from({ length: count }, (_, n) =>
        mask.reduce((sum, inside, i) => sum + inside * pictures[n * 144 + i]!, 0),
      )
    const options: RoadOptions = { map: mask, picture: square, predict: mean, randomOrders: 20, seed: 1 }
    const { score, chance } = await road(options)
    expect(score).toBeGreaterThan(Math.max(...chance.values))
    expect((await road({ ...options, map: mask.map((inside) => -inside) })).score).toBeLessThan(
      Math.min(...chance.values),
    )
    // A constant map is one of the random ones.
    const constant = await road({ ...options, map: new Float32Array(144), randomOrders: 60 })
    expect(Math.abs(constant.chance.mean)).toBeLessThan((4 * constant.chance.spread) / Math.sqrt(60))
    expect(Math.abs(constant.score)).toBeLessThan(4 * constant.chance.spread)
  })

  it('adds noise of the size asked for to removed pixels only', async () => {
    const flat = { values: new Float32Array(400).fill(5), height: 20, width: 20, channels: 1 }
    const seen: Float32Array[] = []
    const keep: Predict = async (pictures, count) => {
      seen.push(pictures)
      return new Float32Array(count)
    }
    const options = {
      map: new Float32Array(400),
      picture: flat,
      predict: keep,
      percentiles: [50],
      randomOrders: 2,
      batchSize: 1,
    }
    await road({ ...options, noise: 0.1 })
    const changed = seen[0]!.filter((value) => value !== 5)
    const deviation = Math.sqrt(changed.reduce((sum, value) => sum + (value - 5) ** 2, 0) / changed.length)
    expect(changed).toHaveLength(200)
    expect(deviation).toBeGreaterThan(0.085)
    expect(deviation).toBeLessThan(0.115)
    // By default a hundredth of the range, here 0.
    seen.length = 0
    await road(options)
    for (const value of seen[0]!) expect(value).toBeCloseTo(5, 5)
  })

  it('is the same for the same seed', async () => {
    const options = { map, picture, predict, randomOrders: 2, percentiles: [30, 60] }
    const once = await road({ ...options, seed: 9 })
    expect(await road({ ...options, seed: 9, batchSize: 3 })).toEqual(once)
    expect((await road({ ...options, seed: 10 })).score).not.toBe(once.score)
  })

  it('refuses bad arguments by name, and stops at the signal', async () => {
    await refused({ percentiles: [] }).toThrow('percentiles.length: got 0, expected a whole number from 1 on')
    await refused({ percentiles: [10, 100] }).toThrow(
      'percentiles: got 100, expected percentages above 0 and below 100',
    )
    await refused({ percentiles: [Number.NaN] }).toThrow('percentiles: got NaN')
    await refused({ noise: -1 }).toThrow('noise: got -1, expected 0 or a positive number')
    await refused({ signal: AbortSignal.abort() }).toThrow(expect.objectContaining({ name: 'AbortError' }))
    const dot = { values: new Float32Array(1), height: 1, width: 1, channels: 1 }
    await refused({ map: [1], picture: dot }).toThrow(
      'picture.height x picture.width: got 1, expected a whole number from 2 on',
    )
  })
})
