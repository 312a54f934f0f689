// Isotonic calibration: the best probabilities that never fall as the score rises.
import { checkBinary, checkLengths, checkScores, checkWeights } from '../shared/checks.ts'
import type { WeightOptions } from '../shared/weights.ts'

/** A rising line through points, plain enough for JSON. */
export interface IsotonicFit {
  /** Scores, strictly rising. */
  x: number[]
  /** The probability at each, never falling; between them a straight line, beyond them the first and the last. */
  y: number[]
}

/** Pictures of neighbouring scores that share a probability. */
interface Block {
  /** Where its first and its last score stand among the distinct scores. */
  first: number
  last: number
  positives: number
  weight: number
}

/** The distinct scores, rising, each a block of its own. */
function distinct(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): { scores: number[]; blocks: Block[] } {
  const order = Uint32Array.from({ length: yScore.length }, (_, i) => i).sort((a, b) => yScore[a]! - yScore[b]!)
  const scores: number[] = []
  const blocks: Block[] = []
  for (const i of order) {
    const weight = weights === undefined ? 1 : weights[i]!
    if (weight === 0) continue
    if (blocks.length === 0 || scores.at(-1) !== yScore[i]) {
      scores.push(yScore[i]!)
      blocks.push({ first: blocks.length, last: blocks.length, positives: 0, weight: 0 })
    }
    const block = blocks.at(-1)!
    block.positives += weight * yTrue[i]!
    block.weight += weight
  }
  return { scores, blocks }
}

/**
 * Isotonic regression by pooling adjacent violators: the probabilities that never fall as the score rises and have the
 * least (weighted) squared error, which is also their least log loss. Pictures of equal score get one probability. Equal
 * to scikit-learn's `IsotonicRegression(out_of_bounds='clip')`: points inside a flat stretch are left out, pictures of
 * weight 0 too. It differs in that scores are equal only where they are the same number; there also when they differ by
 * less than 1e-15. Fit it on validation pictures, some hundreds: it overfits few. Any two scores that it gives the same
 * probability are tied from then on, so that the AUC changes. M. Ayer et al., Ann. Math. Statist. 26 (1955) 641-647.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, weights below 0, or a score that is not finite
 * @example
 * fitIsotonic([0, 1, 0, 1], [0.1, 0.3, 0.6, 0.8]) // { x: [0.1, 0.3, 0.6, 0.8], y: [0, 0.5, 0.5, 1] }
 */
export function fitIsotonic(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { weights }: WeightOptions = {},
): IsotonicFit {
  checkLengths({ yTrue, yScore, ...(weights && { weights }) })
  checkBinary('yTrue', yTrue)
  checkScores('yScore', yScore)
  if (weights) checkWeights('weights', weights)
  const { scores, blocks } = distinct(yTrue, yScore, weights)
  const pooled: Block[] = []
  for (const block of blocks) {
    let next = block
    let last = pooled.at(-1)
    // Shares compared as products: whole numbers of pictures stay exact.
    while (last !== undefined && last.positives * next.weight >= next.positives * last.weight) {
      next = {
        first: last.first,
        last: next.last,
        positives: last.positives + next.positives,
        weight: last.weight + next.weight,
      }
      pooled.pop()
      last = pooled.at(-1)
    }
    pooled.push(next)
  }
  const fit: IsotonicFit = { x: [], y: [] }
  for (const { first, last, positives, weight } of pooled) {
    for (const position of first === last ? [first] : [first, last]) {
      fit.x.push(scores[position]!)
      fit.y.push(positives / weight)
    }
  }
  return fit
}

/**
 * The probabilities that an isotonic fit gives to scores: on the line through its points, beyond them flat.
 *
 * @throws RangeError for a score that is not finite, or a fit whose points are not as {@link fitIsotonic} leaves them
 * @example
 * applyIsotonic({ x: [0, 0.5, 1], y: [0, 0.5, 0.6] }, [-1, 0.25, 2]) // Float64Array [ 0, 0.25, 0.6 ]
 */
export function applyIsotonic({ x, y }: IsotonicFit, yScore: ArrayLike<number>): Float64Array {
  checkLengths({ x, y })
  checkScores('x', x)
  checkScores('y', y)
  for (let i = 1; i < x.length; i++) {
    if (!(x[i - 1]! < x[i]!)) throw new RangeError(`x[${i}]: is ${x[i]}, expected more than ${x[i - 1]}, as x rises`)
    if (!(y[i - 1]! <= y[i]!)) throw new RangeError(`y[${i}]: is ${y[i]}, expected at least ${y[i - 1]}, as y rises`)
  }
  checkScores('yScore', yScore)
  return Float64Array.from(yScore, (score) => {
    // The first point beyond the score, by halves.
    let [low, high] = [0, x.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (x[middle]! <= score) low = middle + 1
      else high = middle
    }
    if (low === 0) return y[0]!
    if (low === x.length) return y[low - 1]!
    const share = (score - x[low - 1]!) / (x[low]! - x[low - 1]!)
    return y[low - 1]! + share * (y[low]! - y[low - 1]!)
  })
}
