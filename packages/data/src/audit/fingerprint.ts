/** What is kept of a picture to find it again: a small picture of its structures and a difference hash, about 1 kB. */
import { preprocess } from '../preprocess/preprocess.ts'
import type { Raster } from '../raster.ts'
import { trimmed } from './trim.ts'

/** Side of the small picture. */
export const side = 32
/** 7 comparisons along and 8 across, in both directions. */
export const hashBits = 112
const cells = 8
const spec = { version: 1, width: side, height: side, channels: 1, fit: 'stretch', scaling: 'unit' } as const
/** Deviations beyond which structures are cut off, so that a bright letter or arrow does not outweigh a chest. */
const clip = 2.5

export interface Fingerprint {
  /** `side * side` values in -127..127: grey less its blur, which exposure and contrast hardly change. */
  small: Int8Array
  /** `hashBits` bits in four words: whether the picture gets brighter to the right and downwards. */
  hash: Uint32Array
}

/**
 * The fingerprint of a picture, without a plain frame and stretched to a square.
 *
 * @returns `undefined` for a picture without structure, such as an all-black one
 */
export function fingerprint(raster: Raster): Fingerprint | undefined {
  const grey = preprocess(trimmed(raster), spec)
  const small = structures(grey)
  return small === undefined ? undefined : { small, hash: differenceHash(grey) }
}

/** The same picture seen in a mirror. */
export function mirrored(small: Int8Array): Int8Array {
  const out = new Int8Array(small.length)
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) out[y * side + x] = small[y * side + side - 1 - x]!
  return out
}

/** The hash of the mirrored picture: comparisons along change place and sense, those across change place. */
export function mirroredHash(hash: Uint32Array): Uint32Array {
  const out = new Uint32Array(4)
  const copy = (from: number, to: number, turn: 0 | 1): void => {
    out[to >> 5]! |= (((hash[from >> 5]! >>> (from & 31)) & 1) ^ turn) << (to & 31)
  }
  const along = cells * (cells - 1)
  for (let y = 0; y < cells; y++) for (let x = 0; x < cells - 1; x++) copy(y * 7 + x, y * 7 + 6 - x, 1)
  for (let y = 0; y < cells - 1; y++) for (let x = 0; x < cells; x++) copy(along + y * 8 + x, along + y * 8 + 7 - x, 0)
  return out
}

/** In how many bits two hashes differ. */
export function distance(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  return ones(a[i]! ^ b[j]!) + ones(a[i + 1]! ^ b[j + 1]!) + ones(a[i + 2]! ^ b[j + 2]!) + ones(a[i + 3]! ^ b[j + 3]!)
}

function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Over the means of 8 x 8 blocks (after the "dHash" of Krawetz 2013). */
function differenceHash(grey: Float32Array): Uint32Array {
  const block = side / cells
  const means = new Float64Array(cells * cells)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) means[Math.floor(y / block) * cells + Math.floor(x / block)]! += grey[y * side + x]!
  const hash = new Uint32Array(4)
  let bit = 0
  const put = (brighter: boolean): void => {
    if (brighter) hash[bit >> 5]! |= 1 << (bit & 31)
    bit++
  }
  for (let y = 0; y < cells; y++)
    for (let x = 0; x < cells - 1; x++) put(means[y * cells + x + 1]! > means[y * cells + x]!)
  for (let y = 0; y < cells - 1; y++)
    for (let x = 0; x < cells; x++) put(means[(y + 1) * cells + x]! > means[y * cells + x]!)
  return hash
}

function structures(grey: Float32Array): Int8Array | undefined {
  const blurred = blur(blur(grey, 1, side), side, 1)
  const high = Float64Array.from(grey, (value, i) => value - blurred[i]!)
  const { mean, deviation } = moments(high)
  // Half a grey level of 8 bits: below that there is rounding only.
  if (!(deviation > 0.5 / 255)) return undefined
  return Int8Array.from(high, (value) =>
    Math.round((Math.max(-clip, Math.min(clip, (value - mean) / deviation)) * 127) / clip),
  )
}

/** Gaussian with a deviation of 4 pixels along one axis, weights outside the picture left out. */
function blur(values: ArrayLike<number>, step: number, stride: number): Float64Array {
  const out = new Float64Array(side * side)
  for (let line = 0; line < side; line++)
    for (let i = 0; i < side; i++) {
      let sum = 0
      let total = 0
      for (let k = Math.max(0, i - 12); k < Math.min(side, i + 13); k++) {
        const weight = gaussian[Math.abs(k - i)]!
        sum += weight * values[line * stride + k * step]!
        total += weight
      }
      out[line * stride + i * step] = sum / total
    }
  return out
}

const gaussian: Float64Array = Float64Array.from({ length: 13 }, (_, d) => Math.exp(-(d * d) / 32))

function moments(values: ArrayLike<number>): { mean: number; deviation: number } {
  let sum = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  const mean = sum / values.length
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / values.length) }
}
