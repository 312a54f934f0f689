// Seeded randomness for resampling: the same seed gives the same interval in every runtime.

/**
 * Uniform whole numbers below `limit` from Chris Doty-Humphrey's sfc32, started from `seed` and run in for 20 rounds.
 * Rejection keeps them exactly uniform.
 */
export function randomIntegers(seed: number): (limit: number) => number {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1]
  const next = (): number => {
    const value = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + value) | 0
    return value >>> 0
  }
  for (let round = 0; round < 20; round++) next()
  // Kept for the next draw, mostly below the same limit: this remainder takes longer than all the rest.
  let [lastLimit, fair] = [1, 2 ** 32]
  return (limit) => {
    if (limit !== lastLimit) {
      lastLimit = limit
      fair = 2 ** 32 - (2 ** 32 % limit)
    }
    let value = next()
    while (value >= fair) value = next()
    return value % limit
  }
}
