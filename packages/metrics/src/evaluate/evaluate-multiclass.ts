// Everything to say about a classifier of several classes on one set of pictures.
import { percentileInterval, resampleUnits, type ResamplingOptions } from '../intervals/bootstrap.ts'
import { confusionMatrix, type ConfusionMatrix } from '../labels/confusion-matrix.ts'
import { squaredDistances } from '../probabilities/brier.ts'
import { surprises } from '../probabilities/log-loss.ts'
import { checkProbabilityRows, type ScoreRows } from '../probabilities/score-rows.ts'
import { rocCurve, type RocCurve } from '../scores/roc.ts'
import { checkClasses, checkConfidence, checkCount, checkLengths } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { pick } from '../shared/pick.ts'
import { gatherUnits, type Groups } from '../shared/units.ts'
import { count, FEW, FEW_PATIENTS } from './binary-warnings.ts'
import { closedForms } from './multiclass-intervals.ts'
import {
  decide,
  drawableClasses,
  multiclassNumbers,
  type ClassNumbers,
  type OverallNumbers,
} from './multiclass-numbers.ts'
import { subgroupsOf, type Subgroups } from './subgroups.ts'

export interface EvaluateMulticlassOptions extends ResamplingOptions {
  /** Class index of each picture. */
  yTrue: ArrayLike<number>
  /** A row of probabilities for each picture, one for each class; they sum to 1. */
  yScore: ScoreRows
  /** The name of each class; class indices point into it. */
  labels: readonly string[]
  /** The patient of each picture: patients are then drawn again, each with all pictures. */
  groups?: Groups
  /** An id for each picture; the confusion matrix then says which pictures sit in each cell. */
  ids?: ArrayLike<string>
  /** What each picture is, such as `{ sex: ['female', 'male'], source: [...] }`: the numbers are given for each, too. */
  subgroups?: Subgroups
  /** A picture counts for `topKAccuracy` when its class is among this many likeliest. Default 2. */
  topK?: number
  /** Of all intervals, default 0.95. */
  confidence?: number
}

/** A class against all others. */
export interface ClassEvaluation extends Record<keyof ClassNumbers, Estimate> {
  label: string
  /** How many pictures are of it. */
  support: number
}

export interface MulticlassSummary extends Record<keyof OverallNumbers, Estimate> {
  n: number
  /** How many patients there are, where groups were given. */
  patients?: number
  /** What the intervals take as independent of each other. */
  independent: 'pictures' | 'patients'
  /** In the order of `labels`. */
  classes: ClassEvaluation[]
  /** Rows true, columns predicted. */
  confusionMatrix: ConfusionMatrix
  /** What a reader must be told beside the numbers: sentences, none when there is nothing to say. */
  warnings: string[]
}

/** A subgroup: the value of a variable, such as `female` of `sex`. */
export interface MulticlassSubgroup extends MulticlassSummary {
  variable: string
  name: string
}

export interface MulticlassEvaluation extends MulticlassSummary {
  confidence: number
  topK: number
  /** One class against all others, in the order of `labels`. NaN and +Infinity, which JSON turns into null, as in {@link rocCurve}. */
  roc: RocCurve[]
  subgroups?: MulticlassSubgroup[]
}

interface Pictures {
  yTrue: ArrayLike<number>
  /** Row by row. */
  scores: Float64Array
  rows: ScoreRows
  groups?: Groups | undefined
  ids?: ArrayLike<string> | undefined
}

type Options = Required<Pick<EvaluateMulticlassOptions, 'labels' | 'topK' | 'confidence' | 'resamples' | 'seed'>>

function summarise({ yTrue, scores, rows, groups, ids }: Pictures, options: Options): MulticlassSummary {
  const { labels, topK, confidence, resamples, seed } = options
  const [n, k] = [yTrue.length, labels.length]
  const { yPred, inTopK } = decide(yTrue, scores, k, topK)
  const units = gatherUnits(n, groups)
  const byPatient = units.count < n
  const squaredErrors = squaredDistances(yTrue, scores, k)
  const pictures = { yTrue, yPred, scores, classes: k, losses: surprises(yTrue, rows), squaredErrors, inTopK, units }
  const matrix = confusionMatrix(yTrue, yPred, { labels, ...(ids && { ids }) })
  const drawable = drawableClasses(pictures)
  const at = multiclassNumbers(drawable, new Int32Array(units.count).fill(1))
  const closed = closedForms(pictures, at, matrix, confidence)

  // A number at a time, `row` of them for the classes: all resamples side by side.
  const drawnOverall: number[][] = []
  const drawnClasses: number[][][] = []
  resampleUnits(units.count, { resamples, seed }, (drawn) => {
    const numbers = multiclassNumbers(drawable, drawn)
    drawnOverall.push(Object.values(numbers.overall))
    drawnClasses.push(numbers.classes.map((of) => Object.values(of)))
  })
  const interval = (closedForm: Estimate, values: number[]): Estimate => {
    const { value } = closedForm
    if (Number.isNaN(value)) return closedForm
    const { low, high } = percentileInterval(Float64Array.from(values), confidence)
    if (!(high - low > 1e-12) || low === -Infinity) return closedForm
    return { value, low: Math.min(low, value), high: Math.max(high, value) }
  }
  // Where pictures are independent, what is a proportion has its closed form, as the AUC always has; means over classes are drawn.
  const isDrawn = new Set<string>(['balancedAccuracy', 'macroF1', 'macroAuc', 'matthewsCorrelation'])
  const chosen = <Name extends string>(
    closedForm: Record<Name, Estimate>,
    drawnOf: (name: number) => number[],
  ): Record<Name, Estimate> =>
    Object.fromEntries(
      Object.keys(closedForm).map((name, i) => {
        const estimate = closedForm[name as Name]
        return [name, isDrawn.has(name) || (byPatient && name !== 'auc') ? interval(estimate, drawnOf(i)) : estimate]
      }),
    ) as Record<Name, Estimate>
  return {
    n,
    ...(groups && { patients: units.count }),
    independent: byPatient ? 'patients' : 'pictures',
    ...chosen(inOrder(at.overall, closed.overall), (i) => drawnOverall.map((numbers) => numbers[i]!)),
    classes: labels.map((label, c) => {
      const support = matrix.counts[c]!.reduce((sum, of) => sum + of, 0)
      const estimates = inOrder(at.classes[c]!, closed.classes[c]!)
      return Object.assign(
        { label, support },
        chosen(estimates, (i) => drawnClasses.map((numbers) => numbers[c]![i]!)),
      )
    }),
    confusionMatrix: matrix,
    warnings: warningsOf(matrix, byPatient ? units.count : undefined),
  }
}

