import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { base64 } from './base64.ts'

it("equals Node's base64 for any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }),
  )
})
