/** Repeatable noise over the plane: a hash of the lattice, smoothly interpolated. */

function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Value noise in [0, 1] with features about one unit wide. */
export function valueNoise(x: number, y: number, seed: number): number {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  let fx = x - ix
  let fy = y - iy
  fx = fx * fx * (3 - 2 * fx)
  fy = fy * fy * (3 - 2 * fy)
  const a = hash(ix, iy, seed)
  const b = hash(ix + 1, iy, seed)
  const c = hash(ix, iy + 1, seed)
  const d = hash(ix + 1, iy + 1, seed)
  const top = a + (b - a) * fx
  const bottom = c + (d - c) * fx
  return (top + (bottom - top) * fy) / 0xffffffff
}

/** Two octaves of value noise, in [0, 1]. */
export function cloudNoise(x: number, y: number, seed: number): number {
  return (2 * valueNoise(x, y, seed) + valueNoise(2.1 * x + 5.3, 2.1 * y - 3.7, seed + 1)) / 3
}

/** Nearly normal noise of mean 0 and variance 1 for a pixel: the sum of four bytes of its hash, twice. */
export function pixelNoise(x: number, y: number, seed: number): number {
  const a = hash(x, y, seed)
  const b = hash(x, y, seed + 0x51ed)
  const sum =
    (a & 255) +
    ((a >>> 8) & 255) +
    ((a >>> 16) & 255) +
    (a >>> 24) +
    (b & 255) +
    ((b >>> 8) & 255) +
    ((b >>> 16) & 255) +
    (b >>> 24)
  return (sum - 1020) / 209.03
}
