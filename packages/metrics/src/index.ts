// @convlens/metrics: numbers about predictions, each with what it is worth.
export { aucInterval, type AucInterval, type AucIntervalOptions } from './intervals/auc-interval.ts'
export { averagePrecision } from './scores/average-precision.ts'
export type { BinaryEstimates } from './evaluate/binary-intervals.ts'
export {
  bootstrapInterval,
  type BootstrapEstimate,
  type BootstrapOptions,
  type Groups,
  type ResamplingOptions,
} from './intervals/bootstrap.ts'
export { brierScore } from './probabilities/brier.ts'
export { calibrationCurve, expectedCalibrationError, type CalibrationBin } from './probabilities/calibration.ts'
export {
  classificationReport,
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
} from './labels/classification-report.ts'
export {
  confusionMatrix,
  normaliseConfusionMatrix,
  type ConfusionMatrix,
  type ConfusionMatrixNormalisation,
  type ConfusionMatrixOptions,
} from './labels/confusion-matrix.ts'
export type { Estimate } from './shared/estimate.ts'
export { evaluateBinary, type BinaryEvaluation, type EvaluateBinaryOptions } from './evaluate/evaluate-binary.ts'
export { formatClassificationReport } from './labels/format-classification-report.ts'
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
} from './labels/label-metrics.ts'
export { normalQuantile } from './shared/normal-quantile.ts'
export type { ZeroDivision, ZeroDivisionOptions } from './shared/ratio.ts'
export { rocAuc, rocCurve, type RocCurve } from './scores/roc.ts'
export { wilsonInterval } from './intervals/wilson.ts'
