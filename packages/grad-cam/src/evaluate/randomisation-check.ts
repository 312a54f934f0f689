/** Model randomisation: do the maps depend on what the network has learnt? */
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { checkMap, checkWhole } from './arguments.ts'
import { randomisable } from './random-weights.ts'
import { judge, type RandomisationVerdict, type ScoreComparison } from './randomisation-verdict.ts'
import { isConstant, meanSimilarity, similarity, type Similarity } from './similarity.ts'

/** Options of `randomisationCheck`. */
export interface RandomisationOptions {
  /** Its weights are replaced while the check runs, and put back to the bit, also after an error. Use it for nothing else meanwhile. */
  model: LayersModel
  /** Maps of the same pictures in the same order, by the model as it is at the call: cells of any scale, all of one size. */
  explain: () => Promise<readonly ArrayLike<number>[]>
  /**
   * How good the map of picture `index` is, the higher the better; such as
   * `(map, index) => energyInside(map, masks[index]).share ?? 0`. Without it, only sensitivity is judged.
   */
  score?: (map: ArrayLike<number>, index: number) => number
  /** Networks with all weights random. Default 19: the fewest with which beating all of them has a p-value of .05. */
  repeats?: number
  /**
   * Rank correlation with the original maps from which on maps of random networks count as the same, above 0, at most 1.
   * Default .7: from there on, the two have half of the variance of their ranks in common (.7^2), although nothing of the
   * weights. Unrelated is not 0, since the random kernels keep their means: Grad-CAM of small trained networks came to .2
   * to .5, an edge detector to 1.
   */
  insensitiveFrom?: number
  /** Largest p-value at which the score counts as better than that of random networks. Default .05, by convention. */
  significance?: number
  /** Default 0. */
  seed?: number
  /** Checked before every call of `explain`. */
  signal?: AbortSignal
}

/** Maps of a network beside the original ones, averaged over the pictures whose original map is not constant. */
export interface RandomisedSimilarity extends Similarity {
  /** Share of the network's maps that are the same everywhere, and so count as unrelated (0). */
  constant: number
}

/** Result of `randomisationCheck`. */
export interface RandomisationResult {
  /**
   * - `'insensitive'`: the maps hardly change when all weights are random, so they do not show what was learnt
   * - `'no better than random weights'`: they change, but random networks reach the original's mean score
   * - `'passes'`: they change and, where there is a `score`, theirs is better
   */
  verdict: RandomisationVerdict
  /** The verdict in one sentence with its numbers. */
  sentence: string
  /** Cascade: similarity after each layer, from the output to the input, while those before it stay random. */
  cascade: ({ layer: string } & RandomisedSimilarity)[]
  /** Similarity for each network with all weights random. */
  randomised: RandomisedSimilarity[]
  /**
   * Chance level of the similarities: that of the original maps of different pictures; `undefined` for one map. Above
   * 0 where all maps have something in common, such as bright middles.
   */
  unrelated: Similarity | undefined
  /** `undefined` without a `score`. */
  score: ScoreComparison | undefined
}

/**
 * Model parameter randomisation test (Adebayo et al. 2018, "Sanity checks for saliency maps", arXiv 1810.03292),
 * cascading from the output to the input: kernels become normal draws with their own mean and standard deviation,
 * vectors are shuffled. Then `repeats` networks with all weights random are the null for the similarity and the score.
 *
 * Calls `explain` once for every layer with weights, `repeats` times more, and once before. The optimizer is not touched;
 * no tensor is left.
 *
 * @throws RangeError where an argument does not fit or a map is not finite; `signal.reason` where aborted; what
 * `explain` throws. The weights are back then, too
 * @example
 * const explainer = createExplainer(model)
 * const explain = async () => (await explainer.explainBatch(x, { target: { class: 1 } })).map(({ map }) => map)
 * const { verdict, sentence } = await randomisationCheck({ model, explain })
 */
