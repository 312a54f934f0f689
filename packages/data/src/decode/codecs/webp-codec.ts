/** WebP by libwebp (`@jsquash/webp`). */
import { DecodeError } from '../decode-error.ts'
import { wasmCodec } from './wasm-codec.ts'

interface Libwebp {
  decode(bytes: Uint8Array): { data: Uint8ClampedArray } | null
}

const codec = wasmCodec<Libwebp>(async () => {
  const [{ wasm }, { default: create }] = await Promise.all([
    import('./webp-wasm.ts'),
    import('@jsquash/webp/codec/dec/webp_dec.js'),
  ])
  return { wasm, createDecoder: create as never }
})

/**
 * Decodes a still WebP to RGBA.
 *
 * @throws {DecodeError} `corrupt` where libwebp gives up
 */
export function decodeByLibwebp(bytes: Uint8Array): Promise<Uint8ClampedArray> {
  return codec.use((decoder) => {
    let failure: unknown
    try {
      const image = decoder.decode(bytes)
      if (image) return image.data
    } catch (error) {
      failure = error
    }
    throw new DecodeError('corrupt', 'damaged WebP: its pixels cannot be unpacked', 'webp', { cause: failure })
  })
}
