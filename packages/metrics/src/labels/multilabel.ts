// Several findings in one picture: rows of 0 and 1, a column for each label.
import { averageRate, AVERAGES, checkAverage, meanOfKnown, precisionRecallFScore, supportOf } from './average-rates.ts'
import type { Average, PrecisionRecallFScore } from './average-rates.ts'
import type { BinaryCounts } from './binary-counts.ts'
import type { WeightOptions } from '../shared/weights.ts'
import { fBetaOf, jaccardOf, precisionOf, sensitivityOf } from './count-rates.ts'
import { checkBinary, checkLengths, checkWeights } from '../shared/checks.ts'
import type { ZeroDivisionOptions } from '../shared/ratio.ts'

/** A row for each picture, an entry for each label: 1 where the label holds, 0 where not. */
export type LabelRows = readonly ArrayLike<number>[]

export interface MultilabelCountsOptions extends WeightOptions {
  /** Count over the pictures for each label (the default), or over the labels for each picture. */
  per?: 'label' | 'picture'
}

/** {@link Average}, or `'samples'`: the mean over the pictures of what each scores by itself. */
export type MultilabelAverage = Average | 'samples'

export interface MultilabelScores extends PrecisionRecallFScore {
  jaccard: number
}

export interface MultilabelScoresOptions<A extends MultilabelAverage> extends ZeroDivisionOptions, WeightOptions {
  average: A
  /** How much more recall counts than precision in the F-score, at least 0. Default 1. */
  beta?: number
}

/** How many labels the rows have. */
function checkRows(yTrue: LabelRows, yPred: LabelRows, weights?: ArrayLike<number>): number {
  checkLengths({ yTrue, yPred, ...(weights && { weights }) })
  if (weights) checkWeights('weights', weights)
  const labels = yTrue[0]!.length
  if (labels === 0) throw new RangeError('yTrue[0]: is empty, expected an entry for each label')
  for (const [name, rows] of Object.entries({ yTrue, yPred })) {
    rows.forEach((row, i) => {
      if (row.length !== labels) {
        throw new RangeError(`${name}[${i}]: has ${row.length} entries, expected ${labels}, as many as yTrue[0]`)
      }
      checkBinary(`${name}[${i}]`, row)
    })
  }
  return labels
}

/**
 * The four cells of every label, or of every picture; the same numbers as scikit-learn's `multilabel_confusion_matrix`
 * (`per: 'picture'` is its `samplewise=True`).
 *
 * @param yTrue a row for each picture, 1 where a label holds
 * @param yPred the decisions in the same shape
 * @throws RangeError for different lengths, nothing at all, rows of different lengths, entries other than 0 and 1, or
 *   weights that are negative, not finite, or all 0
 * @example
 * multilabelCounts([[1, 0], [1, 1]], [[1, 0], [0, 1]])[0]
 * // { truePositives: 1, falsePositives: 0, trueNegatives: 0, falseNegatives: 1 }
 */
export function multilabelCounts(
  yTrue: LabelRows,
  yPred: LabelRows,
  { per = 'label', weights }: MultilabelCountsOptions = {},
): BinaryCounts[] {
  if (per !== 'label' && per !== 'picture') {
    throw new RangeError(`per: is '${String(per)}', expected 'label' or 'picture'`)
  }
  const labels = checkRows(yTrue, yPred, weights)
  const counts = Array.from({ length: per === 'label' ? labels : yTrue.length }, () => ({
    truePositives: 0,
    falsePositives: 0,
    trueNegatives: 0,
    falseNegatives: 0,
  }))
  for (let i = 0; i < yTrue.length; i++) {
    const weight = weights ? weights[i]! : 1
    for (let label = 0; label < labels; label++) {
      const cells = counts[per === 'label' ? label : i]!
      if (yPred[i]![label] === 1) cells[yTrue[i]![label] === 1 ? 'truePositives' : 'falsePositives'] += weight
      else cells[yTrue[i]![label] === 1 ? 'falseNegatives' : 'trueNegatives'] += weight
    }
  }
  return counts
}

