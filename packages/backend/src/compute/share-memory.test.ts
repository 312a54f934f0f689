/** The one flag that lets threads share a memory. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeBinary } from './binary-module.ts'
import { shareMemory } from './share-memory.ts'
import { WebAssembly } from './web-assembly.ts'

const tfjs = await readFile(
  createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
)

it('makes an imported memory shared, and touches nothing else', () => {
  const before = decodeBinary()
  const after = shareMemory(before)
  const changed = [...after.keys()].filter((i) => after[i] !== before[i])
  expect(changed).toHaveLength(1)
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true })
  const module = new WebAssembly.Module(after)
  expect(() => new WebAssembly.Instance(module, { env: { memory } })).not.toThrow()
  const unshared = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  expect(() => new WebAssembly.Instance(module, { env: { memory: unshared } })).toThrow(/shared/)
})

it("makes the memory of TensorFlow.js' SIMD binary shared", () => {
  const after = shareMemory(tfjs)
  expect(after.filter((byte, i) => byte !== tfjs[i])).toEqual(Uint8Array.of(3))
  expect(() => new WebAssembly.Module(after)).not.toThrow()
})

it('refuses what has no memory, or one without a maximum', () => {
  const empty = [0, 97, 115, 109, 1, 0, 0, 0]
  expect(() => shareMemory(Uint8Array.from(empty))).toThrow('binary: expected a WebAssembly module with a memory')
  expect(() => shareMemory(Uint8Array.from([...empty, 5, 3, 1, 0, 1]))).toThrow('expected a memory with a maximum')
})

it('ends on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(400_000), (noise, at) => {
      const damaged = Uint8Array.from(tfjs.subarray(0, 2000))
      damaged.set(noise.subarray(0, 100), at % 1900)
      for (const bytes of [noise, damaged]) {
        try {
          shareMemory(bytes)
        } catch (error) {
          expect((error as Error).message).toMatch(/^binary: expected/)
        }
      }
    }),
  )
})
