/** Convolutional networks for few pictures: builder, training loop, classifier bundle. */
export { buildCnn } from './build/build-cnn.ts'
export type { PresetOptions } from './build/build-cnn.ts'
export type {
  BlockOptions,
  CnnOptions,
  CommonOptions,
  ConvBlock,
  DenseBlock,
  FilterOptions,
  Pooling,
} from './build/cnn-options.ts'
export type { KernelInitializer } from './build/seeded-weights.ts'
export { presetNames, presetSpec } from './presets/presets.ts'
export type { Preprocess, PreprocessV1, PreprocessV2 } from './bundle/preprocess.ts'
export type { NetworkOptions, PresetName, PresetSpec } from './presets/preset-spec.ts'
export type { DepthwiseBlock, DepthwiseOptions } from './build/depthwise.ts'
export type { PooledOptions } from './build/head-options.ts'
export type { ResidualOptions, ResidualStage } from './build/residual.ts'
export { train } from './training/train.ts'
export type {
  BatchInfo,
  CheckpointOptions,
  EpochResult,
  Metric,
  TrainingData,
  TrainOptions,
} from './training/options.ts'
export { predict } from './training/predict.ts'
export type { Predictions, PredictOptions } from './training/predict.ts'
export { createOptimizer } from './training/optimizers/optimizer.ts'
export type { Optimizer, OptimizerOptions, OptimizerState } from './training/optimizers/optimizer.ts'
export type { AdamOptions, AdamWOptions } from './training/optimizers/adam.ts'
export type { SgdOptions } from './training/optimizers/sgd.ts'
export { createSchedule } from './training/schedules/schedule.ts'
export type {
  ConstantSchedule,
  LearningRateSchedule,
  Schedule,
  ScheduleOptions,
  SchedulePosition,
  ScheduleState,
} from './training/schedules/schedule.ts'
export type { CosineSchedule } from './training/schedules/cosine.ts'
export type { OneCycleSchedule } from './training/schedules/one-cycle.ts'
export type { PlateauSchedule } from './training/schedules/plateau.ts'
export type { StepSchedule } from './training/schedules/step.ts'
export type { WarmUp } from './training/schedules/warm-up.ts'
export { clipGradients } from './training/clip-gradients.ts'
export type { ClipOptions, ClippedGradients } from './training/clip-gradients.ts'
export { createWeightAverage } from './training/weight-average.ts'
export type { WeightAverage, WeightAverageOptions, WeightAverageState } from './training/weight-average.ts'
export { namedWeights } from './weights/named-weights.ts'
export type { LeafLayer, NamedWeight } from './weights/named-weights.ts'
export type { TrainingBatch } from './training/batch.ts'
export type { EarlyStoppingOptions } from './training/early-stopping.ts'
export type { Loss, LossOptions } from './training/losses/loss.ts'
export { TrainingError } from './training/training-error.ts'
export type { TrainingErrorCode } from './training/training-error.ts'
export { CheckpointError } from './checkpoint/checkpoint-error.ts'
export type { CheckpointErrorCode } from './checkpoint/checkpoint-error.ts'
export { createCheckpointKeeper } from './checkpoint/checkpoint-keeper.ts'
export type {
  BestCheckpoint,
  CheckpointKeeper,
  KeeperOptions,
  LatestCheckpoint,
  SkippedCheckpoint,
} from './checkpoint/checkpoint-keeper.ts'
export type { CheckpointState, CheckpointTensor } from './checkpoint/checkpoint-state.ts'
export type { CheckpointStore } from './checkpoint/checkpoint-store.ts'
export { decodeCheckpoint } from './checkpoint/decode-checkpoint.ts'
export { encodeCheckpoint } from './checkpoint/encode-checkpoint.ts'
export type { JsonValue } from './checkpoint/json-value.ts'
export type { KeptCheckpoint } from './checkpoint/kept-checkpoint.ts'
export { loadWeights } from './checkpoint/load-weights.ts'
export { memoryCheckpoints } from './checkpoint/memory-checkpoints.ts'
export { countMultiplications } from './inspect/count-multiplications.ts'
export { networkDiagram } from './inspect/network-diagram.ts'
export type { DiagramEdge, DiagramLayer, NetworkDiagram } from './inspect/network-diagram.ts'
export { summary } from './inspect/summary.ts'
export type { ModelSummary, SummaryRow } from './inspect/summary.ts'
export { formatSummary } from './inspect/format-summary.ts'
export type { FormatSummaryOptions } from './inspect/format-summary.ts'
export { transferModel } from './transfer/transfer-model.ts'
export type { TransferHead, TransferOptions } from './transfer/transfer-model.ts'
export { freeze, unfreeze } from './transfer/freeze.ts'
export type { UnfreezeOptions } from './transfer/freeze.ts'
export type { LayerSelector } from './transfer/select-layers.ts'
export { frozenNormalisations } from './transfer/frozen-normalisations.ts'
export { multiplierOf } from './transfer/learning-rate-multipliers.ts'
export type { LearningRateMultipliers } from './transfer/learning-rate-multipliers.ts'
export type { LogOptions, TrainingLog } from './logs/training-log.ts'
export { historyCsv } from './logs/history-csv.ts'
export { jsonLine, parseJsonLines } from './logs/json-lines.ts'
export type { LogRecord } from './logs/json-lines.ts'
export { batchEvent, epochEvents, eventFileName, eventFileStart } from './logs/tensorboard-events.ts'
export type { EpochEvents } from './logs/tensorboard-events.ts'
export { crossValidate } from './experiments/cross-validation/cross-validate.ts'
export type {
  CrossValidateOptions,
  CrossValidation,
  FoldValues,
} from './experiments/cross-validation/cross-validate.ts'
export { CrossValidationError } from './experiments/cross-validation/cross-validation-error.ts'
export type { Fold, FoldFailure, FoldResult, FoldTask } from './experiments/cross-validation/fold.ts'
export { oneAgainstRest } from './experiments/cross-validation/out-of-fold.ts'
export type { BinaryScores, OutOfFold } from './experiments/cross-validation/out-of-fold.ts'
export { averagePredictions } from './experiments/ensemble/average-predictions.ts'
export type { AverageOptions } from './experiments/ensemble/average-predictions.ts'
export { createEnsemble } from './experiments/ensemble/create-ensemble.ts'
export type { Ensemble, EnsemblePredictions } from './experiments/ensemble/create-ensemble.ts'
export { disagreement } from './experiments/ensemble/disagreement.ts'
export type { Disagreement } from './experiments/ensemble/disagreement.ts'
export { applyTemperature } from './experiments/calibration/apply-temperature.ts'
export { fitTemperature } from './experiments/calibration/fit-temperature.ts'
export type {
  FitTemperatureOptions,
  TemperatureFit,
  TemperatureStatus,
} from './experiments/calibration/fit-temperature.ts'
export type { Scores } from './experiments/calibration/scores.ts'
export type { Task, TaskContext } from './experiments/task.ts'
export type { PruningOptions } from './experiments/tuning/median-rule.ts'
export type {
  Choice,
  IntegerRange,
  LogUniformRange,
  Setting,
  Settings,
  SettingValue,
  Space,
  UniformRange,
} from './experiments/tuning/space.ts'
export { trialRows } from './experiments/tuning/trial.ts'
export type { Trial, TrialRow, TrialTask } from './experiments/tuning/trial.ts'
export { tune } from './experiments/tuning/tune.ts'
export type { SearchOptions, TuneOptions, Tuning } from './experiments/tuning/tune.ts'
export { BundleError } from './bundle/bundle-error.ts'
export type { BundleErrorCode } from './bundle/bundle-error.ts'
export { bundleFiles } from './bundle/bundle-format.ts'
export type { BundleBytes, BundleFile } from './bundle/bundle-format.ts'
export type { Classifier } from './bundle/classifier.ts'
export { parseClassifier } from './bundle/parse-classifier.ts'
export { serialiseClassifier } from './bundle/serialise-classifier.ts'
