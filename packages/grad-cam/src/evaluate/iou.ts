/** Intersection over union of a map's highest cells and the mask. */
import { checkMask, type Mask } from './arguments.ts'
import { hypergeometricMean } from './hypergeometric.ts'

/** Which cells of a map count as marked: those that reach a value, or exactly the top share of all cells. */
export type MarkedRegion = { threshold: number } | { share: number }

/** Result of `iou` for one picture. */
export interface IouResult {
  /** Cells marked and in the mask over cells marked or in the mask, 0..1. */
  iou: number
  /** Expected value for a random choice of as many cells. */
  chance: number
  /** Number of marked cells. */
  cells: number
  /** Cells that share the lowest marked value where not all of them could be marked, else 0. */
  ties: number
}

/**
 * Intersection over union (Jaccard 1912) of the marked cells of a map and the mask. By default as many cells are marked
 * as the mask has, so that 1 can be reached and a method gains nothing by marking more. `{ threshold }` marks the cells
 * with at least that value; `{ share }` exactly that share of all cells (rounded, at least one).
 *
 * Where cells of equal value compete for the last places of a share, the result is the exact mean over all choices
 * among them: nothing depends on their order, and a constant map scores chance.
 *
 * Chance is the mean over all sets of as many cells: i of them lie in the mask with hypergeometric probability.
 *
 * @param map values of any scale, row-major
 * @param mask as many cells; everything but 0 and false is inside
 * @throws RangeError where sizes differ, the map is not finite, the mask is empty or the region is none
 * @example
 * iou([9, 8, 1, 0], [0, 1, 1, 0]).iou // 0.3333333333333333: one of three cells
 */
export function iou(map: ArrayLike<number>, mask: Mask, region?: MarkedRegion): IouResult {
  const covered = checkMask(map, mask)
  const total = map.length
  const cut = lowestMarked(map, region ?? { share: covered / total })
  let [above, aboveInside, tied, tiedInside] = [0, 0, 0, 0]
  for (let i = 0; i < total; i++) {
    const inside = mask[i] ? 1 : 0
    if (map[i]! > cut.value) {
      above++
      aboveInside += inside
    } else if (map[i] === cut.value) {
      tied++
      tiedInside += inside
    }
  }
  const cells = cut.cells ?? above + tied
  const overlap = (both: number): number => both / (cells + covered - both)
  return {
    iou: hypergeometricMean(tied, tiedInside, cells - above, (drawn) => overlap(aboveInside + drawn)),
    chance: hypergeometricMean(total, covered, cells, overlap),
    cells,
    ties: cells === above + tied ? 0 : tied,
  }
}

/** The lowest value that is marked, and how many cells are, where that is given. */
function lowestMarked(map: ArrayLike<number>, region: MarkedRegion): { value: number; cells?: number } {
  if ('threshold' in region) {
    if (Number.isNaN(region.threshold)) throw new RangeError('threshold: got NaN, expected a value of the map')
    return { value: region.threshold }
  }
  if (!(region.share > 0 && region.share <= 1)) {
    throw new RangeError(`share: got ${region.share}, expected a share of the cells above 0, at most 1`)
  }
  const cells = Math.max(1, Math.round(region.share * map.length))
  return { value: Float64Array.from(map).sort()[map.length - cells]!, cells }
}
