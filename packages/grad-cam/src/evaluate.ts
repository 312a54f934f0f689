/** How well a map points at a known truth, always beside what chance would reach. */

/** Result of the pointing game for one picture. */
export interface PointingGameResult {
  /** The maximum lies in the mask. */
  hit: boolean
  /** Share of the picture that the mask covers: the rate at which random points hit. */
  chance: number
  /** Number of cells that share the maximum. */
  ties: number
}

/**
 * Pointing game (Zhang et al. 2016, arXiv 1608.00507): does the highest value of the map lie in the mask? Where several
 * cells share the maximum, all of them must lie in the mask: a constant map, an all-zero one too, is a miss unless the
 * mask covers everything.
 *
 * @param map values of any scale, row-major
 * @param mask as many cells; everything but 0 and false is inside
 * @throws RangeError where sizes differ, the map holds NaN or the mask is empty
 * @example
 * pointingGame([0, 1, 0, 0], [0, 1, 1, 0]) // { hit: true, chance: 0.5, ties: 1 }
 */
export function pointingGame(map: ArrayLike<number>, mask: ArrayLike<number | boolean>): PointingGameResult {
  const chance = check(map, mask)
  let highest = Number.NEGATIVE_INFINITY
  let hit = false
  let ties = 0
  for (let i = 0; i < map.length; i++) {
    const value = map[i]!
    if (value < highest) continue
    const inside = Boolean(mask[i])
    hit = inside && (value > highest || hit)
    ties = value > highest ? 1 : ties + 1
    highest = value
  }
  return { hit, chance, ties }
}

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
 * @throws RangeError where sizes differ, the map holds NaN or the mask is empty
 * @example
 * energyInside([1, 3, 0, 0], [0, 1, 0, 0]) // { share: 0.75, chance: 0.25 }
 */
export function energyInside(map: ArrayLike<number>, mask: ArrayLike<number | boolean>): EnergyResult {
  const chance = check(map, mask)
  let inside = 0
  let total = 0
  for (let i = 0; i < map.length; i++) {
    const value = Math.max(map[i]!, 0)
    total += value
    if (mask[i]) inside += value
  }
  return { share: total > 0 ? inside / total : undefined, chance }
}

/** Share of the picture that the mask covers. */
function check(map: ArrayLike<number>, mask: ArrayLike<number | boolean>): number {
  if (map.length !== mask.length) {
    throw new RangeError(`mask: got ${mask.length} cells for a map of ${map.length}; resize the map to the mask first`)
  }
  let covered = 0
  for (let i = 0; i < mask.length; i++) {
    if (Number.isNaN(map[i])) throw new RangeError(`map: value ${i} is NaN`)
    if (mask[i]) covered++
  }
  if (covered === 0) throw new RangeError('mask: it is empty, so that nothing can be hit; leave such pictures out')
  return covered / mask.length
}
