/** Keyed randomness: a stream of numbers that depends on its key alone, not on what was drawn before elsewhere. */

/** A stream of pseudo-random numbers. */
export interface Random {
  /** Uniform in [0, 1), with 32 bits. */
  next(): number
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number
  /** Normal with mean 0 and standard deviation 1 (Box and Muller 1958). */
  normal(): number
  /** A whole number, uniform in 0 .. n - 1. */
  integer(n: number): number
  /** Shuffles `array` in place (Fisher-Yates) and returns it. */
  shuffle<T>(array: T[]): T[]
}

/**
 * A stream for a key: the same key gives the same numbers in every runtime, and keys that differ in any part give
 * unrelated ones. Number and string keys differ: `createRandom(1)` is not `createRandom('1')`.
 *
 * The key is hashed to 128 bits (MurmurHash3's mixing over four lanes), which seed sfc32 (Chris Doty-Humphrey, PractRand).
 *
 * @example
 * createRandom(7, epoch, sample.id, 'augment').uniform(-1, 1)
 */
export function createRandom(...key: (string | number)[]): Random {
  let [a, b, c, d] = hashKey(key)
  const next32 = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 15; i++) next32()
  const next = (): number => next32() / 2 ** 32
  const integer = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32)
      throw new RangeError(`n: ${n} given, expected a whole number from 1 to 2^32`)
    return Math.floor(next() * n)
  }
  return {
    next,
    uniform: (low, high) => low + (high - low) * next(),
    // 1 - next() is in (0, 1], so that the logarithm is finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    integer,
    shuffle(array) {
      for (let i = array.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        const kept = array[i]!
        array[i] = array[j]!
        array[j] = kept
      }
      return array
    },
  }
}

/** Four 32-bit lanes over the key's characters; lengths and types go in, so that ('a', 'b') differs from ('ab'). */
function hashKey(key: readonly (string | number)[]): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  const mix = (value: number): void => {
    a = b ^ Math.imul(a ^ value, 597399067)
    b = c ^ Math.imul(b ^ value, 2869860233)
    c = d ^ Math.imul(c ^ value, 951274213)
    d = a ^ Math.imul(d ^ value, 2716044179)
  }
  for (const part of key) {
    const text = String(part)
    mix(typeof part === 'number' ? 1 : 2)
    mix(text.length)
    for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i))
  }
  return [fold(c, a, 18, 597399067), fold(d, b, 22, 2869860233), fold(a, c, 17, 951274213), fold(b, d, 19, 2716044179)]
}

function fold(x: number, y: number, shift: number, factor: number): number {
  return Math.imul(x ^ (y >>> shift), factor)
}
