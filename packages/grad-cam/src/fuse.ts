/** Maps of several layers made one. */
import { normaliseMap } from './normalise.ts'
import { resizeMap } from './overlay/resize-map.ts'
import type { RawMap } from './methods/method.ts'

/** How maps of several layers become one: cell by cell. */
export type Fusion = 'mean' | 'max' | 'product'

const rules: Readonly<Record<Fusion, (values: number[]) => number>> = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  max: (values) => Math.max(...values),
  product: (values) => values.reduce((product, value) => product * value, 1),
}

/** The names of all rules. */
export const fusions: readonly string[] = Object.keys(rules)

/**
 * Fuses maps: each is normalised to 0..1 first, because scores per cell differ in size from layer to layer, and resized
 * to the largest of them. A single map is returned as it is, signed.
 */
export function fuse(maps: readonly RawMap[], fusion: Fusion): RawMap {
  if (maps.length === 1) return maps[0]!
  const height = Math.max(...maps.map((map) => map.height))
  const width = Math.max(...maps.map((map) => map.width))
  const resized = maps.map((map) => resizeMap(normaliseMap(map.raw).map, [map.height, map.width], [height, width]))
  const raw = resized[0]!.map((_, cell) => rules[fusion](resized.map((map) => map[cell]!)))
  return { height, width, raw }
}
