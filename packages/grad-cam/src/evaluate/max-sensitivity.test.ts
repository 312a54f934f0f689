import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../networks.test-support.ts'
import { maxSensitivity, type SensitivityOptions } from './max-sensitivity.ts'
import { createRandom } from './random.ts'

const picture = { values: Float32Array.from(mulberry32(1, 36)), height: 6, width: 6, channels: 1 }
const explain: SensitivityOptions['explain'] = async ({ values }) => values

describe('maxSensitivity', () => {
  it('is what the changes of a map that follows the picture are', async () => {
    const seen: Float32Array[] = []
    const { max, mean, changes } = await maxSensitivity({
      picture,
      radius: 0.02,
      samples: 50,
      explain: async ({ values }) => {
        seen.push(values)
        return values
      },
    })
    expect(seen[0]).toEqual(picture.values)
    const length = Math.hypot(...picture.values)
    const expected = seen
      .slice(1)
      .map((values) => Math.hypot(...values.map((value, i) => value - picture.values[i]!)) / length)
    expected.forEach((change, i) => expect(changes![i]).toBeCloseTo(change, 6))
    expect(max).toBe(Math.max(...changes!))
    expect(mean).toBeCloseTo(expected.reduce((sum, change) => sum + change, 0) / 50, 6)
    // Uniform in the ball: within the radius, close to it somewhere, mean square radius^2 / 3.
    const all = seen.slice(1).flatMap((values) => [...values].map((value, i) => value - picture.values[i]!))
    expect(Math.max(...all.map(Math.abs))).toBeLessThan(0.02 + 1e-6)
    expect(Math.max(...all)).toBeGreaterThan(0.0199)
    expect(Math.min(...all)).toBeLessThan(-0.0199)
    expect(all.reduce((sum, change) => sum + change ** 2, 0) / all.length / (0.02 ** 2 / 3)).toBeCloseTo(1, 1)
  })

  it('is 0 for a map that ignores the picture, and undefined for a zero map', async () => {
    expect(await maxSensitivity({ picture, radius: 0.1, explain: async () => [1, 2] })).toMatchObject({
      max: 0,
      mean: 0,
    })
    const zero = await maxSensitivity({ picture, radius: 0.1, explain: async () => [0, 0] })
    expect(zero).toEqual({ max: undefined, mean: undefined, changes: undefined, chance: undefined })
  })

  it('does not depend on the scale of the map, grows with the radius, and repeats itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.double({ min: 0.1, max: 100, noNaN: true }), async (seed, scale) => {
        const options = { picture, explain, radius: 0.1, seed, samples: 3 }
        const { max } = await maxSensitivity(options)
        const scaled: SensitivityOptions['explain'] = async ({ values }) => [...values].map((value) => value * scale)
        expect((await maxSensitivity({ ...options, explain: scaled })).max).toBeCloseTo(max!, 6)
        expect((await maxSensitivity({ ...options, radius: 0.2 })).max).toBeCloseTo(2 * max!, 5)
        expect((await maxSensitivity(options)).max).toBe(max)
      }),
      { numRuns: 20 },
    )
  })

  it('has the chance level of shuffled maps', async () => {
    // Simulation: root mean square of 20,000 shuffles; its standard error is about .001.
    const { chance } = await maxSensitivity({ picture, explain, radius: 0.1, samples: 1 })
    const random = createRandom(2)
    const length = Math.hypot(...picture.values)
    let squares = 0
    for (let i = 0; i < 20_000; i++) {
      const shuffled = random.shuffle(picture.values.slice())
      squares += (Math.hypot(...shuffled.map((value, cell) => value - picture.values[cell]!)) / length) ** 2
    }
    expect(Math.sqrt(squares / 20_000)).toBeCloseTo(chance!, 2)
  })

  it('refuses bad arguments by name, and stops at the signal', async () => {
    const refused = (change: Partial<SensitivityOptions>) =>
      expect(maxSensitivity({ picture, explain, radius: 0.1, ...change })).rejects
    await refused({ radius: 0 }).toThrow('radius: got 0, expected a positive number')
    await refused({ samples: 0 }).toThrow('samples: got 0, expected a whole number from 1 on')
    await refused({ seed: 0.5 }).toThrow('seed: got 0.5, expected a whole number from 0 on')
    await refused({ picture: { ...picture, height: 5 } }).toThrow(
      'picture.values: got 36 numbers, expected 5 x 6 x 1 = 30',
    )
    await refused({ explain: async () => [Number.NaN] }).toThrow('map: value 0 is NaN')
    let calls = 0
    await refused({ explain: async () => new Float32Array(++calls) }).toThrow(
      'explain: got a map of 2 cells, expected 1',
    )
    const controller = new AbortController()
    const aborting = async (): Promise<number[]> => {
      controller.abort(new Error('enough'))
      return [1]
    }
    await refused({ explain: aborting, signal: controller.signal }).toThrow('enough')
  })
})
