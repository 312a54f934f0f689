import { expectClose } from '@convlens/testing'
import { describe, expect, it } from 'vitest'

import { createRandom } from '../random.ts'
import { fillModes } from './fill-mode.ts'
import { readBilinear } from './resample.ts'
import { isStraight, resampleStraight } from './resample-straight.ts'

const random = createRandom('straight')

describe('reading along rows and columns', () => {
  for (const fill of fillModes)
    it(`is bilinear reading to seven digits: ${fill}`, () => {
      for (const channels of [1, 2, 3])
        for (let i = 0; i < 30; i++) {
          const shape = [1 + random.integer(20), 1 + random.integer(20), channels] as const
          const [height, width] = shape
          const x = Float32Array.from({ length: height * width * channels }, () => random.next())
          const sign = random.next() < 0.5 ? -1 : 1
          const a = sign * random.uniform(0.2, 3)
          const [c, e, f] = [random.uniform(-40, 40), random.uniform(0.2, 3), random.uniform(-30, 30)]
          const outside = { fill, fillValue: 0.3 }
          const [out, expected] = [new Float32Array(x.length), new Float32Array(x.length)]
          resampleStraight(x, shape, [a, 0, c, 0, e, f], outside, out)
          for (let y = 0, o = 0; y < height; y++)
            for (let column = 0; column < width; column++, o += channels)
              readBilinear(x, shape, a * column + c, e * y + f, outside, expected, o)
          expectClose(out, expected, 5e-7)
        }
    })

  it('moves whole pixels without changing them', () => {
    const x = Float32Array.from({ length: 15 }, () => random.next())
    const out = new Float32Array(15)
    resampleStraight(x, [3, 5, 1], [-1, 0, 4, 0, 1, 1], { fill: 'constant', fillValue: 0.5 }, out)
    const rows = [x.subarray(5, 10), x.subarray(10)].flatMap((row) => [...row].reverse())
    expect([...out]).toEqual([...rows, 0.5, 0.5, 0.5, 0.5, 0.5])
  })

  it('is for maps that turn nothing', () => {
    expect(isStraight([-2, 0, 5, 0, 1, 0])).toBe(true)
    expect(isStraight([1, 1e-9, 0, 0, 1, 0])).toBe(false)
    expect(isStraight([0, 1, 0, -1, 0, 0])).toBe(false)
  })
})
