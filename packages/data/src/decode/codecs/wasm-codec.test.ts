import { gzipSync } from 'node:zlib'

import { expect, it } from 'vitest'

import { wasmCodec } from './wasm-codec.ts'

/** The smallest module there is. */
const empty = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
const wasm = { size: empty.length, packed: gzipSync(empty).toString('base64') }

function counting(memory = 1000) {
  const made: { number: number; HEAPU8: Uint8Array }[] = []
  const codec = wasmCodec<{ number: number }>(async () => ({
    wasm,
    createDecoder: async () => {
      const decoder = { number: made.length, HEAPU8: new Uint8Array(memory) }
      made.push(decoder)
      return decoder
    },
  }))
  return { made, codec }
}

it('makes one instance for all who ask at the same time', async () => {
  const { made, codec } = counting()
  expect(await Promise.all(Array.from({ length: 20 }, () => codec.use(({ number }) => number)))).toEqual(
    Array.from({ length: 20 }, () => 0),
  )
  expect(made.length).toBe(1)
})

it('hands nobody an instance that has failed', async () => {
  const { made, codec } = counting()
  const broken = new Set<number>()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      codec.use(({ number }) => {
        expect(broken.has(number)).toBe(false)
        if (i % 5 !== 0) return number
        broken.add(number)
        throw new Error('damaged')
      }),
    ),
  )
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBe(4)
  expect(broken.size).toBe(4)
  expect(made.length).toBe(5)
})

it('gives up an instance that has grown large', async () => {
  const { made, codec } = counting(2 ** 27 + 1)
  await codec.use(() => 0)
  await codec.use(() => 0)
  expect(made.length).toBe(2)
})

it('tries again where loading failed', async () => {
  let tries = 0
  const codec = wasmCodec<{ answer: number }>(async () => {
    if (tries++ === 0) throw new Error('offline')
    return { wasm, createDecoder: async () => ({ answer: 42 }) }
  })
  await expect(codec.use(({ answer }) => answer)).rejects.toThrow('offline')
  expect(await codec.use(({ answer }) => answer)).toBe(42)
})
