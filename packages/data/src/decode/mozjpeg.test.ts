import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { expect, it } from 'vitest'

import { inflate } from './inflate.ts'
import { packed, size } from './mozjpeg-wasm.ts'

it('embeds the decoder of the installed @jsquash/jpeg: if not, run scripts/embed-mozjpeg.ts', async () => {
  const installed = readFileSync(createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'))
  const embedded = await inflate([Uint8Array.from(Buffer.from(packed, 'base64'))], size, 'gzip')
  expect(Buffer.compare(installed, embedded)).toBe(0)
})

it('stops unpacking at the size announced, and says where less comes', async () => {
  const bytes = [Uint8Array.from(Buffer.from(packed, 'base64'))]
  expect((await inflate(bytes, 4, 'gzip')).join()).toBe('0,97,115,109')
  await expect(inflate(bytes, size + 1, 'gzip')).rejects.toThrow(`${size} of ${size + 1} bytes could be unpacked`)
})
