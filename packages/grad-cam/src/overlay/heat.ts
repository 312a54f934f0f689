/** A map on its way to the picture: checked, brought to size, and held back where it says nothing. */
import { checkSide } from './pixels.ts'
import { resizeMap } from './resize-map.ts'

/** A map to be drawn; an `Explanation` fits. */
export interface HeatMap {
  /** Row-major; 0 is the coldest colour, 1 the hottest, and values beyond are cut off. */
  readonly map: ArrayLike<number>
  /** `[height, width]` of `map`. */
  readonly shape: readonly [height: number, width: number]
  /** Whether the map says something; where this is missing, a map of equal values counts as degenerate. */
  readonly info?: { readonly degenerate: false | 'zero' | 'constant' } | undefined
}

/** A map at the size of its picture. */
export interface Heat {
  /** One value a pixel; not cut off, so that contours lie where they should. */
  values: Float32Array
  degenerate: boolean
}

/**
 * Resizes a map to its picture (half-pixel bilinear).
 *
 * @throws RangeError where the map does not fit its shape or holds NaN or infinite values
 */
export function heatAt({ map, shape, info }: HeatMap, height: number, width: number): Heat {
  checkSide('shape[0]', shape?.[0])
  checkSide('shape[1]', shape?.[1])
  let constant = true
  for (let i = 0; i < map.length; i++) {
    if (!Number.isFinite(map[i])) throw new RangeError(`map: got ${map[i]} at ${i}, expected finite numbers`)
    constant &&= map[i] === map[0]
  }
  return {
    values: resizeMap(map, shape, [height, width]),
    degenerate: info ? info.degenerate !== false : constant,
  }
}
