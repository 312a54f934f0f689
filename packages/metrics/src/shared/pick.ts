// Some pictures of all.

/** The entries at these positions, in their order. */
export function pick<T>(values: ArrayLike<T>, positions: ArrayLike<number>): T[] {
  return Array.from(positions, (i) => values[i]!)
}
