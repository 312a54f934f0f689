/** ROAD: remove pixels in the order of a map and fill the holes, so that only the information is gone. */
import { checkWhole } from './arguments.ts'
import { type Chance, summarise } from './chance.ts'
import { impute } from './impute.ts'
import { createRandom } from './random.ts'
import { type MappedPicture, removalOrders } from './removal-order.ts'
import { type PredictOptions, scorePictures } from './score-pictures.ts'

/** Options of `road`. */
export interface RoadOptions extends MappedPicture, PredictOptions {
  /** Percentages of the pixels to remove, above 0 and below 100. Default 10, 20, ... 90, as in the paper. */
  percentiles?: readonly number[]
  /**
   * Standard deviation of the noise on filled pixels, in the units of the picture: without it, a network could see from
   * their smoothness what is missing. Default: a hundredth of the picture's range (the paper: .01).
   */
  noise?: number
}

/** What removal does to the score. */
export interface RoadResult {
  /** As asked for. */
  percentiles: number[]
  /** Scores with the most relevant pixels removed, one a percentile: the lower, the better. */
  mostRelevantFirst: Float64Array
  /** Scores with the least relevant pixels removed: the higher, the better. */
  leastRelevantFirst: Float64Array
  /** Mean over the percentiles of (least - most) / 2, in units of the score; above 0 is better than chance. */
  score: number
  /** The scores of random maps of the same coarseness: around 0, by symmetry; the spread says how far from it. */
  chance: Chance
}

/**
 * ROAD, "remove and debias" (Rong et al. 2022, arXiv 2202.00449): removed pixels are filled by noisy linear imputation,
 * each with the weighted mean of its neighbours, so that the shape of the hole tells the network little. The combined
 * score is that of pytorch-grad-cam, whose percentile p removes 100 - p percent; here, `percentiles` are removed, and
 * exactly as many pixels, also from a plateau.
 *
 * Takes `2 * percentiles * (1 + randomOrders)` predictions and as many imputations: 198 by default, about .1 s each for
 * a grey 224 x 224 picture.
 *
 * @throws RangeError where an argument does not fit; `signal.reason` where aborted
 * @example
 * const { score, chance } = await road({ map, shape, picture, predict })
 * score > chance.mean + 2 * chance.spread // the map orders the pixels better than random maps
 */
export async function road({ percentiles = tens, ...options }: RoadOptions): Promise<RoadResult> {
  const { picture } = options
  const { values, channels } = picture
  const orders = removalOrders(options)
  const pixels = orders[0]!.length
  const counts = removedCounts(percentiles, pixels)
  const { noise = range(values) / 100 } = options
  if (!(noise >= 0 && noise < Infinity)) throw new RangeError(`noise: got ${noise}, expected 0 or a positive number`)
  // One draw for all variants: they differ in what is removed, not in luck.
  const random = createRandom(options.seed ?? 0)
  const grain = Float64Array.from(values, () => noise * random.normal())

  const draw = (i: number, target: Float32Array): void => {
    const order = orders[Math.floor(i / (2 * counts.length))]!
    const count = counts[i % counts.length]!
    const mostFirst = i % (2 * counts.length) < counts.length
    const removed = mostFirst ? order.subarray(0, count) : order.subarray(pixels - count)
    impute({ ...picture, values: target }, removed)
    for (const pixel of removed) {
      for (let c = pixel * channels; c < (pixel + 1) * channels; c++) target[c]! += grain[c]!
    }
  }
  const all = await scorePictures(orders.length * 2 * counts.length, picture, draw, options)

  const scores = orders.map((_, i) => {
    const own = all.slice(i * 2 * counts.length, (i + 1) * 2 * counts.length)
    const [most, least] = [own.slice(0, counts.length), own.slice(counts.length)]
    return { most, least, score: least.reduce((sum, value, j) => sum + (value - most[j]!) / 2, 0) / counts.length }
  })
  const [{ most, least, score }, ...others] = scores as [(typeof scores)[number], ...typeof scores]
  return {
    percentiles: [...percentiles],
    mostRelevantFirst: most,
    leastRelevantFirst: least,
    score,
    chance: summarise(Float64Array.from(others, (other) => other.score)),
  }
}

const tens = [10, 20, 30, 40, 50, 60, 70, 80, 90] as const

/** How many pixels go at every percentage: at least one goes, at least one stays. */
function removedCounts(percentiles: readonly number[], pixels: number): number[] {
  checkWhole('percentiles.length', percentiles.length, 1)
  checkWhole('picture.height x picture.width', pixels, 2)
  return percentiles.map((percentile) => {
    if (!(percentile > 0 && percentile < 100)) {
      throw new RangeError(`percentiles: got ${percentile}, expected percentages above 0 and below 100`)
    }
    return Math.min(Math.max(Math.round((percentile / 100) * pixels), 1), pixels - 1)
  })
}

function range(values: Float32Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return high - low
}