/**
 * Precision, recall, F-beta and Jaccard of several labels: of each, or as one number. Equal to scikit-learn's
 * `precision_recall_fscore_support` and `jaccard_score`; the support of an average is the sum (scikit-learn: None), and
 * a mean of Jaccard leaves out what is NaN as the others do (scikit-learn knows no NaN there).
 *
 * @throws RangeError as {@link multilabelCounts}, for an unknown average, or a `beta` below 0
 * @example
 * multilabelScores([[1, 0], [1, 1]], [[1, 0], [0, 1]], { average: 'samples' })
 * // { precision: 1, recall: 0.75, fScore: 0.833..., jaccard: 0.75, support: 3 }
 */
export function multilabelScores(
  yTrue: LabelRows,
  yPred: LabelRows,
  options: MultilabelScoresOptions<'none'>,
): MultilabelScores[]
export function multilabelScores(
  yTrue: LabelRows,
  yPred: LabelRows,
  options: MultilabelScoresOptions<Exclude<MultilabelAverage, 'none'>>,
): MultilabelScores
export function multilabelScores(
  yTrue: LabelRows,
  yPred: LabelRows,
  { average, beta = 1, zeroDivision = 0, weights }: MultilabelScoresOptions<MultilabelAverage>,
): MultilabelScores | MultilabelScores[] {
  checkAverage(average, [...AVERAGES, 'samples'])
  const counts = multilabelCounts(yTrue, yPred, weights ? { weights } : {})
  if (average === 'samples') {
    // Each picture by itself, unweighted: one weight for all of its cells changes no rate.
    const pictures = multilabelCounts(yTrue, yPred, { per: 'picture' })
    const mean = (rate: (cells: BinaryCounts) => number): number => meanOfKnown(pictures.map(rate), weights)
    return {
      precision: mean((cells) => precisionOf(cells, { zeroDivision })),
      recall: mean((cells) => sensitivityOf(cells, { zeroDivision })),
      fScore: mean((cells) => fBetaOf(cells, { beta, zeroDivision })),
      jaccard: mean((cells) => jaccardOf(cells, { zeroDivision })),
      support: counts.reduce((sum, cells) => sum + supportOf(cells), 0),
    }
  }
  if (average === 'none') {
    const scores = precisionRecallFScore(counts, { average, beta, zeroDivision })
    const jaccard = averageRate(counts, 'jaccard', { average, zeroDivision })
    return scores.map((of, label) => Object.assign(of, { jaccard: jaccard[label]! }))
  }
  return {
    ...precisionRecallFScore(counts, { average, beta, zeroDivision }),
    jaccard: averageRate(counts, 'jaccard', { average, zeroDivision }),
  }
}

/**
 * The share of pictures of which every label is right, 0..1: scikit-learn's `accuracy_score` of multilabel rows (subset
 * accuracy), torchmetrics' `multilabel_exact_match`.
 *
 * @throws RangeError as {@link multilabelCounts}
 * @example
 * exactMatch([[1, 0], [1, 1]], [[1, 0], [0, 1]]) // 0.5
 */
export function exactMatch(yTrue: LabelRows, yPred: LabelRows, { weights }: WeightOptions = {}): number {
  const labels = checkRows(yTrue, yPred, weights)
  let right = 0
  let all = 0
  for (let i = 0; i < yTrue.length; i++) {
    const weight = weights ? weights[i]! : 1
    let label = 0
    while (label < labels && yTrue[i]![label] === yPred[i]![label]) label++
    if (label === labels) right += weight
    all += weight
  }
  return right / all
}

/**
 * The share of all single decisions that are wrong, 0..1: scikit-learn's `hamming_loss` of multilabel rows.
 *
 * @throws RangeError as {@link multilabelCounts}
 * @example
 * hammingLoss([[1, 0], [1, 1]], [[1, 0], [0, 1]]) // 0.25
 */
export function hammingLoss(yTrue: LabelRows, yPred: LabelRows, { weights }: WeightOptions = {}): number {
  let wrong = 0
  let all = 0
  for (const cells of multilabelCounts(yTrue, yPred, weights ? { weights } : {})) {
    const mistakes = cells.falsePositives + cells.falseNegatives
    wrong += mistakes
    all += mistakes + cells.truePositives + cells.trueNegatives
  }
  return wrong / all
}
