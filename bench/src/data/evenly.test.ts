import { expect, it } from 'vitest'
import { evenly } from './evenly.ts'

it('picks from everywhere, each at most once', () => {
  expect(evenly([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 2, 4])
  expect(evenly([0, 1, 2], 3)).toEqual([0, 1, 2])
})
