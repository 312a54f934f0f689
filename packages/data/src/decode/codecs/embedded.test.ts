import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { codecs, esmGlue } from '../../../scripts/codecs.ts'
import { inflate } from '../inflate.ts'
import type { EmbeddedWasm } from './embedded-wasm.ts'
import { unpackWasm } from './embedded-wasm.ts'

describe('embeds the decoder of the installed codec: if not, run scripts/embed-codecs.ts', () => {
  for (const { name, wasm, glue } of codecs)
    it(name, async () => {
      const embedded = ((await import(`./${name}-wasm.ts`)) as { wasm: EmbeddedWasm }).wasm
      expect(Buffer.compare(readFileSync(wasm), await unpackWasm(embedded))).toBe(0)
      if (glue !== undefined) {
        const source = readFileSync(resolve(import.meta.dirname, `${name}-wasm.ts`), 'utf8')
        expect(source.endsWith(` = ${esmGlue(readFileSync(glue, 'utf8'))}\n`)).toBe(true)
      }
    })
})

it('stops unpacking at the size announced, and says where less comes', async () => {
  const { wasm } = await import('./mozjpeg-wasm.ts')
  const bytes = [Uint8Array.from(Buffer.from(wasm.packed, 'base64'))]
  expect((await inflate(bytes, 4, 'gzip')).join()).toBe('0,97,115,109')
  await expect(inflate(bytes, wasm.size + 1, 'gzip')).rejects.toThrow(
    `${wasm.size} of ${wasm.size + 1} bytes could be unpacked`,
  )
})

it('takes no loader that it does not know', () => {
  expect(() => esmGlue('export default 1')).toThrow('the loader has changed')
})
