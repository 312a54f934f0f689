/** Pictures in, seeded batches out. Runs in Node and in the browser; files are under `./node` and `./browser`. */
export { applyToMask } from './augment/apply-to-mask.ts'
export { applyToPoints } from './augment/apply-to-points.ts'
export { applyAugmentation, augment } from './augment/augment.ts'
export type { ApplyOptions } from './augment/augment.ts'
export { augmentationRandom, identityAugmentation, sampleAugmentation } from './augment/augmentation.ts'
export type {
  AffineAndTone,
  AffineAndToneRanges,
  Augmentation,
  DrawnAugmentation,
  FillMode,
} from './augment/augmentation.ts'
export { augmentationSheet, contactSheet } from './augment/contact-sheet.ts'
export type { AugmentationSheetOptions, ContactSheetOptions } from './augment/contact-sheet.ts'
export { describeAugmentation } from './augment/describe-augmentation.ts'
export { applyMix, oneHot, sampleCutMix, sampleMixUp } from './augment/mix.ts'
export type { DrawnMix, DrawnPair, MixOptions } from './augment/mix.ts'
export {
  affine,
  affineAndTone,
  blur,
  brightness,
  clahe,
  compose,
  contrast,
  crop,
  cutout,
  elastic,
  gamma,
  noise,
  oneOf,
  validateStep,
} from './augment/pipeline.ts'
export type { AugmentationStep, ComposeStep, OneOfStep } from './augment/pipeline.ts'
export { seedAugmentation, strongXrayAugmentation, xrayAugmentation } from './augment/presets.ts'
export type { AffineOptions } from './augment/steps/affine.ts'
export type { BlurOptions } from './augment/steps/blur.ts'
export type { BrightnessOptions } from './augment/steps/brightness.ts'
export type { ClaheOptions } from './augment/steps/clahe.ts'
export type { ContrastOptions } from './augment/steps/contrast.ts'
export type { CropOptions } from './augment/steps/crop.ts'
export type { CutoutOptions } from './augment/steps/cutout.ts'
export type { ElasticOptions } from './augment/steps/elastic.ts'
export type { GammaOptions } from './augment/steps/gamma.ts'
export type { NoiseOptions } from './augment/steps/noise.ts'
export type { DrawnStep, SingleStep } from './augment/steps/operations.ts'
export type { Association } from './audit/association.ts'
export type { NearDuplicate, NearDuplicateOptions } from './audit/find-near-duplicates.ts'
export { formatInspection } from './audit/format-inspection.ts'
export type { FormatInspectionOptions } from './audit/format-inspection.ts'
export { inspect } from './audit/inspect.ts'
export type { InspectOptions } from './audit/inspect.ts'
export type { Inspection } from './audit/inspection.ts'
export type { Attribute, ClassTable } from './audit/tables.ts'
export { ConvlensDataError } from './data-error.ts'
export { classCounts, createDataset, filter, subset } from './dataset.ts'
export type { Dataset, Sample } from './dataset.ts'
export { bySplit } from './datasets/by-split.ts'
export { balanced } from './datasets/balanced.ts'
export type { BalancedOptions } from './datasets/balanced.ts'
export { assertNoLeaks, describeLeak, findLeaks } from './datasets/find-leaks.ts'
export type { Leak, SamePictures, Splits } from './datasets/find-leaks.ts'
export { fromArrays } from './datasets/from-arrays.ts'
export type { FromArraysOptions, PictureStack } from './datasets/from-arrays.ts'
export { leaveOneSourceOut } from './datasets/leave-one-source-out.ts'
export type { SourceFold } from './datasets/leave-one-source-out.ts'
export { split } from './datasets/split.ts'
export type { SplitOptions } from './datasets/split.ts'
export { stratifiedGroupKFold } from './datasets/stratified-group-k-fold.ts'
export type { Fold, KFoldOptions } from './datasets/stratified-group-k-fold.ts'
export { classWeights, sampleWeights } from './datasets/weights.ts'
export type { BalanceKey } from './datasets/weights.ts'
export type { Background } from './decode/background.ts'
export { DecodeError } from './decode/decode-error.ts'
export type { DecodeErrorCode, ImageFormat } from './decode/decode-error.ts'
export { decodeImage } from './decode/decode-image.ts'
export type { DecodeOptions } from './decode/decode-image.ts'
export { detectFormat } from './decode/detect-format.ts'
export { dicomTagNames } from './decode/dicom/dictionary.ts'
export type { DicomOptions, DicomWindow } from './decode/dicom/dicom-options.ts'
export { readDicomTags } from './decode/dicom/read-dicom-tags.ts'
export type { DicomValue } from './decode/dicom/read-dicom-tags.ts'
export { createBatchMemory, type BatchMemory } from './loader/batch-memory.ts'
export { createCache } from './loader/cache.ts'
export type { PictureCache, Prepared } from './loader/cache.ts'
export { loader } from './loader/loader.ts'
export type { Batch, BatchMix, Loader, LoaderOptions, LoaderState } from './loader/loader.ts'
export type { PictureStore } from './loader/store.ts'
export type { WorkerPool } from './loader/workers/worker-pool.ts'
export { WorkersError } from './loader/workers/workers-error.ts'
export { drawPhantom } from './phantom/draw-phantom.ts'
export type { DrawPhantomOptions, Phantom, PhantomParameters } from './phantom/draw-phantom.ts'
export { phantoms } from './phantom/phantoms.ts'
export type { PhantomDataset, PhantomSample, PhantomsOptions } from './phantom/phantoms.ts'
export { equalizeAdaptively } from './preprocess/clahe.ts'
export { preprocess } from './preprocess/preprocess.ts'
export { validatePreprocessSpec, valueRange } from './preprocess/spec.ts'
export type { ClaheSpec, PreprocessSpec, PreprocessSpecV1, PreprocessSpecV2 } from './preprocess/spec.ts'
export { createRandom } from './random.ts'
export type { Random } from './random.ts'
export { assertRaster } from './raster.ts'
export type { Raster } from './raster.ts'
