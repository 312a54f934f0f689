// What a Brier score is made of: calibration, discrimination, and how hard the pictures are.
import { checkBinary, checkCount, checkLengths, checkProbabilities } from '../shared/checks.ts'
import { uniformBins } from './calibration-bins.ts'

export interface BrierDecomposition {
  /** The Brier score: `reliability - resolution + uncertainty + withinBin`. */
  brier: number
  /** Mean squared distance of mean score and share of positives in each bin, 0..1: 0 is calibrated. */
  reliability: number
  /** Mean squared distance of each bin's share of positives from the prevalence, 0..0.25: higher is better. */
  resolution: number
  /** Prevalence x (1 - prevalence), 0..0.25: what the pictures bring along, the model cannot change it. */
  uncertainty: number
  /** What is lost by treating the scores of a bin as one; 0 where they are, as with `bins: 'distinct'`. */
  withinBin: number
}

/**
 * Murphy's decomposition of the Brier score into reliability, resolution and uncertainty (A. H. Murphy, J. Appl. Meteor.
 * 12 (1973) 595-600). It is exact for scores that fall into few distinct values; for others D. B. Stephenson, C. A. S.
 * Coelho, I. T. Jolliffe (Weather and Forecasting 23 (2008) 752-757) name the two terms that binning leaves over, given
 * here as one, `withinBin`: variance within the bins less twice their covariance. So the four always add up. The terms
 * depend on the bins: of every distinct score as its own bin, with continuous scores, resolution is uncertainty and says
 * nothing.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore probability of the positive class, 0..1
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is no probability, or no bins
 * @example
 * brierDecomposition([0, 0, 1, 1], [0.2, 0.2, 0.2, 0.8], { bins: 'distinct' }).reliability // 0.0233...
 */
export function brierDecomposition(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { bins = 10 }: { bins?: number | 'distinct' } = {},
): BrierDecomposition {
  const n = checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  if (bins !== 'distinct') checkCount('bins', bins, 1)
  const probabilities = checkProbabilities('yScore', yScore)
  const binOf = bins === 'distinct' ? (p: number): number => p : uniformBins(bins).binOf
  const members = new Map<number, { count: number; positives: number; sum: number }>()
  let [positives, brier] = [0, 0]
  probabilities.forEach((p, i) => {
    const bin = members.get(binOf(p)) ?? { count: 0, positives: 0, sum: 0 }
    bin.count += 1
    bin.positives += yTrue[i]!
    bin.sum += p
    members.set(binOf(p), bin)
    positives += yTrue[i]!
    brier += (p - yTrue[i]!) ** 2 / n
  })
  const prevalence = positives / n
  let [reliability, resolution] = [0, 0]
  for (const bin of members.values()) {
    const observed = bin.positives / bin.count
    reliability += (bin.count / n) * (bin.sum / bin.count - observed) ** 2
    resolution += (bin.count / n) * (observed - prevalence) ** 2
  }
  let withinBin = 0
  if (bins !== 'distinct') {
    probabilities.forEach((p, i) => {
      const { count, positives: ill, sum } = members.get(binOf(p))!
      const deviation = p - sum / count
      withinBin += (deviation * (deviation - 2 * (yTrue[i]! - ill / count))) / n
    })
  }
  return { brier, reliability, resolution, uncertainty: prevalence * (1 - prevalence), withinBin }
}
