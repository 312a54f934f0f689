// @convlens/metrics: numbers about predictions, each with what it is worth.

// Hard decisions
export {
  averageRate,
  precisionRecallFScore,
  type Average,
  type AverageableRate,
  type AverageRateOptions,
  type PrecisionRecallFScore,
  type PrecisionRecallFScoreOptions,
} from './labels/average-rates.ts'
export type { KappaWeights } from './labels/agreement.ts'
export { binaryCounts, sumOfCounts, type BinaryCounts } from './labels/binary-counts.ts'
export { cohenKappa, matthewsCorrelation, type CohenKappaOptions } from './labels/class-agreement.ts'
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
export { ratesOfCounts, type BinaryRates } from './labels/count-rates.ts'
export { formatClassificationReport } from './labels/format-classification-report.ts'
export { formatConfusionMatrix, type FormatConfusionMatrixOptions } from './labels/format-confusion-matrix.ts'
export {
  accuracy,
  balancedAccuracy,
  diagnosticOddsRatio,
  f1,
  fBeta,
  jaccard,
  negativeLikelihoodRatio,
  negativePredictiveValue,
  positiveLikelihoodRatio,
  precision,
  predictedLabels,
  sensitivity,
  sensitivity as recall,
  specificity,
  youdenIndex,
  type BalancedAccuracyOptions,
  type BinaryMetricOptions,
} from './labels/label-metrics.ts'
export { multiclassCounts, ratesOfMatrix, type MatrixRates, type MatrixRatesOptions } from './labels/matrix-rates.ts'
export { multilabelReport, type MultilabelReport } from './labels/multilabel-report.ts'
export {
  exactMatch,
  hammingLoss,
  multilabelCounts,
  multilabelScores,
  type LabelRows,
  type MultilabelAverage,
  type MultilabelCountsOptions,
  type MultilabelScores,
  type MultilabelScoresOptions,
} from './labels/multilabel.ts'
export { predictiveValuesAt, type PredictiveValues, type PredictiveValuesOptions } from './labels/predictive-values.ts'

// Ranking
export { averagePrecision } from './scores/average-precision.ts'
export { bootstrapAuc, bootstrapAveragePrecision, type BootstrapAucOptions } from './scores/bootstrap-auc.ts'
export type { ClassAverage } from './scores/class-average.ts'
export { detCurve, type DetCurve } from './scores/det.ts'
export {
  multiclassAveragePrecision,
  multiclassRocAuc,
  type MulticlassAucOptions,
  type MulticlassPrecisionOptions,
} from './scores/multiclass.ts'
export {
  multilabelAveragePrecision,
  multilabelRocAuc,
  type MultilabelAucOptions,
  type MultilabelOptions,
} from './scores/multilabel.ts'
export { precisionRecallCurve, type PrecisionRecallCurve } from './scores/precision-recall.ts'
export { rocAuc, rocCurve, type CurveOptions, type RocAucOptions, type RocCurve } from './scores/roc.ts'
export type { Rows } from './scores/rows.ts'
export { topKAccuracy, type TopKOptions } from './scores/top-k.ts'

// Probabilities
export { applyTemperature } from './probabilities/apply-temperature.ts'
export { brierDecomposition, type BrierDecomposition } from './probabilities/brier-decomposition.ts'
export {
  brierScore,
  brierSkillScore,
  multiclassBrierScore,
  type BrierSkillOptions,
  type MulticlassBrierOptions,
} from './probabilities/brier.ts'
export {
  calibrationIntercept,
  calibrationSlope,
  type CalibrationEstimate,
  type CalibrationSlope,
  type CalibrationSlopeOptions,
  type CalibrationStatus,
} from './probabilities/calibration-slope.ts'
export {
  calibrationCurve,
  expectedCalibrationError,
  maximumCalibrationError,
  type CalibrationBin,
  type CalibrationBinOptions,
  type CalibrationCurveOptions,
  type CalibrationErrorOptions,
} from './probabilities/calibration.ts'
export { applyIsotonic, fitIsotonic, type IsotonicFit } from './probabilities/fit-isotonic.ts'
export { applyPlatt, fitPlatt, type PlattFit } from './probabilities/fit-platt.ts'
export {
  fitTemperature,
  type FitTemperatureOptions,
  type TemperatureFit,
  type TemperatureStatus,
} from './probabilities/fit-temperature.ts'
export { logLoss } from './probabilities/log-loss.ts'
export type { ScoreKind } from './probabilities/score-logits.ts'
export { spiegelhalterTest, type SpiegelhalterTest } from './probabilities/spiegelhalter.ts'

// Where to cut, and whether to act
export { chooseThreshold, type ChosenThreshold, type ThresholdRule } from './thresholds/choose-threshold.ts'
export { decisionCurve, type DecisionCurveOptions, type DecisionPoint } from './thresholds/decision-curve.ts'

