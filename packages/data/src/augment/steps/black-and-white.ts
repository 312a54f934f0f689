/** Which values count as black and white in a picture. */
import { extremes } from '../../preprocess/scale-values.ts'
import type { ValueRange } from './operation.ts'

/** The range, or the darkest and the brightest value where a picture has none. */
export function blackAndWhite(x: Float32Array, range: ValueRange): readonly [black: number, white: number] {
  return range ?? extremes(x)
}

/** The bounds to which new values are cut: those of the range; none where there is none. */
export function bounds(range: ValueRange): readonly [low: number, high: number] {
  return range ?? [-Infinity, Infinity]
}
