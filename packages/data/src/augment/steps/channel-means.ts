/** The mean of every channel. */
import { kernelsFor, readScratch, scratch } from '../../kernels/kernels.ts'
import type { Shape } from '../resample.ts'

/** Sums of every fourth pixel first, which the kernels can add at once. */
export function channelMeans(x: Float32Array, [height, width, channels]: Shape): number[] {
  const pixels = height * width
  let sums = new Float64Array(4 * channels)
  const kernels = kernelsFor(x)
  if (kernels !== undefined) {
    const start = scratch().put(sums)
    kernels.channelSums(x.byteOffset, pixels, channels, start)
    sums = Float64Array.from(readScratch(start, 4 * channels))
  } else
    for (let p = 0, i = 0; p < pixels; p++)
      for (let c = 0, to = (p & 3) * channels; c < channels; c++, i++, to++) sums[to]! += x[i]!
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0
    for (let lane = 0; lane < 4; lane++) sum += sums[lane * channels + c]!
    return sum / pixels
  })
}
