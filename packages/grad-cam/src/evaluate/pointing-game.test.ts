import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { pointingGame, type PointingGameOptions } from './pointing-game.ts'

it('asks whether the maximum lies in the mask', () => {
  expect(pointingGame([0, 1, 0, 0], [0, 1, 1, 0])).toEqual({ hit: true, chance: 0.5, ties: 1 })
  expect(pointingGame([3, 1, 0, 0], [false, true, false, false])).toEqual({ hit: false, chance: 0.25, ties: 1 })
  expect(pointingGame([-3, -1], [0, 255])).toEqual({ hit: true, chance: 0.5, ties: 1 })
})

it('counts a tie as hit only if all of it lies in the mask', () => {
  expect(pointingGame([1, 1, 0], [1, 1, 0])).toMatchObject({ hit: true, ties: 2 })
  expect(pointingGame([1, 1, 0], [1, 0, 0])).toMatchObject({ hit: false, ties: 2 })
  expect(pointingGame([1, 1, 0], [0, 1, 0])).toMatchObject({ hit: false, ties: 2 })
  expect(pointingGame([0, 0, 0], [1, 1, 0])).toMatchObject({ hit: false, ties: 3 })
})

const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 6 }), height: fc.integer({ min: 1, max: 6 }) })
  .chain(({ width, height }) => {
    const cells = { minLength: width * height, maxLength: width * height }
    return fc.record({
      width: fc.constant(width),
      map: fc.array(fc.integer({ min: 0, max: 4 }), cells),
      mask: fc.array(fc.boolean(), cells).filter((mask) => mask.includes(true)),
    })
  })

it('agrees with its definition, with and without tolerance', () => {
  fc.assert(
    fc.property(pictures, fc.double({ min: 0, max: 4, noNaN: true }), ({ width, map, mask }, tolerance) => {
      const near = mask.map((_, i) =>
        mask.some((inside, j) => {
          const distance = Math.hypot((i % width) - (j % width), Math.floor(i / width) - Math.floor(j / width))
          return inside && distance <= tolerance
        }),
      )
      const top = Math.max(...map)
      expect(pointingGame(map, mask, { tolerance, width })).toEqual({
        hit: map.every((value, i) => value < top || near[i]),
        chance: near.filter(Boolean).length / near.length,
        ties: map.filter((value) => value === top).length,
      })
    }),
  )
})

it('is a hit for a map that equals the mask, and a miss for a constant one', () => {
  expect(pointingGame([0, 1, 1, 0], [0, 1, 1, 0]).hit).toBe(true)
  expect(pointingGame([1, 1, 1, 1], [0, 1, 1, 0]).hit).toBe(false)
})

function play(options: PointingGameOptions): () => unknown {
  return () => pointingGame([1, 0, 0, 0], [1, 0, 0, 0], options)
}

it('refuses a tolerance that cannot be measured', () => {
  expect(play({ tolerance: 1 })).toThrow('width: got 0, expected a whole number from 1 on')
  expect(play({ tolerance: 1, width: 3 })).toThrow('width: got 3, expected a divisor of the 4 cells of the mask')
  expect(play({ tolerance: -1, width: 2 })).toThrow('tolerance: got -1, expected a distance in cells, 0 or more')
  expect(play({ tolerance: Number.NaN, width: 2 })).toThrow('tolerance: got NaN')
})