/** The estimates in the order of the numbers, which is that of the resamples. */
function inOrder<Name extends string>(
  numbers: Record<Name, number>,
  estimates: Record<Name, Estimate>,
): Record<Name, Estimate> {
  return Object.fromEntries(Object.keys(numbers).map((name) => [name, estimates[name as Name]])) as Record<
    Name,
    Estimate
  >
}

function warningsOf({ labels, counts }: ConfusionMatrix, patients: number | undefined): string[] {
  const warnings = labels.flatMap((label, c) => {
    const support = counts[c]!.reduce((sum, pictures) => sum + pictures, 0)
    const predicted = counts.reduce((sum, row) => sum + row[c]!, 0)
    const about: string[] = []
    if (support === 0) about.push(`no picture is '${label}': its recall and AUC cannot be measured, means leave it out`)
    else if (support < FEW)
      about.push(`only ${count(support, 'picture')} of '${label}': its recall and AUC are known only roughly`)
    if (predicted === 0) about.push(`no picture is predicted '${label}': its precision cannot be measured`)
    return about
  })
  if (patients !== undefined && patients < FEW_PATIENTS) {
    warnings.push(`only ${count(patients, 'patient')}: bootstrap intervals are too narrow`)
  }
  return warnings
}

/**
 * Evaluates the probabilities of a classifier of any number of classes; the predicted class is the likeliest one, the
 * first of equals. Every number carries its interval:
 *
 * - accuracy, top-k accuracy, and of each class precision, recall, specificity: Wilson; F1 as in {@link evaluateBinary};
 * - AUC of each class against all others: DeLong, see {@link aucInterval}; average precision as in {@link evaluateBinary};
 * - Cohen's kappa: {@link kappaInterval}; log loss and Brier (0..2): normal with the variance measured;
 * - balanced accuracy, macro F1, macro AUC, Matthews' correlation: percentile bootstrap; where no resample differs,
 *   Newcombe's square-and-add over the classes.
 *
 * With `groups` in which a patient has several pictures, all but the classes' AUCs (which have a closed form by patient)
 * come from the bootstrap over the patients, and where no
 * resample differs, from the closed forms with patients in the place of pictures. What cannot be measured (a class
 * without pictures) is NaN within its range, left out of means over the classes, and told in `warnings`.
 *
 * @throws RangeError for different lengths, nothing at all, classes outside `labels`, rows that are no probabilities
 * @example
 * const result = evaluateMulticlass({
 *   yTrue: [0, 1, 2, 2],
 *   yScore: [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7], [0.1, 0.6, 0.3]],
 *   labels: ['covid', 'normal', 'pneumonia'],
 * })
 * result.accuracy // { value: 0.75, low: 0.3006..., high: 0.9544... }
 * result.classes[2].recall // { value: 0.5, low: 0.0945..., high: 0.9054... }
 */
export function evaluateMulticlass({
  yTrue,
  yScore,
  labels,
  groups,
  ids,
  subgroups,
  topK = 2,
  confidence = 0.95,
  resamples = 2000,
  seed = 1,
}: EvaluateMulticlassOptions): MulticlassEvaluation {
  const n = checkLengths({ yTrue, yScore, ...(groups && { groups }), ...(ids && { ids }) })
  if (labels.length < 2) throw new RangeError(`labels: has ${labels.length} entries, expected at least two classes`)
  checkClasses('yTrue', yTrue, labels.length)
  checkConfidence(confidence)
  checkCount('topK', topK, 1)
  const { values: scores, classes } = checkProbabilityRows('yScore', yScore)
  if (classes !== labels.length) {
    throw new RangeError(`yScore[0]: has ${classes} entries, expected ${labels.length}, one for each of labels`)
  }
  const options = { labels, topK, confidence, resamples, seed }
  const parts = subgroups && subgroupsOf(n, subgroups)
  return {
    ...summarise({ yTrue, scores, rows: yScore, groups, ids }, options),
    confidence,
    topK,
    roc: labels.map((_, c) =>
      rocCurve(
        Array.from(yTrue, (y) => Number(y === c)),
        Float64Array.from(yTrue, (_y, i) => scores[i * classes + c]!),
      ),
    ),
    ...(parts && {
      subgroups: parts.map(({ variable, name, pictures }): MulticlassSubgroup => {
        const rows = pick(yScore, pictures)
        const part: Pictures = {
          yTrue: pick(yTrue, pictures),
          scores: checkProbabilityRows('yScore', rows).values,
          rows,
          groups: groups && pick(groups, pictures),
        }
        return Object.assign({ variable, name }, summarise(part, options))
      }),
    }),
  }
}
