// Everything to say about a binary classifier on one set of pictures: each number with its interval and its warnings.
import { aucInterval } from '../intervals/auc-interval.ts'
import { averagePrecision } from '../scores/average-precision.ts'
import { boundedMean, intervalsOfCounts, withZeroDivision, type BinaryEstimates } from './binary-intervals.ts'
import { binaryWarnings, patientWarnings } from './binary-warnings.ts'
import { picturesOfGroups, type Groups, type ResamplingOptions } from '../intervals/bootstrap.ts'
import { squaredErrors } from '../probabilities/brier.ts'
import { calibrationCurve, type CalibrationBin } from '../probabilities/calibration.ts'
import { checkBinary, checkConfidence, checkLengths, checkProbabilities } from '../shared/checks.ts'
import { confusionMatrix, type ConfusionMatrix } from '../labels/confusion-matrix.ts'
import { binaryCounts, predictedLabels } from '../labels/label-metrics.ts'
import { patientIntervals } from './patient-intervals.ts'
import type { ZeroDivisionOptions } from '../shared/ratio.ts'
import { rocCurve, type RocCurve } from '../scores/roc.ts'
import { wilsonAround } from '../intervals/wilson.ts'

export interface EvaluateBinaryOptions extends ZeroDivisionOptions, ResamplingOptions {
  /** 1 for positive, 0 for negative. */
  yTrue: ArrayLike<number>
  /** Probability of the positive class, 0..1. */
  yScore: ArrayLike<number>
  /** The decision is positive from this score on. Choose it on other pictures than these. Default 0.5. */
  threshold?: number
  /** `'>'` makes a score exactly on the threshold negative, as torchmetrics and tfjs do. */
  comparison?: '>=' | '>'
  /** Names of the positive and the negative class, in this order. */
  labels?: readonly [positive: string, negative: string]
  /** The patient of each picture. Where one has several, intervals come from a bootstrap over the patients. */
  groups?: Groups
  /** An id for each picture; the confusion matrix then says which pictures sit in each cell. */
  ids?: ArrayLike<string>
  /** Of all intervals, default 0.95. */
  confidence?: number
  /** Bins of the calibration curve, default 10. */
  calibrationBins?: number
}

export interface BinaryEvaluation extends BinaryEstimates {
  n: number
  positives: number
  negatives: number
  /** How many patients there are, where groups were given. */
  patients?: number
  threshold: number
  confidence: number
  /** What the intervals take as independent of each other. */
  independent: 'pictures' | 'patients'
  /** Rows true, columns predicted; the positive class first. */
  confusionMatrix: ConfusionMatrix
  /** Without one of the classes its rate is NaN; the first threshold is +Infinity. JSON turns both into null. */
  roc: RocCurve
  calibration: CalibrationBin[]
  /** What a reader must be told beside the numbers: sentences, none when there is nothing to say. */
  warnings: string[]
}

/** Class indices for labels [positive, negative]: the positive class is 0. */
function positiveFirst(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => 1 - value)
}

/**
 * Evaluates the scores of a binary classifier. Every number carries its interval:
 *
 * - accuracy, sensitivity, specificity, precision, negative predictive value: Wilson;
 * - balanced accuracy: Newcombe's square-and-add of two Wilson intervals;
 * - F1: Wilson's interval of TP / (TP + FP + FN), carried over by F1 = 2J / (1 + J) ("Wilson indirect", Lam, Gopal, Qian,
 *   arXiv:2309.14621);
 * - AUC: DeLong on the logit scale; at 0 and 1 and where that fails a distribution-free bound, see {@link aucInterval};
 * - average precision: Wilson with the positives as trials, after the binomial interval of Boyd, Eng, Page (ECML PKDD
 *   2013); approximate, it leaves out the chance among the negatives;
 * - Brier: normal with the variance measured.
 *
 * None has width 0. They take every picture as independent. With `groups` in which a patient has several pictures they
 * come from a seeded percentile bootstrap over the patients instead (each drawn with all its pictures), and where no
 * resample differs, from the closed forms with patients in the place of pictures. A ratio 0 / 0 has the value
 * `zeroDivision` (default 0, as in scikit-learn) and the interval [0, 1]. The AUC and average precision are NaN where
 * they cannot be measured. Whatever needs saying is in `warnings`.
 *
 * @throws RangeError for different lengths, nothing at all, labels other than 0 and 1, scores that are no probabilities
 * @example
 * const result = evaluateBinary({ yTrue: [1, 1, 0, 0], yScore: [0.9, 0.4, 0.3, 0.1], labels: ['covid', 'normal'] })
 * result.accuracy // { value: 0.75, low: 0.3006..., high: 0.9544... }
 * result.warnings[0] // "only 2 pictures of 'covid': sensitivity and AUC are known only roughly"
 */
export function evaluateBinary({
  yTrue,
  yScore,
  threshold = 0.5,
  comparison = '>=',
  labels = ['positive', 'negative'],
  groups,
  ids,
  confidence = 0.95,
  calibrationBins = 10,
  zeroDivision = 0,
  resamples = 2000,
  seed = 1,
}: EvaluateBinaryOptions): BinaryEvaluation {
  const n = checkLengths({ yTrue, yScore, ...(groups && { groups }), ...(ids && { ids }) })
  checkBinary('yTrue', yTrue)
  checkConfidence(confidence)
  const scores = checkProbabilities('yScore', yScore)
  const yPred = predictedLabels(scores, threshold, { comparison })
  const counts = binaryCounts(yTrue, yPred)
  const positives = counts.truePositives + counts.falseNegatives
  const auc = aucInterval(yTrue, scores, { confidence })

  let estimates: BinaryEstimates = {
    ...intervalsOfCounts(counts, confidence),
    auc: { value: auc.value, low: auc.low, high: auc.high },
    averagePrecision: wilsonAround(averagePrecision(yTrue, scores), positives, confidence),
    brier: boundedMean(squaredErrors(yTrue, scores), confidence),
  }
  const units = groups && picturesOfGroups(groups)
  const byPatient = units !== undefined && units.length < n
  const warnings = binaryWarnings(counts, labels, zeroDivision, auc)
  if (byPatient) {
    const found = patientIntervals({ yTrue, yPred, yScore: scores, units }, estimates, confidence, { resamples, seed })
    estimates = found.estimates
    const withoutPatient = Array.from(groups!).filter((group) => group === undefined).length
    warnings.push(...patientWarnings({ ...found, patients: units.length, withoutPatient, resamples }))
  }
  for (const name of ['sensitivity', 'specificity', 'precision', 'negativePredictiveValue', 'f1'] as const) {
    estimates[name] = withZeroDivision(estimates[name], zeroDivision)
  }

  return {
    n,
    positives,
    negatives: n - positives,
    ...(units && { patients: units.length }),
    threshold,
    confidence,
    independent: byPatient ? 'patients' : 'pictures',
    ...estimates,
    confusionMatrix: confusionMatrix(positiveFirst(yTrue), positiveFirst(yPred), { labels, ...(ids && { ids }) }),
    roc: rocCurve(yTrue, scores),
    calibration: calibrationCurve(yTrue, scores, { bins: calibrationBins, confidence }),
    warnings,
  }
}
