/** The work of a drawn change, on all channels or, where they are alike, on one. */
import type { ApplyOptions } from './augment.ts'
import type { DrawnAugmentation } from './augmentation.ts'
import { takeOne, writeChannels } from '../kernels/grey-in-three.ts'
import { pictureBuffers } from '../kernels/kernels.ts'
import { planOf } from './plan.ts'
import type { Shape } from './resample.ts'
import { resampleNearest, resamplePicture } from './resample-placement.ts'

/**
 * @param x all values of the shape or, of three channels that are alike, those of one; stays as it is
 * @param take gets the result: of channels that stay alike those of one. It is `x` itself where nothing changes, and otherwise holds
 *   until `take` returns
 */
export function change<Result>(
  x: Float32Array,
  shape: Shape,
  drawn: DrawnAugmentation,
  options: Pick<ApplyOptions, 'interpolation' | 'range'>,
  take: (made: Float32Array) => Result,
): Result {
  const [height, width, channels] = shape
  const acts = planOf(drawn, width, height)
  if (acts.length === 0) return take(x)
  const range = 'range' in options ? options.range : ([0, 1] as const)
  const pixels = height * width
  const longestSide = Math.max(height, width)
  const mixes = acts.some((act) => 'tone' in act && act.mixesChannels)
  const inOne = channels === 3 && !mixes ? pictureBuffers(pixels, longestSide) : undefined
  const thin = x.length < pixels * channels
  if (thin) inOne?.[0].set(x)
  const once = inOne !== undefined && (thin || takeOne(x, inOne[0]))
  const working = once ? ([height, width, 1] as const) : shape
  let [current, next, spare] = once ? inOne : pictureBuffers(pixels * channels, longestSide)
  if (!once) writeChannels(x, current)
  for (const act of acts) {
    if ('tone' in act) act.tone(current, working, act.drawn, range, next, spare)
    else if (options.interpolation === 'nearest') resampleNearest(current, working, act.placement, next)
    else resamplePicture(current, working, act.placement, next)
    ;[current, next] = [next, current]
  }
  return take(current)
}
