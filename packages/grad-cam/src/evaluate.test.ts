import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { energyInside, pointingGame } from './evaluate.ts'

describe('pointingGame', () => {
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

  it('agrees with its definition', () => {
    const cell = fc.record({ value: fc.integer({ min: 0, max: 4 }), inside: fc.boolean() })
    const pictures = fc.array(cell, { minLength: 1 }).filter((cells) => cells.some(({ inside }) => inside))
    fc.assert(
      fc.property(pictures, (cells) => {
        const top = Math.max(...cells.map(({ value }) => value))
        const tied = cells.filter(({ value }) => value === top)
        const result = pointingGame(
          cells.map(({ value }) => value),
          cells.map(({ inside }) => inside),
        )
        expect(result.hit).toBe(tied.every(({ inside }) => inside))
        expect(result.ties).toBe(tied.length)
        expect(result.chance).toBe(cells.filter(({ inside }) => inside).length / cells.length)
      }),
    )
  })
})

describe('energyInside', () => {
  it('is the share of the positive values', () => {
    expect(energyInside([1, 3, 0, 0], [0, 1, 0, 0])).toEqual({ share: 0.75, chance: 0.25 })
    expect(energyInside([1, 3, -9, 0], [0, 1, 1, 0])).toEqual({ share: 0.75, chance: 0.5 })
    expect(energyInside([0, -1], [0, 1])).toEqual({ share: undefined, chance: 0.5 })
  })

  it('is chance for a constant map', () => {
    expect(energyInside([2, 2, 2, 2], [1, 0, 0, 0])).toEqual({ share: 0.25, chance: 0.25 })
  })
})

it.each([pointingGame, energyInside])('%o refuses what cannot be judged', (judge) => {
  expect(() => judge([1, 2], [0, 0])).toThrow('mask: it is empty')
  expect(() => judge([1, 2], [1])).toThrow('mask: got 1 cells for a map of 2')
  expect(() => judge([1, Number.NaN], [1, 0])).toThrow('map: value 1 is NaN')
  expect(() => judge([], [])).toThrow('mask: it is empty')
})
