import { listBackends } from '@convlens/backend/node'
import { describeIf } from '@convlens/testing'
import { expect, it } from 'vitest'

import { killTrainings } from './killed-training.test-support.ts'

const backends = await listBackends()
const missing = (name: string) => {
  const found = backends.find((backend) => backend.name === name)
  return found?.available ? undefined : (found?.reason ?? 'it is not listed')
}

// By hand: `scripts/kill-training.ts` with a hundred kills and more.
for (const backend of ['wasm', 'tensorflow'])
  describeIf(backend, missing(backend), `a process killed on ${backend}`, () => {
    it('goes on from its checkpoint and ends with the same weights and history, to the bit', async () => {
      const moments = [(milliseconds: number) => ({ afterMs: 0.6 * milliseconds }), () => ({ atFileEvent: 17 })]
      const { expected, actual } = await killTrainings(backend, moments)
      expect(actual).toEqual([expected, expected])
    }, 240_000)
  })
