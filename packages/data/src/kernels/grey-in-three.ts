/** X-rays for networks that take colours: three channels that are alike to the bit. They are kept and worked on once. */
import { kernelsFor, scratch } from './kernels.ts'

/** As many pixels as stay near the processor while the kernels have them: 96 kB of three channels. */
const PART = 8192

/**
 * Takes one of three channels, where all are alike.
 *
 * @param x three values a pixel
 * @param into one value a pixel; where the channels differ, what it holds then is arbitrary
 * @returns whether the channels are alike
 */
export function takeOne(x: Float32Array, into: Float32Array): boolean {
  const kernels = kernelsFor(into)
  if (kernels === undefined) {
    const [from, to] = [bitsOf(x), bitsOf(into)]
    for (let i = 0, at = 0; i < to.length; i++, at += 3) {
      const bits = from[at]!
      if (bits !== from[at + 1] || bits !== from[at + 2]) return false
      to[i] = bits
    }
    return true
  }
  const part = scratch().floats(3 * PART)
  for (let start = 0; start < into.length; start += PART) {
    const pixels = Math.min(PART, into.length - start)
    part.set(x.subarray(3 * start, 3 * (start + pixels)))
    if (kernels.oneOfThree(part.byteOffset, into.byteOffset + 4 * start, pixels) === 0) return false
  }
  return true
}

/**
 * Writes a picture of which the channels may stand there once.
 *
 * @param x as many values as `out` has, or a third of them: each is then written three times
 */
export function writeChannels(x: Float32Array, out: Float32Array): void {
  if (x.length === out.length) return out.set(x)
  const kernels = kernelsFor()
  if (kernels === undefined) {
    for (let i = 0, to = 0; i < x.length; i++, to += 3) out[to] = out[to + 1] = out[to + 2] = x[i]!
    return
  }
  const { floats } = scratch()
  const [one, three] = [floats(PART), floats(3 * PART)]
  for (let start = 0; start < x.length; start += PART) {
    const pixels = Math.min(PART, x.length - start)
    one.set(x.subarray(start, start + pixels))
    kernels.threeOfOne(one.byteOffset, three.byteOffset, pixels)
    out.set(three.subarray(0, 3 * pixels), 3 * start)
  }
}

const bitsOf = (x: Float32Array): Int32Array => new Int32Array(x.buffer, x.byteOffset, x.length)
