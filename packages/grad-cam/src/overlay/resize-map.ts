/** Bilinear resizing of a map, the same to the bit on every machine. */

/**
 * Resizes a map by bilinear interpolation with half-pixel centres: a cell covers its share of the picture, so nothing
 * shifts (TensorFlow's old default moves a 7x7 map by 15 pixels at 224). Beyond the outer centres the border value
 * continues. Shrinking interpolates too, without averaging.
 *
 * @param map `height x width` values, row-major
 * @param from `[height, width]` of `map`
 * @param to `[height, width]` of the result
 * @throws RangeError where a size is no positive whole number or does not fit `map`
 * @example
 * resizeMap([1, 2, 3], [1, 3], [1, 6]) // Float32Array [1, 1.25, 1.75, 2.25, 2.75, 3]
 */
export function resizeMap(
  map: ArrayLike<number>,
  from: readonly [height: number, width: number],
  to: readonly [height: number, width: number],
): Float32Array {
  for (const [name, size] of Object.entries({ from, to })) {
    if (!(size.length === 2 && size.every((side) => Number.isInteger(side) && side > 0))) {
      throw new RangeError(`${name}: got [${size.join(', ')}], expected [height, width], both positive whole numbers`)
    }
  }
  if (map.length !== from[0] * from[1]) {
    throw new RangeError(`map: got ${map.length} values, expected ${from[0]} x ${from[1]} = ${from[0] * from[1]}`)
  }
  const rows = interpolation(from[0], to[0])
  const columns = interpolation(from[1], to[1])
  const result = new Float32Array(to[0] * to[1])
  for (let y = 0, i = 0; y < to[0]; y++) {
    const top = rows.low[y]! * from[1]
    const bottom = rows.high[y]! * from[1]
    for (let x = 0; x < to[1]; x++, i++) {
      const left = columns.low[x]!
      const right = columns.high[x]!
      const along = columns.weight[x]!
      const above = map[top + left]! + (map[top + right]! - map[top + left]!) * along
      const below = map[bottom + left]! + (map[bottom + right]! - map[bottom + left]!) * along
      result[i] = above + (below - above) * rows.weight[y]!
    }
  }
  return result
}

/** Neighbours and weight of every new position along one side. */
function interpolation(from: number, to: number): { low: Int32Array; high: Int32Array; weight: Float64Array } {
  const low = new Int32Array(to)
  const high = new Int32Array(to)
  const weight = new Float64Array(to)
  for (let i = 0; i < to; i++) {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1)
    low[i] = Math.floor(position)
    high[i] = Math.min(low[i]! + 1, from - 1)
    weight[i] = position - low[i]!
  }
  return { low, high, weight }
}
