/** Max-sensitivity: how much does a map change when the picture hardly does? */
import { checkMap, checkPicture, checkWhole, type PictureValues } from './arguments.ts'
import { createRandom } from './random.ts'

/** Options of `maxSensitivity`. */
export interface SensitivityOptions {
  picture: PictureValues
  /** The map of a picture of that size, of any scale and always of the same size. */
  explain: (picture: PictureValues) => Promise<ArrayLike<number>>
  /** Largest change of a value, in the units of the picture. Small: about a fiftieth of its range (Captum: .02). */
  radius: number
  /** Changed pictures. Default 10, as in Captum. */
  samples?: number
  /** Default 0. */
  seed?: number
  /** Checked before every explanation. */
  signal?: AbortSignal
}

/** Relative changes of a map, 0 for none; `undefined` where the map of the picture itself is zero everywhere. */
export interface SensitivityResult {
  /** The largest one: a lower bound of the true maximum, which more samples raise. */
  max: number | undefined
  mean: number | undefined
  /** One a changed picture. */
  changes: Float64Array | undefined
  /** Root mean square change to the same map with its cells shuffled: what unrelated maps of these values differ by. */
  chance: number | undefined
}

/**
 * Max-sensitivity (Yeh et al. 2019, arXiv 1901.09392), relative as in Captum: the largest
 * `||explain(y) - explain(x)|| / ||explain(x)||` (Euclidean norms) over pictures y, each of whose values differs from
 * that of x by a seeded uniform draw from -radius to radius. Small is good, but a method that ignores the picture scores
 * 0: judge it together with the others.
 *
 * Chance is `sqrt(2 (1 - n mean(map)^2 / ||map||^2))`, of n cells: two random orders of the same values.
 *
 * @throws RangeError where an argument does not fit or a map is not finite; `signal.reason` where aborted
 * @example
 * const explain = async ({ values }) => values // a map that follows the picture one to one
 * const picture = { values: Float32Array.of(1, 1, 1, 1), height: 2, width: 2, channels: 1 }
 * const { max } = await maxSensitivity({ picture, explain, radius: 0.1 }) // at most 0.1
 */
export async function maxSensitivity(options: SensitivityOptions): Promise<SensitivityResult> {
  const { picture, explain, radius, samples = 10, seed = 0, signal } = options
  checkPicture(picture)
  checkWhole('samples', samples, 1)
  checkWhole('seed', seed, 0)
  if (!(radius > 0 && radius < Infinity)) throw new RangeError(`radius: got ${radius}, expected a positive number`)

  const explainChanged = async (change: () => number): Promise<Float64Array> => {
    signal?.throwIfAborted()
    const map = await explain({ ...picture, values: picture.values.map((value) => value + change()) })
    checkMap(map)
    return Float64Array.from(map)
  }
  const original = await explainChanged(() => 0)
  const changes = new Float64Array(samples)
  for (let i = 0; i < samples; i++) {
    const random = createRandom(seed, i)
    const changed = await explainChanged(() => radius * (2 * random.next() - 1))
    if (changed.length !== original.length) {
      throw new RangeError(
        `explain: got a map of ${changed.length} cells, expected ${original.length} as for the picture`,
      )
    }
    changes[i] = norm(changed.map((value, cell) => value - original[cell]!))
  }

  const length = norm(original)
  if (length === 0) return { max: undefined, mean: undefined, changes: undefined, chance: undefined }
  const relative = changes.map((change) => change / length)
  const mean = original.reduce((sum, value) => sum + value, 0) / original.length
  return {
    max: Math.max(...relative),
    mean: relative.reduce((sum, change) => sum + change, 0) / samples,
    changes: relative,
    chance: Math.sqrt(Math.max(0, 2 * (1 - (original.length * mean ** 2) / length ** 2))),
  }
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0))
}
