import { expect, it } from 'vitest'
import { everyWay } from './mirror.ts'

it('turns a picture every way', () => {
  const picture = { width: 3, height: 2, channels: 1, bitDepth: 8, data: Uint8Array.of(1, 2, 3, 4, 5, 6) } as const
  expect(everyWay(picture).map(({ data }) => Array.from(data))).toEqual([
    [1, 2, 3, 4, 5, 6],
    [3, 2, 1, 6, 5, 4],
    [4, 5, 6, 1, 2, 3],
    [6, 5, 4, 3, 2, 1],
  ])
})
