// @convlens/metrics: numbers about predictions, each with what it is worth.
export { aucInterval, type AucInterval, type AucIntervalOptions } from './auc-interval.ts'
export { averagePrecision } from './average-precision.ts'
export type { BinaryEstimates } from './binary-intervals.ts'
export {
  bootstrapInterval,
  type BootstrapEstimate,
  type BootstrapOptions,
  type Groups,
  type ResamplingOptions,
} from './bootstrap.ts'
export { brierScore } from './brier.ts'
export { calibrationCurve, expectedCalibrationError, type CalibrationBin } from './calibration.ts'
export {
  classificationReport,
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
} from './classification-report.ts'
export {
  confusionMatrix,
  normaliseConfusionMatrix,
  type ConfusionMatrix,
  type ConfusionMatrixNormalisation,
  type ConfusionMatrixOptions,
} from './confusion-matrix.ts'
export type { Estimate } from './estimate.ts'
export { evaluateBinary, type BinaryEvaluation, type EvaluateBinaryOptions } from './evaluate-binary.ts'
export { formatClassificationReport } from './format-classification-report.ts'
export {
  accuracy,
  balancedAccuracy,
  binaryCounts,
  f1,
  negativePredictiveValue,
  precision,
  predictedLabels,
  sensitivity,
  sensitivity as recall,
  specificity,
  type BinaryCounts,
} from './label-metrics.ts'
export { normalQuantile } from './normal-quantile.ts'
export type { ZeroDivision, ZeroDivisionOptions } from './ratio.ts'
export { rocAuc, rocCurve, type RocCurve } from './roc.ts'
export { wilsonInterval } from './wilson.ts'
