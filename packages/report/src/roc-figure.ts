/** ROC curves of one or more splits or classes with AUC, interval, band, working point and the chance diagonal. */
import { noSymbol } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { fitText } from './fit-text.ts'
import { formatCompact, formatEstimate, formatLevel } from './format.ts'
import { palette, seriesStyles } from './palette.ts'
import type { Estimate, RocPoints, SplitMetrics } from './run-data.ts'
import type { Point } from './thin-curve.ts'
import { bandOpacity, checkCurves, referenceLine, renderUnitSquare, shadedBand } from './unit-square.ts'
import type { LegendEntry } from './unit-square.ts'

export interface RocCurve {
  /** A split, or in a figure of one class against the rest the class. */
  readonly name: string
  readonly roc: RocPoints
  readonly auc: Estimate
  /** The point at the decision threshold. */
  readonly at?: { readonly threshold: number; readonly fpr: number; readonly tpr: number } | undefined
  /** Of the band, for the legend; 0.95 where nothing is said. */
  readonly confidence?: number | undefined
}

export interface RocOptions {
  /** Unique among the figures of a page; default `roc`. */
  readonly name?: string | undefined
  /** Default "ROC curve". */
  readonly title?: string | undefined
}

/** The curves of splits that have one; splits of a single class have none. */
export function rocCurves(metrics: Readonly<Record<string, SplitMetrics>>): RocCurve[] {
  return Object.entries(metrics).flatMap(([name, { roc, auc, threshold, sensitivity, specificity, confidence }]) => {
    const drawable =
      roc !== undefined &&
      roc.fpr.length > 1 &&
      Array.from(roc.fpr).every(Number.isFinite) &&
      Array.from(roc.tpr).every(Number.isFinite)
    const at = { threshold, fpr: 1 - specificity.value, tpr: sensitivity.value }
    return drawable ? [{ name, roc, auc, at, confidence }] : []
  })
}

/**
 * ROC figure as SVG. A name and its AUC with interval stand in the legend; the dotted diagonal is chance. A curve with
 * `roc.band` has its band as a light area, and the legend says what it is. The curves may be splits, or the classes of
 * one evaluation, each against the rest.
 *
 * @throws RangeError with more than four curves: no reader could tell them apart; and for a band of unequal lengths
 * @example
 * rocFigure(
 *   [{ name: 'covid', roc: { fpr: [0, 0, 0.5, 1], tpr: [0, 0.5, 1, 1], thresholds: [Infinity, 0.9, 0.4, 0.1] }, auc: { value: 0.875, low: 0.31, high: 1 } }],
 *   { title: 'ROC curves, one class against the rest' },
 * )
 */
export function rocFigure(
  curves: readonly RocCurve[],
  { name = 'roc', title: wanted = 'ROC curve' }: RocOptions = {},
): string {
  checkCurves(curves.length)
  const title = fitText(wanted, 440, 16)
  if (curves.length === 0) {
    const reason = 'Not defined: no split has pictures of both classes.'
    return emptyFigure({ name, title, width: 480, height: 320 }, reason)
  }
  const labels = curves.map((curve) => `${fitText(curve.name, 140, 13)}: AUC ${formatEstimate(curve.auc)}`)
  const bands = curves.flatMap((curve, i) => bandOf(curve, seriesStyles[i]!.color))
  const chance = 'chance: AUC 0.5'
  const shaded = shadedLabel(bands)
  return renderUnitSquare(
    {
      name,
      title,
      description: `${labels.join('; ')}. The diagonal is chance.${bands.length === 0 ? '' : ` Shaded areas: ${shaded}.`}`,
    },
    {
      xName: 'false positive rate (1 − specificity)',
      yName: 'true positive rate (sensitivity)',
      curves: curves.map(({ roc, at }, i) => ({
        label: labels[i]!,
        points: Array.from(roc.fpr, (x, j): Point => [x, roc.tpr[j]!]),
        at: at && [at.fpr, at.tpr],
      })),
      below: [
        ...bands.map(({ color, low, high }) => shadedBand(shaded, color, low, high)),
        referenceLine(chance, palette.muted, [
          [0, 0],
          [1, 1],
        ]),
      ],
      legend: [
        ...(bands.length === 0 ? [] : [bandEntry(shaded, bands.length === 1 ? bands[0]!.color : palette.muted)]),
        { name: chance, itemStyle: noSymbol },
      ],
    },
  )
}

interface Band {
  readonly color: string
  readonly confidence: number
  readonly low: readonly Point[]
  readonly high: readonly Point[]
}

/** The band of a curve, if it has one with at least two points that are numbers. */
function bandOf({ name, roc: { band }, confidence = 0.95 }: RocCurve, color: string): Band[] {
  if (band === undefined) return []
  const { fpr, low, high } = band
  if (low.length !== fpr.length || high.length !== fpr.length) {
    throw new RangeError(
      `band: expected a low and a high for each of the ${fpr.length} false positive rates of '${name}', got ${low.length} and ${high.length}`,
    )
  }
  const known = Array.from(fpr, (_, i) => i).filter((i) => [fpr[i], low[i], high[i]].every(Number.isFinite))
  if (known.length < 2) return []
  return [{ color, confidence, low: known.map((i) => [fpr[i]!, low[i]!]), high: known.map((i) => [fpr[i]!, high[i]!]) }]
}

/** "95 % interval of the sensitivity, point by point": it holds for each rate alone, not for the whole curve. */
function shadedLabel(bands: readonly Band[]): string {
  const levels = [...new Set(bands.map(({ confidence }) => formatLevel(confidence)))]
  return `${levels.join(', ')} interval of the sensitivity, point by point`
}

/** A small area looks lighter than a large one, so its swatch is darker. */
function bandEntry(name: string, color: string): LegendEntry {
  return { name, icon: 'rect', itemStyle: { color, opacity: bandOpacity * 1.5 } }
}

/** Sentence for the caption: what the single symbol on each curve is. */
export function workingPointNote(thresholds: readonly (number | undefined)[]): string {
  const shown = [...new Set(thresholds.flatMap((at) => (at === undefined ? [] : [formatCompact(at)])))]
  return shown.length === 1 ? `The symbol on a curve is its point at the threshold ${shown[0]!}.` : ''
}
