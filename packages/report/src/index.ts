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
export { figures } from './figures.ts'
export { htmlReport } from './html/html-report.ts'
export { rocFigure } from './roc-figure.ts'
export type { RocCurve } from './roc-figure.ts'
export type {
  BackendInfo,
  CalibrationPoint,
  ConfusionCounts,
  Estimate,
  ExplanationEntry,
  HistoryRow,
  NetworkLayer,
  NetworkSummary,
  PointingGame,
  RocPoints,
  RunData,
  RunFile,
  SplitMetrics,
} from './run-data.ts'
