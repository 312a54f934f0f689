/** JPEG 2000 by OpenJPEG (cornerstone's build), loaded when the first such DICOM frame comes. */
import { DecodeError } from '../decode-error.ts'
import { wasmCodec } from './wasm-codec.ts'

/** One decoding. */
interface FrameDecoder {
  getEncodedBuffer(size: number): Uint8Array
  decode(): void
  getDecodedBuffer(): Uint8Array
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number }
  delete(): void
}

/** One unpacked frame: its samples as bytes (16-bit ones little endian), interleaved. */
export interface UnpackedFrame {
  width: number
  height: number
  components: number
  /** Bits a sample: above 8, a sample takes two bytes. */
  precision: number
  bytes: Uint8Array
}

const openjpeg = wasmCodec<{ J2KDecoder: new () => FrameDecoder }>(() => import('./openjpeg-wasm.ts'))

/** @throws {DecodeError} `corrupt` where OpenJPEG gives up */
export function unpackJpeg2000(bytes: Uint8Array): Promise<UnpackedFrame> {
  return openjpeg.use(({ J2KDecoder }, messages) => unpack(new J2KDecoder(), bytes, messages))
}

function unpack(decoder: FrameDecoder, bytes: Uint8Array, messages: readonly string[]): UnpackedFrame {
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes)
    decoder.decode()
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo()
    const made = {
      width,
      height,
      components: componentCount,
      precision: bitsPerSample,
      bytes: decoder.getDecodedBuffer().slice(),
    }
    const expected = width * height * componentCount * (bitsPerSample > 8 ? 2 : 1)
    // It does not throw where it gives up: it says so, and there is nothing.
    if (expected === 0 || made.bytes.length !== expected)
      throw new Error(`${made.bytes.length} of ${expected} bytes came out`)
    decoder.delete()
    return made
  } catch (error) {
    const reason = messages.at(-1) ?? (error instanceof Error ? error.message : 'the decoder stopped')
    throw new DecodeError('corrupt', `damaged JPEG 2000: ${reason.replace(/^\[\w+\] /, '').trim()}`, 'dicom', {
      cause: error,
    })
  }
}
