import { expect, it } from 'vitest'
import { median, spread } from './statistics.ts'

it('takes the middle value, or the mean of the two in the middle', () => {
  expect(median([7])).toBe(7)
  expect(median([9, 1, 4])).toBe(4)
  expect(median([9, 1, 4, 2])).toBe(3)
})

it('sorts by size, not by spelling', () => {
  expect(median([100, 9, 20])).toBe(20)
})

it('spans all values, and nothing where there is none', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 })
  expect(spread([])).toBeUndefined()
})
