/** Seeded randomness: the same key gives the same numbers, whatever was drawn elsewhere. */

/** A stream of pseudo-random numbers. */
export interface Random {
  /** Uniform in [0, 1), with 32 bits. */
  next(): number
  /** Normal with mean 0 and standard deviation 1 (Box and Muller 1958). */
  normal(): number
  /** Shuffles in place (Fisher and Yates) and returns what came. */
  shuffle<T extends { [index: number]: number; readonly length: number }>(array: T): T
}

/** The stream of a key of whole numbers from 0 on: sfc32 (Chris Doty-Humphrey, PractRand), run in between the parts. */
export function createRandom(...key: number[]): Random {
  let [a, b, c, counter] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, key.length]
  const word = (): number => {
    const value = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + value) | 0
    return value >>> 0
  }
  for (const part of key) {
    a ^= part | 0
    b ^= Math.floor(part / 2 ** 32) | 0
    for (let round = 0; round < 15; round++) word()
  }
  const next = (): number => word() / 2 ** 32
  return {
    next,
    // 1 - next() is in (0, 1], so that the logarithm is finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle(array) {
      for (let i = array.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1))
        const kept = array[i]!
        array[i] = array[j]!
        array[j] = kept
      }
      return array
    },
  }
}
