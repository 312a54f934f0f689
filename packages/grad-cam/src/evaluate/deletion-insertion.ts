/** Deletion and insertion: how fast does the score fall, or rise, in the order of a map? */
import { checkWhole } from './arguments.ts'
import { type Baseline, drawBaseline } from './baseline.ts'
import { type Chance, summarise } from './chance.ts'
import { type MappedPicture, removalOrders } from './removal-order.ts'
import { type PredictOptions, scorePictures } from './score-pictures.ts'

/** Options of `deletion` and `insertion`. */
export interface RemovalOptions extends MappedPicture, PredictOptions {
  /** Steps from the whole picture to none of it. Default 20. */
  steps?: number
  /** What stands in for removed pixels. Default `'mean'` for deletion, `'blur'` for insertion, as in RISE. */
  baseline?: Baseline
}

/** A curve of scores, its area, and what random maps of the same coarseness reach. */
export interface RemovalCurve {
  /** Share of the pixels that is removed (deletion) or shown (insertion), from 0 to 1: `steps + 1` of them. */
  shares: Float64Array
  /** Score of the picture at every share. */
  scores: Float64Array
  /** Area under the scores over the shares, by the trapezoid rule: the mean score, in units of the score. */
  area: number
  /** The areas of random maps. */
  chance: Chance
}

/**
 * Deletion (Petsiuk et al. 2018, RISE, arXiv 1806.07421): pixels are replaced by the baseline, the most relevant ones
 * first, `round(step * pixels / steps)` of them after each step. The smaller the area, the better; compare with
 * `chance`, since the area depends on picture, network and baseline. RISE deletes to zero in normalised pictures, which
 * is the mean of the data; hence the default.
 *
 * Not evidence alone: pictures with holes are unlike all that the network was trained on. `road` fills them.
 *
 * @throws RangeError where an argument does not fit; `signal.reason` where aborted
 * @example
 * const picture = { values: Float32Array.of(0.4, 0.3, 0.2, 0.1), height: 2, width: 2, channels: 1 }
 * const predict = async (pictures, count) =>
 *   Array.from({ length: count }, (_, i) => pictures.subarray(4 * i, 4 * i + 4).reduce((sum, value) => sum + value, 0))
 * const { area } = await deletion({ map: [4, 3, 2, 1], picture, predict, steps: 2, baseline: 'zero' }) // 0.4
 */
export function deletion(options: RemovalOptions): Promise<RemovalCurve> {
  return removalCurve({ ...options, baseline: options.baseline ?? 'mean' }, (order, reached) =>
    order.subarray(0, reached),
  )
}

/**
 * Insertion (Petsiuk et al. 2018, RISE, arXiv 1806.07421): from the baseline on, pixels of the picture are shown, the
 * most relevant ones first. The larger the area, the better. Everything else is as in `deletion`.
 *
 * @throws RangeError where an argument does not fit; `signal.reason` where aborted
 * @example
 * const { area, chance } = await insertion({ map, shape, picture, predict })
 */
export function insertion(options: RemovalOptions): Promise<RemovalCurve> {
  return removalCurve({ ...options, baseline: options.baseline ?? 'blur' }, (order, reached) => order.subarray(reached))
}

/** `removed` are the pixels that are gone when so many of the order have been reached. */
async function removalCurve(
  { steps = 20, ...options }: RemovalOptions & { baseline: Baseline },
  removed: (order: Uint32Array, reached: number) => Uint32Array,
): Promise<RemovalCurve> {
  const { picture, baseline } = options
  const { channels } = picture
  const orders = removalOrders(options)
  const pixels = orders[0]!.length
  checkWhole('steps', steps, 1, pixels)
  const instead = drawBaseline(baseline, picture)
  const reached = Array.from({ length: steps + 1 }, (_, step) => Math.round((step * pixels) / steps))

  const draw = (i: number, target: Float32Array): void => {
    const order = orders[Math.floor(i / reached.length)]!
    const count = reached[i % reached.length]!
    for (const pixel of removed(order, count)) {
      for (let c = pixel * channels; c < (pixel + 1) * channels; c++) target[c] = instead[c]!
    }
  }
  const all = await scorePictures(orders.length * reached.length, picture, draw, options)

  const shares = Float64Array.from(reached, (count) => count / pixels)
  const scores = orders.map((_, i) => all.slice(i * reached.length, (i + 1) * reached.length))
  const [area, ...random] = scores.map((each) => trapezoid(shares, each))
  return { shares, scores: scores[0]!, area: area!, chance: summarise(Float64Array.from(random)) }
}

function trapezoid(x: Float64Array, y: Float64Array): number {
  let area = 0
  for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2
  return area
}
