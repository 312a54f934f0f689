import { expect, it } from 'vitest'
import { agreement } from './agreement.ts'

const map = Float32Array.of(0, 1, 2, 4)

it('does not mind how a map is scaled', () => {
  expect(agreement(map, map, 4)).toEqual({ correlation: 1, difference: 0 })
  const { correlation, difference } = agreement(
    map,
    map.map((value) => 8 * value + 3),
    4,
  )
  expect(correlation).toBeCloseTo(1, 12)
  expect(difference).toBe(0)
})

it('measures how far the stretched maps are apart', () => {
  // By hand: 0, 1/4, 1/2, 1 beside 0, 0, 1/2, 1; deviations from the means times 16: -7, -3, 1, 9 and -6, -6, 2, 10.
  const { correlation, difference } = agreement(map, Float32Array.of(0, 0, 3, 6), 4)
  expect(correlation).toBeCloseTo(152 / Math.sqrt(140 * 176), 6)
  expect(difference).toBe(0.25)
})

it('turns negative for a map that is turned round', () => {
  const { correlation, difference } = agreement(
    map,
    map.map((value) => -value),
    4,
  )
  expect(correlation).toBeCloseTo(-1, 6)
  expect(difference).toBe(1)
})

it('tells the worst of several pictures', () => {
  const turned = Float32Array.of(0, 1, 2, 4, 4, 2, 1, 0)
  expect(agreement(Float32Array.of(...map, ...map), turned, 4).correlation).toBeLessThan(0)
})

it('knows no agreement with a blank map, nor with maps of other sizes', () => {
  const blank = new Float32Array(4)
  expect(agreement(map, blank, 4)).toEqual({ correlation: Number.NaN, difference: Number.NaN })
  expect(agreement(Float32Array.of(...map, ...map), Float32Array.of(...map, ...blank), 4).correlation).toBeNaN()
  expect(agreement(map, map.subarray(1), 4).correlation).toBeNaN()
})
