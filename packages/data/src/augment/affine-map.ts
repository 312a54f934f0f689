/** Affine maps of positions in a picture, and their algebra. */

/** Where in the input a pixel of the output comes from: x' = a x + b y + c, y' = d x + e y + f, in pixel indices. */
export type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** The map that leaves everything where it is. */
export const identityMap: AffineMap = [1, 0, 0, 0, 1, 0]

export function isIdentity([a, b, c, d, e, f]: AffineMap): boolean {
  return a === 1 && b === 0 && c === 0 && d === 0 && e === 1 && f === 0
}

/** First `inner`, then `outer`: `at(chain(outer, inner), x, y)` is `outer` of `inner` of the position. */
export function chain(outer: AffineMap, inner: AffineMap): AffineMap {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f]
}

/** The map back; `map` must not flatten the plane. */
export function invert([a, b, c, d, e, f]: AffineMap): AffineMap {
  const determinant = a * e - b * d
  return [
    e / determinant,
    -b / determinant,
    (b * f - c * e) / determinant,
    -d / determinant,
    a / determinant,
    (c * d - a * f) / determinant,
  ]
}

export function at([a, b, c, d, e, f]: AffineMap, x: number, y: number): [x: number, y: number] {
  return [a * x + b * y + c, d * x + e * y + f]
}
