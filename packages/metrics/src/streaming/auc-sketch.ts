// AUC, average precision and ROC curve of any number of pictures in bounded memory, with an error that is known.
import { curveThrough, type RocCurve } from '../scores/roc.ts'
import { checkBinary, checkCount, checkProbabilities } from '../shared/checks.ts'
import type { Accumulator } from './accumulator.ts'
import { binEdges, binOf, type BinSpacing } from './probability-bins.ts'
import { batchLength, checkedTotal, checkSame, readCounts, readList, readState, refuse, sumOf } from './state-checks.ts'
import { aucBounds, averagePrecisionBounds, countedSteps, type Bounds } from './step-counts.ts'

const MOST_BINS = 2 ** 20

export interface AucSketchOptions {
  /** How many bins, up to 2^20 (default 4096): the memory is two numbers for each, whatever is added. */
  bins?: number
  /**
   * `'logit'` (the default): bins of equal width in log-odds, for scores that crowd near 0 and 1, as those of trained
   * models do. `'linear'`: bins of equal width, ten times as exact where scores are spread evenly.
   */
  spacing?: BinSpacing
}

export interface SketchBatch {
  /** 1 for positive, 0 for negative. */
  yTrue: ArrayLike<number>
  /** Probability of the positive class, 0..1. */
  yScore: ArrayLike<number>
}

export interface AucSketchState {
  kind: 'auc-sketch'
  version: 1
  spacing: BinSpacing
  /** Positives in each bin, from the lowest scores to the highest. */
  positives: number[]
  negatives: number[]
}

export interface SketchedRanking {
  positives: number
  negatives: number
  /** The AUC of all scores lies from `low` to `high`; NaN with one class. */
  auc: Bounds
  /** The average precision of all scores lies from `low` to `high`; NaN without positives. */
  averagePrecision: Bounds
  /** The exact curve of all scores at these thresholds: where the bins that hold pictures begin. */
  rocCurve: RocCurve
}

export type AucSketch = Accumulator<SketchBatch, SketchedRanking, AucSketchState>

/**
 * AUC and average precision beyond memory: a histogram of the positives and one of the negatives. The AUC of all scores,
 * `rocAuc`, is certain to lie within
 *
 *     value +- sum over the bins of positives * negatives / (2 * all positives * all negatives),
 *
 * because only pairs within a bin are unknown. The bounds of the average precision assume for each bin the best and the
 * worst order (up to rounding, about 1e-15; the lower one is also up to 1e-5 lower than need be). They are bounds of
 * what these pictures give, not confidence intervals: what other pictures would give is another question.
 *
 * With 4096 bins and 10 million scores the AUC was known to +- 0.0002 (logit) or 0.04 (linear) where the scores were
 * those of an overconfident model, most of them near 0 or 1, and to +- 0.0023 or 0.0002 where they were spread evenly.
 *
 * `add` throws a RangeError for different lengths, labels other than 0 and 1, or a score that is no probability.
 *
 * @throws RangeError for no bins, more than 2^20, or another spacing
 * @example
 * const sketch = aucSketch({ bins: 10, spacing: 'linear' })
 * sketch.add({ yTrue: [0, 0, 1, 1], yScore: [0.1, 0.42, 0.45, 0.8] })
 * sketch.result().auc // { value: 0.875, low: 0.75, high: 1 }
 */
export function aucSketch({ bins = 4096, spacing = 'logit' }: AucSketchOptions = {}): AucSketch {
  checkCount('bins', bins, 1)
  if (bins > MOST_BINS) refuse('bins', bins, `at most ${MOST_BINS}`)
  if (spacing !== 'linear' && spacing !== 'logit') refuse('spacing', spacing, "'linear' or 'logit'")
  const edges = binEdges(bins, spacing)
  const [positives, negatives] = [new Float64Array(bins), new Float64Array(bins)]
  let total = 0
  return {
    add({ yTrue, yScore }) {
      const n = batchLength({ yTrue, yScore })
      checkBinary('yTrue', yTrue)
      const probabilities = checkProbabilities('yScore', yScore)
      total = checkedTotal(total, n)
      for (let i = 0; i < n; i++) {
        const bin = binOf(edges, probabilities[i]!)
        ;(yTrue[i] === 1 ? positives : negatives)[bin]! += 1
      }
    },
    merge(state) {
      const fields = readState(state, 'auc-sketch')
      checkSame('spacing', fields['spacing'], spacing)
      const morePositives = readCounts('state.positives', fields['positives'], bins)
      const moreNegatives = readCounts('state.negatives', fields['negatives'], bins)
      total = checkedTotal(total, sumOf(morePositives) + sumOf(moreNegatives))
      for (let bin = 0; bin < bins; bin++) {
        positives[bin]! += morePositives[bin]!
        negatives[bin]! += moreNegatives[bin]!
      }
    },
    state: () => ({
      kind: 'auc-sketch',
      version: 1,
      spacing,
      positives: [...positives],
      negatives: [...negatives],
    }),
    result() {
      const filled = [...edges.keys()].filter((bin) => positives[bin]! > 0 || negatives[bin]! > 0).toReversed()
      const steps = { positives: filled.map((bin) => positives[bin]!), negatives: filled.map((bin) => negatives[bin]!) }
      return {
        positives: sumOf(steps.positives),
        negatives: sumOf(steps.negatives),
        auc: aucBounds(steps),
        averagePrecision: averagePrecisionBounds(steps),
        rocCurve: curveThrough({ scores: Float64Array.from(filled, (bin) => edges[bin]!), ...countedSteps(steps) }),
      }
    },
  }
}

/**
 * The sketch that wrote `state`, with its bins.
 *
 * @throws RangeError for a state that an {@link aucSketch} cannot have written
 */
export function aucSketchFrom(state: AucSketchState): AucSketch {
  const fields = readState(state, 'auc-sketch')
  const { spacing } = fields
  if (spacing !== 'linear' && spacing !== 'logit') refuse('state.spacing', spacing, "'linear' or 'logit'")
  const sketch = aucSketch({ bins: readList('state.positives', fields['positives']).length, spacing })
  sketch.merge(state)
  return sketch
}
