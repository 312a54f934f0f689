/** Masks follow the picture. */
import type { DrawnAugmentation } from './augmentation.ts'
import { planOf } from './plan.ts'
import { assertShape } from './resample.ts'
import { resampleNearest } from './resample-placement.ts'

/**
 * Applies the geometry of a drawn change to a mask: nearest neighbour, so that no new value appears. What changes values (gamma,
 * noise, cutout) leaves a mask alone. The mask may have another size than the picture; shifts and bends are fractions of it.
 *
 * @param mask `h * w * c` values, row-major, channels last; stays as it is
 * @param options.outside value of what comes into view where the picture gets a constant; 0 by default
 * @returns a new mask of the same shape and type
 * @throws {RangeError} where `mask` does not have the shape or `drawn` is damaged
 *
 * @example
 * const drawn = sampleAugmentation(augmentation, random)
 * const pair = [applyAugmentation(x, [224, 224, 1], drawn), applyToMask(lungs, [224, 224, 1], drawn)]
 */
export function applyToMask<Values extends Float32Array | Uint8Array>(
  mask: Values,
  shape: readonly [height: number, width: number, channels: number],
  drawn: DrawnAugmentation,
  { outside = 0 }: { outside?: number } = {},
): Values {
  assertShape(mask, shape)
  let current = mask.slice() as Values
  let next = mask.slice() as Values
  for (const act of planOf(drawn, shape[1], shape[0])) {
    if (!('placement' in act)) continue
    const { fill } = act.placement.outside
    resampleNearest(current, shape, { ...act.placement, outside: { fill, fillValue: outside } }, next)
    ;[current, next] = [next, current]
  }
  return current
}
