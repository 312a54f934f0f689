/** Pictures that show the same although their files differ: other sizes, crops, exposures, encodings of one picture. */
import { ConvlensDataError } from '../data-error.ts'
import { alignedCorrelation, template } from './align.ts'
import { distance, hashBits, mirrored, mirroredHash, side } from './fingerprint.ts'
import type { Fingerprint } from './fingerprint.ts'

export interface NearDuplicateOptions {
  /** Least aligned correlation of a pair, 0.97 by default; films of different patients reach 0.95, of one patient on two days 0.974. */
  correlation?: number
  /** Bits of 112 in which difference hashes may differ for a pair to be compared at all, 21 by default. More finds more, and takes longer. */
  maxBits?: number
  /** Looks for mirrored pictures, too, which takes twice as long; false by default. */
  mirrored?: boolean
  /** Told about the pairs compared. */
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

/** Two pictures that show the same. */
export interface NearDuplicate {
  ids: [string, string]
  /** Normalised cross-correlation once aligned, 0..1; that of the negative where `inverted`. */
  correlation: number
  /** Black and white have changed places. */
  inverted?: true
  mirrored?: true
}

const size = side * side

/**
 * Compares all pictures with each other: pairs whose difference hashes are close are laid over each other (`alignedCorrelation`).
 * The hash alone says little about chest X-rays, which all look alike to it.
 *
 * @param pictures fingerprints by id
 * @returns pairs in descending order of their correlation
 * @throws {ConvlensDataError} where an option is out of range
 */
export async function findNearDuplicates(
  pictures: readonly { id: string; fingerprint: Fingerprint }[],
  options: NearDuplicateOptions = {},
): Promise<NearDuplicate[]> {
  const { correlation = 0.97, maxBits = 21, signal, onProgress } = options
  if (!(correlation > 0 && correlation <= 1))
    throw new ConvlensDataError(
      'correlation',
      correlation,
      `correlation: ${correlation} given, expected above 0 and up to 1`,
    )
  if (!Number.isInteger(maxBits) || maxBits < 0 || maxBits > hashBits / 2)
    throw new ConvlensDataError(
      'maxBits',
      maxBits,
      `maxBits: ${maxBits} given, expected a whole number from 0 to ${hashBits / 2}`,
    )
  const n = pictures.length
  const hashes = new Uint32Array(4 * n)
  const turned = new Uint32Array(options.mirrored === true ? 4 * n : 0)
  pictures.forEach(({ fingerprint }, i) => {
    hashes.set(fingerprint.hash, 4 * i)
    if (options.mirrored === true) turned.set(mirroredHash(fingerprint.hash), 4 * i)
  })
  const total = (n * (n - 1)) / 2
  const found: NearDuplicate[] = []
  const negative = new Int8Array(size)
  let done = 0
  let lastPause = performance.now()
  for (let i = 0; i < n; i++) {
    let onto: ReturnType<typeof template> | undefined
    for (let j = i + 1; j < n; j++) {
      for (const flip of options.mirrored === true ? [false, true] : [false]) {
        const bits = distance(hashes, 4 * i, flip ? turned : hashes, 4 * j)
        if (bits > maxBits && bits < hashBits - maxBits) continue
        const inverted = bits > maxBits
        onto ??= template(pictures[i]!.fingerprint.small)
        const plain = pictures[j]!.fingerprint.small
        let small = flip ? mirrored(plain) : plain
        if (inverted) {
          for (let k = 0; k < size; k++) negative[k] = -small[k]!
          small = negative
        }
        const score = alignedCorrelation(onto, small, 0, correlation)
        if (score < correlation) continue
        const pair: NearDuplicate = { ids: [pictures[i]!.id, pictures[j]!.id], correlation: Math.min(1, score) }
        if (inverted) pair.inverted = true
        if (flip) pair.mirrored = true
        found.push(pair)
        break
      }
      if ((j & 255) === 0 && performance.now() - lastPause > 20) {
        signal?.throwIfAborted()
        await new Promise((resolve) => setTimeout(resolve))
        lastPause = performance.now()
        onProgress?.(done + j - i, total)
      }
    }
    done += n - 1 - i
    signal?.throwIfAborted()
  }
  if (total > 0) onProgress?.(total, total)
  return found.sort((one, two) => two.correlation - one.correlation)
}
