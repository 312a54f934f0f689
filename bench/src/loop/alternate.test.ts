import { expect, it } from 'vitest'
import { alternate } from './alternate.ts'

it('lets each side come first in turn, and keeps neighbours together', async () => {
  const order: string[] = []
  const side = (name: string) => async () => {
    order.push(name)
    return `${name}${order.length}`
  }
  expect(await alternate(3, side('a'), side('b'))).toEqual([
    ['a1', 'a4', 'a5'],
    ['b2', 'b3', 'b6'],
  ])
  expect(order.join('')).toBe('abbaab')
})
