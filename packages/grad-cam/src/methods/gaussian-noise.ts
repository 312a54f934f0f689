/** Seeded normal noise that depends on nothing but its key. */

/**
 * Adds normal noise to `values`. Sample `index` of a seed is the same whatever was drawn before, on every machine.
 *
 * @param deviation standard deviation, in units of the values
 */
export function withNoise(values: Float32Array, deviation: number, seed: number, index: number): Float32Array {
  const uniform = generator((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0)
  const noisy = new Float32Array(values.length)
  for (let i = 0; i < values.length; i += 2) {
    // Box and Muller 1958: two normal numbers from two uniform ones; 1 - u keeps the logarithm finite.
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    noisy[i] = values[i]! + radius * Math.cos(angle)
    if (i + 1 < values.length) noisy[i + 1] = values[i + 1]! + radius * Math.sin(angle)
  }
  return noisy
}

/** `mulberry32`: uniform numbers in [0, 1) from 32 bits of state. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Options of noise. */
export interface NoiseOptions {
  /** Noisy copies of the picture. */
  samples?: number
  /** Standard deviation of the noise, as a share of the range of the picture's values (largest minus smallest). */
  level?: number
  seed?: number
}

/** Options with their defaults (Smilkov et al. 2017: 10 to 20 % of the range), checked. */
export function noiseSettings({ samples = 25, level = 0.15, seed = 7 }: NoiseOptions): Required<NoiseOptions> {
  if (!(Number.isInteger(samples) && samples > 0)) {
    throw new RangeError(`samples: got ${samples}, expected a positive whole number`)
  }
  if (!(level >= 0 && Number.isFinite(level)))
    throw new RangeError(`level: got ${level}, expected a number of at least 0`)
  if (!Number.isInteger(seed)) throw new RangeError(`seed: got ${seed}, expected a whole number`)
  return { samples, level, seed }
}

/** Standard deviation for a picture: `level` times its range. */
export function deviationFor(values: Float32Array, level: number): number {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return level * (high - low)
}
