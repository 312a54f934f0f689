/** zlib's inflate by the runtime (`DecompressionStream`), which stops at the size that was announced. */
import { DecodeError } from './decode-error.ts'
import type { ImageFormat } from './decode-error.ts'

type Format = 'deflate' | 'deflate-raw' | 'gzip'

/**
 * Unpacks a zlib or gzip stream of known size. Memory and time are bounded by `size`, whatever the stream would unpack to.
 *
 * @param parts the packed bytes, one after the other
 * @param size how many bytes must come out
 * @throws {Error} where fewer bytes come out or the stream is damaged
 */
export async function inflate(
  parts: readonly Uint8Array[],
  size: number,
  format: Format = 'deflate',
): Promise<Uint8Array> {
  const out = new Uint8Array(size)
  let filled = 0
  const failure = await unpack(parts, format, (value) => {
    const taken = value.length > size - filled ? value.subarray(0, size - filled) : value
    out.set(taken, filled)
    filled += taken.length
    return filled === size
  })
  if (filled < size)
    throw new Error(`the packed data is damaged or ends early: ${filled} of ${size} bytes could be unpacked`, {
      cause: failure,
    })
  return out
}

/**
 * Unpacks a raw stream of unknown size, as far as it is sound: who reads the result finds out whether all is there. So a
 * byte that fills the file up to an even length harms nobody.
 *
 * @throws {DecodeError} `too-large` as soon as more than `maxBytes` come out
 */
export async function inflateUpTo(
  parts: readonly Uint8Array[],
  maxBytes: number,
  format: ImageFormat,
): Promise<Uint8Array> {
  const made: Uint8Array[] = []
  let size = 0
  await unpack(parts, 'deflate-raw', (value) => {
    size += value.length
    if (size <= maxBytes) made.push(value)
    return size > maxBytes
  })
  if (size > maxBytes)
    throw new DecodeError('too-large', `the file unpacks to more than maxBytes = ${maxBytes} bytes`, format)
  const out = new Uint8Array(size)
  let at = 0
  for (const part of made) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Hands out what a stream unpacks to until `take` returns true; returns the error that ended it early, if one did. */
async function unpack(
  parts: readonly Uint8Array[],
  format: Format,
  take: (value: Uint8Array) => boolean,
): Promise<unknown> {
  const source = new ReadableStream<BufferSource>({
    start(controller) {
      // Empty chunks make Node's stream wait for ever.
      for (const part of parts) if (part.length > 0) controller.enqueue(part as Uint8Array<ArrayBuffer>)
      controller.close()
    },
  })
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader()
  try {
    while (true) {
      const { done, value } = await reader.read()
      if (done) return new Error('the stream ended')
      if (take(value)) return undefined
    }
  } catch (error) {
    return error
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
