import { expect, it } from 'vitest'
import { sameStart } from './same-start.ts'

it('takes losses within the digits that the formulas share, and nothing else', () => {
  expect(() => sameStart({ ours: 0.72003, plain: 0.72 }, 'wasm')).not.toThrow()
  const message = 'wasm: the sides do not train alike, their first losses are 0.721 and 0.72'
  expect(() => sameStart({ ours: 0.721, plain: 0.72 }, 'wasm')).toThrow(message)
  expect(() => sameStart({ ours: Number.NaN, plain: 0.72 }, 'wasm')).toThrow()
})
