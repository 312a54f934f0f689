/** Numbers among the params of a kernel, which are whole. */

const floats = new Float32Array(1)
const bits = new Int32Array(floats.buffer)

/** A float32 as the whole number with the same bits. */
export function asBits(value: number): number {
  floats[0] = value
  return bits[0]!
}
