/** Signed maps made drawable: zero in the middle. */

/**
 * A signed map for the diverging colour map `coolwarm`: `.5 + raw / (2 * largest)`, where `largest` is the largest
 * absolute value. Zero becomes .5 (grey), what speaks for the class up to 1 (red), what speaks against it down to 0
 * (blue). A map of zeros becomes .5 everywhere, which `overlay` hatches.
 *
 * Give `overlay` no `info` with it: that speaks of the positive part only, and a map without one may say much against.
 *
 * @param raw signed, finite values, such as `Explanation.raw`
 * @param largest what 0 and 1 stand for; give the same to several pictures to compare them. Default: the map's own
 * @throws RangeError where a value is not finite or `largest` is no positive number
 * @example
 * centreSigned([-2, 0, 4]) // Float32Array [0.25, 0.5, 1]
 * overlay({ map: centreSigned([-2, 0, 4]), shape: [1, 3] }, pixels, { colormap: coolwarm, alphaBy: 'distance', alpha: 0.8 })
 */
export function centreSigned(raw: ArrayLike<number>, largest?: number): Float32Array {
  let found = 0
  for (let i = 0; i < raw.length; i++) {
    if (!Number.isFinite(raw[i])) throw new RangeError(`raw: got ${raw[i]} at ${i}, expected finite numbers`)
    found = Math.max(found, Math.abs(raw[i]!))
  }
  const limit = largest ?? (found || 1)
  if (!(limit > 0 && limit < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`largest: got ${largest}, expected a positive number`)
  }
  return Float32Array.from(raw, (value) => 0.5 + value / limit / 2)
}
