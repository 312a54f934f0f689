/** Pointing game: does the highest value of a map lie in the mask? */
import { checkMask, checkWhole, type Mask } from './arguments.ts'
import { dilate } from './dilate.ts'

/** Options of `pointingGame`. */
export interface PointingGameOptions {
  /** Distance from the mask, in cells of the map, that still counts as a hit. Default 0; Zhang et al. take 15 pixels. */
  tolerance?: number
  /** Cells in a row of the map; needed with a tolerance only. */
  width?: number
}

/** Result of the pointing game for one picture. */
export interface PointingGameResult {
  /** The maximum lies in the mask, or within the tolerance of it. */
  hit: boolean
  /** Share of the picture where a point would be a hit, tolerance included: the rate at which random points hit. */
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
 * @throws RangeError where sizes differ, the map is not finite, the mask is empty, or a tolerance comes without a width
 * @example
 * pointingGame([0, 1, 0, 0], [0, 1, 1, 0]) // { hit: true, chance: 0.5, ties: 1 }
 */
export function pointingGame(
  map: ArrayLike<number>,
  mask: Mask,
  { tolerance = 0, width }: PointingGameOptions = {},
): PointingGameResult {
  checkMask(map, mask)
  const target = tolerance === 0 ? mask : dilated(mask, tolerance, width)
  let highest = Number.NEGATIVE_INFINITY
  let hit = false
  let ties = 0
  let covered = 0
  for (let i = 0; i < map.length; i++) {
    const value = map[i]!
    const inside = Boolean(target[i])
    if (inside) covered++
    if (value < highest) continue
    hit = inside && (value > highest || hit)
    ties = value > highest ? 1 : ties + 1
    highest = value
  }
  return { hit, chance: covered / map.length, ties }
}

function dilated(mask: Mask, tolerance: number, width = 0): Uint8Array {
  if (!(Number.isFinite(tolerance) && tolerance >= 0)) {
    throw new RangeError(`tolerance: got ${tolerance}, expected a distance in cells, 0 or more`)
  }
  checkWhole('width', width, 1)
  if (mask.length % width !== 0) {
    throw new RangeError(`width: got ${width}, expected a divisor of the ${mask.length} cells of the mask`)
  }
  return dilate(mask, width, tolerance)
}
