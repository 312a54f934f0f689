/** The commonest change of values. */
import { kernelsFor } from '../../kernels/kernels.ts'

/** Every value times `factor` plus `offset`, within the bounds, in 64-bit floats; `into` may be `x`. */
export function scaleAndOffset(
  x: Float32Array,
  into: Float32Array,
  factor: number,
  offset: number,
  [low, high]: readonly [low: number, high: number],
): void {
  const kernels = kernelsFor(x, into)
  if (kernels !== undefined) kernels.scaleAndOffset(x.byteOffset, into.byteOffset, x.length, factor, offset, low, high)
  else
    for (let i = 0; i < x.length; i++) {
      const v = x[i]! * factor + offset
      into[i] = v > low ? (v < high ? v : high) : low
    }
}
