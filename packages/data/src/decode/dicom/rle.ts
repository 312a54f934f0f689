/** DICOM's run-length packing (PS3.5, annex G): PackBits over the bytes of the samples, one segment for each. */
import { corruptDicom } from './corrupt.ts'

/**
 * Unpacks a frame to planes: for each sample its bytes, little endian, one plane of the picture after the other.
 *
 * @param pixels width x height
 * @param samples samples a pixel
 * @param sampleBytes 1 or 2
 * @throws {DecodeError} `corrupt` where a segment is missing or ends early
 */
export function unpackRle(frame: Uint8Array, pixels: number, samples: number, sampleBytes: number): Uint8Array {
  if (frame.length < 64) throw corruptDicom('its run-length header is cut off')
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const segments = view.getUint32(0, true)
  if (segments !== samples * sampleBytes)
    throw corruptDicom(`${segments} run-length segments, expected ${samples * sampleBytes}`)
  const out = new Uint8Array(pixels * samples * sampleBytes)
  for (let segment = 0; segment < segments; segment++) {
    const from = view.getUint32(4 + 4 * segment, true)
    const to = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : frame.length
    if (from < 64 || to > frame.length || from > to) throw corruptDicom('a run-length segment lies outside the frame')
    const sample = Math.floor(segment / sampleBytes)
    // The most significant byte comes first.
    const byte = sampleBytes - 1 - (segment % sampleBytes)
    unpackBits(frame.subarray(from, to), out, sample * pixels * sampleBytes + byte, sampleBytes, pixels)
  }
  return out
}

/** Writes `count` bytes to every `step`-th place of `out` from `at` on. What a last run holds beyond them is padding. */
function unpackBits(packed: Uint8Array, out: Uint8Array, at: number, step: number, count: number): void {
  let left = count
  for (let from = 0; left > 0;) {
    const code = packed[from++]
    if (code === undefined) throw corruptDicom('a run-length segment ends early')
    if (code === 128) continue
    const repeated = code > 128
    const run = Math.min(repeated ? 257 - code : code + 1, left)
    if (from + (repeated ? 1 : run) > packed.length) throw corruptDicom('a run-length segment ends early')
    for (let i = 0; i < run; i++, at += step) out[at] = packed[repeated ? from : from + i]!
    from += repeated ? 1 : code + 1
    left -= run
  }
}
