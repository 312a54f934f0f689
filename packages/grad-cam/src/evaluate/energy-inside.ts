/** Energy inside: how much of a map lies in the mask? */
import { checkMask, type Mask } from './arguments.ts'

/** Result of `energyInside` for one picture. */
export interface EnergyResult {
  /** Share of the map's positive values inside the mask, 0..1; `undefined` where the map has no positive value. */
  share: number | undefined
  /** Share of the picture that the mask covers: what a constant map reaches. */
  chance: number
}

/**
 * Energy-based pointing game (Wang et al. 2020, Score-CAM, arXiv 1910.01279): sum of the map inside the mask over its
 * whole sum. Negative values count as 0.
 *
 * @param map values of any scale, row-major
 * @param mask as many cells; everything but 0 and false is inside
 * @throws RangeError where sizes differ, the map is not finite or the mask is empty
 * @example
 * energyInside([1, 3, 0, 0], [0, 1, 0, 0]) // { share: 0.75, chance: 0.25 }
 */
export function energyInside(map: ArrayLike<number>, mask: Mask): EnergyResult {
  const covered = checkMask(map, mask)
  let inside = 0
  let total = 0
  for (let i = 0; i < map.length; i++) {
    const value = Math.max(map[i]!, 0)
    total += value
    if (mask[i]) inside += value
  }
  return { share: total > 0 ? inside / total : undefined, chance: covered / mask.length }
}
