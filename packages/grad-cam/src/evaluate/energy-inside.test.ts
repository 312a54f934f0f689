import { expect, it } from 'vitest'
import { energyInside } from './energy-inside.ts'
import { iou } from './iou.ts'
import { pointingGame } from './pointing-game.ts'

it('is the share of the positive values', () => {
  expect(energyInside([1, 3, 0, 0], [0, 1, 0, 0])).toEqual({ share: 0.75, chance: 0.25 })
  expect(energyInside([1, 3, -9, 0], [0, 1, 1, 0])).toEqual({ share: 0.75, chance: 0.5 })
  expect(energyInside([0, -1], [0, 1])).toEqual({ share: undefined, chance: 0.5 })
})

it('is 1 for a map that equals the mask, and chance for a constant one', () => {
  expect(energyInside([0, 1, 1, 0], [0, 1, 1, 0])).toEqual({ share: 1, chance: 0.5 })
  expect(energyInside([2, 2, 2, 2], [1, 0, 0, 0])).toEqual({ share: 0.25, chance: 0.25 })
})

it.each([pointingGame, energyInside, iou])('%o refuses what cannot be judged', (judge) => {
  expect(() => judge([1, 2], [0, 0])).toThrow('mask: it is empty')
  expect(() => judge([1, 2], [1])).toThrow('mask: got 1 cells for a map of 2')
  expect(() => judge([1, Number.NaN], [1, 0])).toThrow('map: value 1 is NaN, expected finite numbers only')
  expect(() => judge([Infinity, 1], [1, 0])).toThrow('map: value 0 is Infinity')
  expect(() => judge([], [])).toThrow('mask: it is empty')
})
