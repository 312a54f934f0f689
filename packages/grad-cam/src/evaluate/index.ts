/** How far a map can be trusted, always beside what chance would reach. */
export type { Mask, PictureValues } from './arguments.ts'
export type { Baseline } from './baseline.ts'
export type { Chance } from './chance.ts'
export { deletion, insertion, type RemovalCurve, type RemovalOptions } from './deletion-insertion.ts'
export { energyInside, type EnergyResult } from './energy-inside.ts'
export { iou, type IouResult, type MarkedRegion } from './iou.ts'
export { maxSensitivity, type SensitivityOptions, type SensitivityResult } from './max-sensitivity.ts'
export { pointingGame, type PointingGameOptions, type PointingGameResult } from './pointing-game.ts'
export { randomisable, type RandomisableModel } from './random-weights.ts'
export {
  randomisationCheck,
  type RandomisationOptions,
  type RandomisationResult,
  type RandomisedSimilarity,
} from './randomisation-check.ts'
export type { RandomisationVerdict, ScoreComparison } from './randomisation-verdict.ts'
export type { MappedPicture } from './removal-order.ts'
export { road, type RoadOptions, type RoadResult } from './road.ts'
export type { Predict, PredictOptions } from './score-pictures.ts'
export type { Similarity } from './similarity.ts'
