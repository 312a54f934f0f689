/** What a tfjs model looks at: class activation maps and their overlays. */
export type { Capabilities } from './capabilities.ts'
export { GradCamError, type GradCamErrorCode } from './errors.ts'
export { createExplainer, type Explainer, type ExplainerOptions, type LayerChoice } from './explainer.ts'
export type { Fusion } from './fuse.ts'
export { ablationCam } from './methods/ablation-cam.ts'
export { eigenCam } from './methods/eigen-cam.ts'
export { eigenGradCam } from './methods/eigen-grad-cam.ts'
export { fullGrad } from './methods/full-grad.ts'
export type { NoiseOptions } from './methods/gaussian-noise.ts'
export { gradCam } from './methods/grad-cam.ts'
export { gradCamPlusPlus } from './methods/grad-cam-plus-plus.ts'
export { hiResCam } from './methods/hi-res-cam.ts'
export { inputGradients } from './methods/input-gradients.ts'
export { integratedGradients, type IntegratedGradientsOptions } from './methods/integrated-gradients.ts'
export { layerCam } from './methods/layer-cam.ts'
export type { LayerGradients, LayerMethod } from './methods/layer-gradients.ts'
export { methodByName, type MethodName, methodNames } from './methods/method-by-name.ts'
export {
  type BiasGradient,
  type Method,
  type ModelMethod,
  modelMethod,
  type ModelMethodDefinition,
  type Picture,
  type Probe,
  type RawMap,
} from './methods/method.ts'
export { scoreCam } from './methods/score-cam.ts'
export { smoothGrad } from './methods/smooth-grad.ts'
export { type FlipOptions, smoothFlips, smoothNoise } from './methods/smoothing.ts'
export { xGradCam } from './methods/x-grad-cam.ts'
export type { GraphModelLike } from './models/graph-nodes.ts'
export type { HeadKind } from './models/head.ts'
export { listLayers, type SpatialLayer } from './models/layers.ts'
export type { Splittable } from './models/split-network.ts'
export {
  centreSigned,
  contourLines,
  type Contours,
  type Colormap,
  colormap,
  type ColormapName,
  colormapNames,
  coolwarm,
  heatmap,
  type HeatMap,
  type HeatmapOptions,
  legend,
  type LegendOptions,
  overlay,
  type OverlayImage,
  type OverlayOptions,
  type PaintOptions,
  type Pixels,
  resizeMap,
  type Rgb,
  sideBySide,
  type SideBySideOptions,
} from './overlay/index.ts'
export { normaliseMap, type NormalisedMap } from './normalise.ts'
export type {
  ClassTarget,
  ExplainBatchOptions,
  ExplainOptions,
  Explanation,
  ExplanationInfo,
  Pictures,
  ScoreTarget,
  Target,
  TensorExplanation,
} from './types.ts'
