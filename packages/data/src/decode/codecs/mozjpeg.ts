/** JPEG by mozjpeg (`@jsquash/jpeg`), which is libjpeg-turbo's decoder. */
import { DecodeError } from '../decode-error.ts'
import { wasmCodec } from './wasm-codec.ts'

interface Mozjpeg {
  decode(bytes: Uint8Array, preserveOrientation: boolean): { data: Uint8ClampedArray } | null
}

const codec = wasmCodec<Mozjpeg>(async () => {
  const [{ wasm }, { default: create }] = await Promise.all([
    import('./mozjpeg-wasm.ts'),
    import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
  ])
  return { wasm, createDecoder: create as never }
})

/**
 * Decodes a JPEG of one or three components to RGBA, without applying EXIF.
 *
 * @throws {DecodeError} `corrupt` where libjpeg gives up or pixels are missing
 */
export function decodeByMozjpeg(bytes: Uint8Array): Promise<Uint8ClampedArray> {
  return codec.use((decoder, messages) => {
    let failure: unknown
    try {
      const image = decoder.decode(bytes, false)
      const damage = messages.find((message) => /premature end/i.test(message))
      if (image && damage === undefined) return image.data
      failure = damage
    } catch (error) {
      failure = messages.at(-1) ?? error
    }
    const reason = typeof failure === 'string' ? failure : 'the decoder stopped'
    throw new DecodeError('corrupt', `damaged JPEG: ${reason}`, 'jpeg', { cause: failure })
  })
}