// Intervals
export { aucInterval, type AucInterval, type AucIntervalOptions } from './intervals/auc-interval.ts'
export {
  bootstrapInterval,
  type BootstrapEstimate,
  type BootstrapOptions,
  type ResamplingOptions,
} from './intervals/bootstrap.ts'
export { clopperPearsonInterval, jeffreysInterval } from './intervals/clopper-pearson.ts'
export { kappaInterval, type KappaInterval, type KappaIntervalOptions } from './intervals/kappa-interval.ts'
export { likelihoodRatioIntervals, type LikelihoodRatioIntervals } from './intervals/likelihood-ratios.ts'
export { metricInterval, type Metric } from './intervals/metric-interval.ts'
export { newcombeDifference, pairedDifference, type PairedCounts } from './intervals/proportion-differences.ts'
export { wilsonInterval } from './intervals/wilson.ts'

// Comparisons
export {
  compareAucs,
  compareIndependentAucs,
  type AucComparison,
  type AucSample,
  type CompareAucsOptions,
} from './comparisons/compare-aucs.ts'
export { differenceInterval } from './comparisons/difference-interval.ts'
export { mcNemarTest, type McNemarOptions, type McNemarTest } from './comparisons/mcnemar.ts'
export { permutationTest, type PermutationTest, type PermutationTestOptions } from './comparisons/permutation-test.ts'

// Planning
export { sampleSizeForAuc, type AucPlan, type AucSampleSize } from './planning/sample-size-for-auc.ts'
export { sampleSizeForComparison, type ComparisonPlan } from './planning/sample-size-for-comparison.ts'
export {
  sampleSizeForProportion,
  type ProportionPlan,
  type ProportionSampleSize,
} from './planning/sample-size-for-proportion.ts'

// Batch by batch, and merged
export type { Accumulator, AccumulatorState } from './streaming/accumulator.ts'
export {
  aucSketch,
  aucSketchFrom,
  type AucSketch,
  type AucSketchOptions,
  type AucSketchState,
  type SketchBatch,
  type SketchedRanking,
} from './streaming/auc-sketch.ts'
export {
  binaryAccumulator,
  binaryAccumulatorFrom,
  type BinaryAccumulator,
  type BinaryBatch,
  type BinaryState,
} from './streaming/binary-accumulator.ts'
export {
  calibrationAccumulator,
  calibrationAccumulatorFrom,
  calibrationErrorAccumulator,
  calibrationErrorAccumulatorFrom,
  type CalibrationAccumulator,
  type CalibrationErrorAccumulator,
  type CalibrationErrorState,
  type CalibrationState,
  type ProbabilityBatch,
  type StreamedCalibrationError,
} from './streaming/calibration-accumulators.ts'
export {
  confusionAccumulator,
  confusionAccumulatorFrom,
  type ConfusionAccumulator,
  type ConfusionAccumulatorOptions,
  type ConfusionBatch,
  type ConfusionState,
} from './streaming/confusion-accumulator.ts'
export {
  groupedAccumulator,
  groupedAccumulatorFrom,
  type GroupedAccumulator,
  type GroupedBatch,
  type GroupedResult,
  type GroupedState,
} from './streaming/grouped-accumulator.ts'
export {
  brierAccumulator,
  brierAccumulatorFrom,
  logLossAccumulator,
  logLossAccumulatorFrom,
  type BrierAccumulator,
  type BrierState,
  type LogLossAccumulator,
  type LogLossState,
  type LossBatch,
  type LossOptions,
} from './streaming/loss-accumulators.ts'
export {
  meanAccumulator,
  meanAccumulatorFrom,
  type MeanAccumulator,
  type MeanBatch,
  type MeanState,
} from './streaming/mean-accumulator.ts'
export {
  multilabelAccumulator,
  multilabelAccumulatorFrom,
  type MultilabelAccumulator,
  type MultilabelBatch,
  type MultilabelState,
  type StreamedMultilabel,
} from './streaming/multilabel-accumulator.ts'
export type { BinSpacing } from './streaming/probability-bins.ts'
export {
  rankingAccumulator,
  rankingAccumulatorFrom,
  type RankingAccumulator,
  type RankingState,
  type ScoreBatch,
  type StreamedRanking,
} from './streaming/ranking-accumulator.ts'
export type { Bounds } from './streaming/step-counts.ts'
export type { StreamedMean, SumState } from './streaming/sum-accumulator.ts'

// Everything at once
export type { BinaryEstimates } from './evaluate/binary-estimates.ts'
export {
  evaluateBinary,
  type BinaryEvaluation,
  type BinarySubgroup,
  type BinarySummary,
  type CalibrationSummary,
  type EvaluateBinaryOptions,
} from './evaluate/evaluate-binary.ts'
export {
  evaluateMulticlass,
  type ClassEvaluation,
  type EvaluateMulticlassOptions,
  type MulticlassEvaluation,
  type MulticlassSubgroup,
  type MulticlassSummary,
} from './evaluate/evaluate-multiclass.ts'
export type { PredictiveIntervals } from './evaluate/predictive-intervals.ts'
export { rocBand, type RocBand, type RocBandOptions } from './evaluate/roc-band.ts'
export { bandsOf, type Subgroups } from './evaluate/subgroups.ts'

// Shared
export type { Estimate } from './shared/estimate.ts'
export { normalQuantile } from './shared/normal-quantile.ts'
export type { ZeroDivision, ZeroDivisionOptions } from './shared/ratio.ts'
export type { Groups } from './shared/units.ts'
export type { WeightOptions } from './shared/weights.ts'
