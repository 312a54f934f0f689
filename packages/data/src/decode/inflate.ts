/** zlib's inflate by the runtime (`DecompressionStream`), which stops at the size that was announced. */

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
  format: 'deflate' | 'gzip' = 'deflate',
): Promise<Uint8Array> {
  const source = new ReadableStream<BufferSource>({
    start(controller) {
      // Empty chunks make Node's stream wait for ever.
      for (const part of parts) if (part.length > 0) controller.enqueue(part as Uint8Array<ArrayBuffer>)
      controller.close()
    },
  })
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader()
  const out = new Uint8Array(size)
  let filled = 0
  try {
    while (filled < size) {
      const { done, value } = await reader.read()
      if (done) throw new Error('the stream ended')
      const taken = value.length > size - filled ? value.subarray(0, size - filled) : value
      out.set(taken, filled)
      filled += taken.length
    }
  } catch (error) {
    throw new Error(`the packed data is damaged or ends early: ${filled} of ${size} bytes could be unpacked`, {
      cause: error,
    })
  } finally {
    reader.cancel().catch(() => undefined)
  }
  return out
}
