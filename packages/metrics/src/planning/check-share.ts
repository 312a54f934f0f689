// Shares that a plan assumes.

/** @throws RangeError unless 0 < `value` < 1, or up to 1 where `closed`. */
export function checkShare(name: string, value: number, closed = false): void {
  if (!(value > 0 && (value < 1 || (closed && value === 1)))) {
    throw new RangeError(
      `${name}: is ${String(value)}, expected a number above 0 and ${closed ? 'at most' : 'below'} 1`,
    )
  }
}

/** Larger plans are no plans: a half width of 1e-9, say, is a mistake. */
const MOST = 2 ** 40

/**
 * The smallest whole number from 1 for which `enough` holds, when it holds for all larger ones too.
 *
 * @throws RangeError when it takes more than 2^40 pictures
 */
export function smallest(enough: (n: number) => boolean): number {
  let high = 1
  while (!enough(high)) {
    high *= 2
    if (high > MOST) throw new RangeError('halfWidth: needs more than 2^40 pictures, expected a wider interval')
  }
  let low = Math.floor(high / 2)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (enough(middle)) high = middle
    else low = middle
  }
  return high
}
