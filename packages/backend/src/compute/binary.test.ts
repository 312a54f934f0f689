/** The compiled kernels belong to their source. */
import { join } from 'node:path'
import { compileAssembly } from '@convlens/assembly'
import { expect, it } from 'vitest'
import { decodeBinary } from './binary-module.ts'
import { BINARY } from './binary.ts'
import { WebAssembly } from './web-assembly.ts'

it('are what `pnpm kernels` makes of assembly/', async () => {
  expect(await compileAssembly(join(import.meta.dirname, '../../assembly'))).toContain(BINARY)
})

it('write nothing into the heap that they share by being there', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  void new WebAssembly.Instance(new WebAssembly.Module(decodeBinary()), { env: { memory } })
  expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true)
})
