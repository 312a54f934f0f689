// Everything to say about a binary classifier on one set of pictures: each number with its interval and its warnings.
import { aucInterval } from '../intervals/auc-interval.ts'
import type { ResamplingOptions } from '../intervals/bootstrap.ts'
import { wilsonAround } from '../intervals/wilson.ts'
import { binaryCounts } from '../labels/binary-counts.ts'
import { confusionMatrix, type ConfusionMatrix } from '../labels/confusion-matrix.ts'
import { predictedLabels } from '../labels/label-metrics.ts'
import { squaredErrors } from '../probabilities/brier.ts'
import { calibrationIntercept, calibrationSlope } from '../probabilities/calibration-slope.ts'
import { calibrationCurve, expectedCalibrationError, type CalibrationBin } from '../probabilities/calibration.ts'
import { surprises } from '../probabilities/log-loss.ts'
import { averagePrecision } from '../scores/average-precision.ts'
import { precisionRecallCurve, type PrecisionRecallCurve } from '../scores/precision-recall.ts'
import { rocCurve, type RocCurve } from '../scores/roc.ts'
import { checkBinary, checkConfidence, checkLengths, checkProbabilities } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import type { ZeroDivisionOptions } from '../shared/ratio.ts'
import { pick } from '../shared/pick.ts'
import { gatherUnits, type Groups } from '../shared/units.ts'
import { decisionCurve, type DecisionPoint } from '../thresholds/decision-curve.ts'
import type { BinaryEstimates } from './binary-estimates.ts'
import { boundedMean, intervalsOfCounts, unboundedMean, withZeroDivision } from './binary-intervals.ts'
import { binaryWarnings, patientWarnings } from './binary-warnings.ts'
import { patientIntervals } from './patient-intervals.ts'
import { predictiveIntervalsAt, type PredictiveIntervals } from './predictive-intervals.ts'
import { rocBand, type RocBand } from './roc-band.ts'
import { subgroupsOf, type Subgroups } from './subgroups.ts'

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
  /** What each picture is, such as `{ sex: ['female', 'male'], source: [...] }`: the numbers are given for each, too. */
  subgroups?: Subgroups
  /** The share of positives where the classifier is to be used, 0..1: predictive values are given for it, too. */
  prevalence?: number
  /** Whether the ROC curve gets a band: as many resamples of the whole curve, which takes a while beyond 100,000 pictures. */
  rocBand?: boolean
  /** Of all intervals, default 0.95. */
  confidence?: number
  /** Bins of the calibration curve, default 10. */
  calibrationBins?: number
}

export interface CalibrationSummary {
  /** Cox's slope: 1 is right, below 1 the scores are too extreme. NaN where the scores part the classes without an error. */
  slope: Estimate
  /** Calibration-in-the-large, in logits: 0 is right, above 0 the scores are too low. */
  intercept: Estimate
  /**
   * Mean of |score - share| over 15 bins, 0..1. Without an interval: it is biased upwards, the more the fewer pictures, and
   * a bootstrap doubles that.
   */
  expectedCalibrationError: number
}

/** The numbers of some of the pictures. */
export interface BinarySummary extends BinaryEstimates {
  n: number
  positives: number
  negatives: number
  /** How many patients there are, where groups were given. */
  patients?: number
  /** What the intervals take as independent of each other. */
  independent: 'pictures' | 'patients'
  /** Rows true, columns predicted; the positive class first. */
  confusionMatrix: ConfusionMatrix
  /** Predictive values in a place with the prevalence that was given. */
  atPrevalence?: PredictiveIntervals
  /** What a reader must be told beside the numbers: sentences, none when there is nothing to say. */
  warnings: string[]
}

/** A subgroup: the value of a variable, such as `female` of `sex`. */
export interface BinarySubgroup extends BinarySummary {
  variable: string
  name: string
}

export interface BinaryEvaluation extends BinarySummary {
  threshold: number
  confidence: number
  /** Without one of the classes its rate is NaN; the first threshold is +Infinity. JSON turns both into null. */
  roc: RocCurve & { band?: RocBand }
  precisionRecall: PrecisionRecallCurve
  calibration: CalibrationBin[]
  calibrationSummary: CalibrationSummary
  /** Net benefit at the thresholds 0.01, 0.02, ... 0.99; at `prevalence` where one was given. */
  decisionCurve: DecisionPoint[]
  /** By variable and value, where subgroups were given. */
  subgroups?: BinarySubgroup[]
}

/** What every subgroup is judged by as the whole is. */
type SummaryOptions = Required<
  Pick<
    EvaluateBinaryOptions,
    'threshold' | 'comparison' | 'labels' | 'confidence' | 'zeroDivision' | 'resamples' | 'seed'
  >
> &
  Pick<EvaluateBinaryOptions, 'prevalence'>

interface Pictures {
  yTrue: ArrayLike<number>
  scores: Float64Array
  groups?: Groups | undefined
  ids?: ArrayLike<string> | undefined
}

/** Class indices for labels [positive, negative]: the positive class is 0. */
function positiveFirst(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => 1 - value)
}

