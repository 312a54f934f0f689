/** What lies outside a picture. */

/** `constant` (black or the given value), `edge` (aaaa|abcd), `symmetric` (dcba|abcd), `mirror` (dcb|abcd), `wrap` (abcd|abcd). */
export type FillMode = 'constant' | 'edge' | 'symmetric' | 'mirror' | 'wrap'

export const fillModes: readonly FillMode[] = ['constant', 'edge', 'symmetric', 'mirror', 'wrap']

/** The index in 0..n-1 that stands for one outside. */
export function insideIndex(i: number, n: number, fill: FillMode): number {
  if (i >= 0 && i < n) return i
  if (fill === 'wrap') return modulo(i, n)
  if (fill === 'symmetric') {
    const k = modulo(i, 2 * n)
    return k < n ? k : 2 * n - 1 - k
  }
  if (fill === 'mirror') {
    if (n === 1) return 0
    const k = modulo(i, 2 * n - 2)
    return k < n ? k : 2 * n - 2 - k
  }
  return i < 0 ? 0 : n - 1
}

function modulo(value: number, m: number): number {
  return ((value % m) + m) % m
}