export async function randomisationCheck(options: RandomisationOptions): Promise<RandomisationResult> {
  const { model, explain, score, repeats = 19, seed = 0, signal } = options
  const { insensitiveFrom = 0.7, significance = 0.05 } = options
  checkShare('insensitiveFrom', insensitiveFrom)
  checkShare('significance', significance)
  checkWhole('seed', seed, 0)
  // The smallest p-value is 1 / (repeats + 1).
  checkWhole('repeats', repeats, score === undefined ? 1 : Math.ceil(1 / significance - 1e-9) - 1)

  const maps = async (like?: readonly Float64Array[]): Promise<Float64Array[]> => {
    signal?.throwIfAborted()
    return checkedMaps(await explain(), like)
  }
  const meanScore = (of: readonly Float64Array[]): number => {
    const scores = of.map((map, i) => score!(map, i))
    const wrong = scores.findIndex((value) => !Number.isFinite(value))
    if (wrong >= 0) throw new RangeError(`score: got ${scores[wrong]} for map ${wrong}, expected a finite number`)
    return scores.reduce((sum, value) => sum + value, 0) / scores.length
  }

  const original = await maps()
  if (original.every(isConstant)) {
    throw new RangeError(
      'explain: each map is the same everywhere, so that nothing can change; take another class or layer',
    )
  }
  const originalScore = score && meanScore(original)
  const weights = await randomisable(model)
  try {
    const cascade: RandomisationResult['cascade'] = []
    for (const [index, layer] of weights.layers.entries()) {
      weights.randomise(index, seed, 0)
      cascade.push({ layer, ...compare(original, await maps(original)) })
    }
    const randomised: RandomisedSimilarity[] = []
    const randomScores: number[] = []
    for (let repeat = 1; repeat <= repeats; repeat++) {
      weights.layers.forEach((_, index) => weights.randomise(index, seed, repeat))
      const changed = await maps(original)
      randomised.push(compare(original, changed))
      if (score) randomScores.push(meanScore(changed))
    }
    const comparison = originalScore === undefined ? undefined : compareScores(originalScore, randomScores)
    const spearman = meanSimilarity(randomised).spearman
    return {
      ...judge(spearman, comparison, { insensitiveFrom, significance }),
      cascade,
      randomised,
      unrelated: unrelated(original),
      score: comparison,
    }
  } finally {
    weights.dispose()
  }
}

function checkShare(name: string, value: number): void {
  if (!(value > 0 && value <= 1)) throw new RangeError(`${name}: got ${value}, expected a number above 0, at most 1`)
}

/** Copies, since `explain` may fill the same arrays again. */
function checkedMaps(maps: readonly ArrayLike<number>[], like: readonly Float64Array[] | undefined): Float64Array[] {
  const count = like?.length ?? maps.length
  const cells = like?.[0]!.length ?? maps[0]?.length
  if (!cells) throw new RangeError('explain: got no maps or empty ones, expected one a picture')
  if (maps.length !== count) throw new RangeError(`explain: got ${maps.length} maps, expected ${count} as at first`)
  return maps.map((map, i) => {
    if (map.length !== cells) {
      throw new RangeError(`explain: got ${map.length} cells for map ${i}, expected ${cells} as for the first`)
    }
    checkMap(map)
    return Float64Array.from(map)
  })
}

/** A constant original map is left out: nothing of it can change, and nothing is lost. */
function compare(original: readonly Float64Array[], changed: readonly Float64Array[]): RandomisedSimilarity {
  const pairs = original.map((map, i) => [map, changed[i]!] as const).filter(([map]) => !isConstant(map))
  return {
    ...meanSimilarity(pairs.map(([before, after]) => similarity(before, after))),
    constant: pairs.filter(([, after]) => isConstant(after)).length / pairs.length,
  }
}

/** Neighbours in the row of pictures, for all that are not constant. */
function unrelated(original: readonly Float64Array[]): Similarity | undefined {
  const maps = original.filter((map) => !isConstant(map))
  return maps.length < 2 ? undefined : meanSimilarity(maps.map((map, i) => similarity(map, maps.at(i - 1)!)))
}

/** One-sided rank test: the original is one of `repeats + 1` equally likely networks if weights do not matter. */
function compareScores(original: number, randomised: number[]): ScoreComparison {
  const asGood = randomised.filter((value) => value >= original).length
  return { original, randomised, p: (asGood + 1) / (randomised.length + 1) }
}
