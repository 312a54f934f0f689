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
export type { PresetName, PresetSpec } from './presets/preset-spec.ts'
export { train } from './training/train.ts'
export type { BatchInfo, EpochResult, Metric, Schedule, TrainingData, TrainOptions } from './training/train.ts'
export { predict } from './training/predict.ts'
export type { Predictions, PredictOptions } from './training/predict.ts'
export type { AdamOptions } from './training/adam.ts'
export type { TrainingBatch } from './training/batch.ts'
export type { EarlyStoppingOptions } from './training/early-stopping.ts'
export type { Loss } from './training/loss.ts'
export { TrainingError } from './training/training-error.ts'
export type { TrainingErrorCode } from './training/training-error.ts'
export { countMultiplications } from './inspect/count-multiplications.ts'
export { networkDiagram } from './inspect/network-diagram.ts'
export type { DiagramLayer, NetworkDiagram } from './inspect/network-diagram.ts'
export { BundleError } from './bundle/bundle-error.ts'
export type { BundleErrorCode } from './bundle/bundle-error.ts'
export { bundleFiles } from './bundle/bundle-format.ts'
export type { BundleBytes, BundleFile } from './bundle/bundle-format.ts'
export type { Classifier } from './bundle/classifier.ts'
export { parseClassifier } from './bundle/parse-classifier.ts'
export { serialiseClassifier } from './bundle/serialise-classifier.ts'
