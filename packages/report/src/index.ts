/** Figures of a run as SVG, and its report as one HTML file. Pure: no DOM, no Node. */
export { architectureFigure } from './architecture-figure.ts'
export { calibrationFigure } from './calibration-figure.ts'
export type { CalibrationOptions } from './calibration-figure.ts'
export { captionedOverlay } from './captioned-overlay.ts'
export type { CaptionedOverlayOptions } from './captioned-overlay.ts'
export type { ColorScale } from './color-scales.ts'
export { confusionFigure } from './confusion-figure.ts'
export type { ConfusionOptions } from './confusion-figure.ts'
export { accuracyFigure, lossFigure } from './curve-figures.ts'
export { decisionCurveFigure } from './decision-curve-figure.ts'
export type { DecisionCurveOptions } from './decision-curve-figure.ts'
export { figures, metricsFigures } from './figures.ts'
export { htmlReport } from './html/html-report.ts'
export { precisionRecallFigure } from './precision-recall-figure.ts'
export type { PrecisionRecallCurve, PrecisionRecallOptions } from './precision-recall-figure.ts'
export { rocFigure } from './roc-figure.ts'
export type { RocCurve, RocOptions } from './roc-figure.ts'
export type {
  BackendInfo,
  CalibrationPoint,
  CalibrationSummary,
  ConfusionCounts,
  DecisionPoint,
  Estimate,
  ExplanationEntry,
  HistoryRow,
  NetworkLayer,
  NetworkSummary,
  PointingGame,
  PrecisionRecallPoints,
  RocPoints,
  RunData,
  RunFile,
  SplitMetrics,
  SubgroupMetric,
  SubgroupMetrics,
} from './run-data.ts'
export { subgroupFigure } from './subgroup-figure.ts'
export type { SubgroupOptions } from './subgroup-figure.ts'