function summarise(
  { yTrue, scores, groups, ids }: Pictures,
  { threshold, comparison, labels, confidence, zeroDivision, resamples, seed, prevalence }: SummaryOptions,
): BinarySummary {
  const n = scores.length
  const yPred = predictedLabels(scores, threshold, { comparison })
  const counts = binaryCounts(yTrue, yPred)
  const positives = counts.truePositives + counts.falseNegatives
  const units = groups && gatherUnits(n, groups)
  const byPatient = units !== undefined && units.count < n
  const auc = aucInterval(yTrue, scores, { confidence, ...(byPatient && { groups: groups! }) })
  const losses = surprises(yTrue, scores)

  let estimates: BinaryEstimates = {
    ...intervalsOfCounts(counts, confidence),
    auc: { value: auc.value, low: auc.low, high: auc.high },
    averagePrecision: wilsonAround(averagePrecision(yTrue, scores), positives, confidence),
    brier: boundedMean(squaredErrors(yTrue, scores), confidence),
    logLoss: unboundedMean(losses, confidence),
  }
  const warnings = binaryWarnings(counts, labels, zeroDivision, auc)
  if (byPatient) {
    const pictures = { yTrue, yPred, yScore: scores, losses, units }
    const found = patientIntervals(pictures, estimates, confidence, { resamples, seed })
    estimates = found.estimates
    const withoutPatient = Array.from(groups!).filter((group) => group === undefined).length
    warnings.push(...patientWarnings({ ...found, patients: units.count, withoutPatient, resamples }))
  }
  for (const name of ['sensitivity', 'specificity', 'precision', 'negativePredictiveValue', 'f1'] as const) {
    estimates[name] = withZeroDivision(estimates[name], zeroDivision)
  }
  return {
    n,
    positives,
    negatives: n - positives,
    ...(units && { patients: units.count }),
    independent: byPatient ? 'patients' : 'pictures',
    ...estimates,
    ...(prevalence !== undefined && { atPrevalence: predictiveIntervalsAt(prevalence, estimates) }),
    confusionMatrix: confusionMatrix(positiveFirst(yTrue), positiveFirst(yPred), { labels, ...(ids && { ids }) }),
    warnings,
  }
}

/**
 * Evaluates the scores of a binary classifier. Every number carries its interval:
 *
 * - accuracy, sensitivity, specificity, precision, negative predictive value: Wilson;
 * - balanced accuracy: Newcombe's square-and-add of two Wilson intervals; Matthews' correlation likewise, approximate;
 * - F1: Wilson's interval of TP / (TP + FP + FN), carried over by F1 = 2J / (1 + J) ("Wilson indirect", Lam, Gopal, Qian,
 *   arXiv:2309.14621);
 * - Cohen's kappa: {@link kappaInterval}; likelihood ratios: {@link likelihoodRatioIntervals};
 * - AUC: DeLong on the logit scale, by patient too; at 0 and 1 and where that fails a distribution-free bound, see
 *   {@link aucInterval};
 * - average precision: Wilson with the positives as trials, after the binomial interval of Boyd, Eng, Page (ECML PKDD
 *   2013); approximate, it leaves out the chance among the negatives;
 * - Brier, log loss: normal with the variance measured;
 * - calibration slope and intercept: Wald; with several pictures of a patient, by the variance between patients.
 *
 * None has width 0. They take every picture as independent. With `groups` in which a patient has several pictures all but
 * the AUC's come from a seeded percentile bootstrap over the patients instead (each drawn with all its pictures), and where no
 * resample differs, from the closed forms with patients in the place of pictures. A ratio 0 / 0 has the value
 * `zeroDivision` (default 0, as in scikit-learn) and the interval [0, 1]. The AUC and average precision are NaN where
 * they cannot be measured; a likelihood ratio may be infinite. Whatever needs saying is in `warnings`.
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
  subgroups,
  prevalence,
  rocBand: withBand = false,
  confidence = 0.95,
  calibrationBins = 10,
  zeroDivision = 0,
  resamples = 2000,
  seed = 1,
}: EvaluateBinaryOptions): BinaryEvaluation {
  const n = checkLengths({ yTrue, yScore, ...(groups && { groups }), ...(ids && { ids }) })
  checkBinary('yTrue', yTrue)
  checkConfidence(confidence)
  if (prevalence !== undefined) checkProbabilities('prevalence', [prevalence])
  const scores = checkProbabilities('yScore', yScore)
  const options = { threshold, comparison, labels, confidence, zeroDivision, resamples, seed }
  const asked = { ...options, ...(prevalence !== undefined && { prevalence }) }
  const summary = summarise({ yTrue, scores, groups, ids }, asked)
  const grouped = summary.independent === 'patients' ? { groups: groups! } : {}
  const parts = subgroups && subgroupsOf(n, subgroups)
  return {
    ...summary,
    threshold,
    confidence,
    roc: {
      ...rocCurve(yTrue, scores),
      ...(withBand && { band: rocBand(yTrue, scores, { ...grouped, confidence, resamples, seed }) }),
    },
    precisionRecall: precisionRecallCurve(yTrue, scores),
    calibration: calibrationCurve(yTrue, scores, { bins: calibrationBins, confidence }),
    calibrationSummary: {
      slope: plain(calibrationSlope(yTrue, scores, { ...grouped, confidence })),
      intercept: plain(calibrationIntercept(yTrue, scores, { ...grouped, confidence })),
      expectedCalibrationError: expectedCalibrationError(yTrue, scores, { of: 'positive' }),
    },
    decisionCurve: decisionCurve(yTrue, scores, prevalence === undefined ? {} : { prevalence }),
    ...(parts && {
      subgroups: parts.map(({ variable, name, pictures }): BinarySubgroup => {
        const part: Pictures = {
          yTrue: pick(yTrue, pictures),
          scores: Float64Array.from(pick(scores, pictures)),
          groups: groups && pick(groups, pictures),
        }
        return Object.assign({ variable, name }, summarise(part, asked))
      }),
    }),
  }
}

function plain({ value, low, high }: Estimate): Estimate {
  return { value, low, high }
}
