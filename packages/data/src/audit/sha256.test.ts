import { createHash } from 'node:crypto'

import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { sha256 } from './sha256.ts'

it('is SHA-256, for every length about a block and at an offset', () => {
  // FIPS 180-4, example "abc".
  expect(sha256(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 97) % 256)
  for (let n = 0; n <= 260; n++) {
    const part = bytes.subarray(n % 7, (n % 7) + n)
    expect(sha256(part)).toBe(createHash('sha256').update(part).digest('hex'))
  }
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 5000 }),
      (part) => sha256(part) === createHash('sha256').update(part).digest('hex'),
    ),
  )
})
