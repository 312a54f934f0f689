/** Precision against recall of one or more splits with average precision, interval, working point and chance. */
import { noSymbol } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { fitText } from './fit-text.ts'
import { formatEstimate, formatNumber } from './format.ts'
import { palette, seriesStyles } from './palette.ts'
import { noEstimate } from './run-data.ts'
import type { Estimate, PrecisionRecallPoints, SplitMetrics } from './run-data.ts'
import type { Point } from './thin-curve.ts'
import { checkCurves, referenceLine, renderUnitSquare } from './unit-square.ts'

export interface PrecisionRecallCurve {
  /** A split, or in a figure of one class against the rest the class. */
  readonly name: string
  readonly precisionRecall: PrecisionRecallPoints
  readonly averagePrecision: Estimate
  /** Share of positives, 0 to 1: the precision of guessing. */
  readonly prevalence?: number | undefined
  /** The point at the decision threshold. */
  readonly at?: { readonly threshold: number; readonly recall: number; readonly precision: number } | undefined
}

export interface PrecisionRecallOptions {
  /** Unique among the figures of a page; default `precision-recall`. */
  readonly name?: string | undefined
  /** Default "Precision and recall". */
  readonly title?: string | undefined
}

/** The curves of splits that have one; splits without positives have none. */
export function precisionRecallCurves(metrics: Readonly<Record<string, SplitMetrics>>): PrecisionRecallCurve[] {
  return Object.entries(metrics).flatMap(([name, split]) => {
    const { precisionRecall, averagePrecision = noEstimate, positives, n } = split
    const drawable =
      precisionRecall !== undefined &&
      precisionRecall.recall.length > 1 &&
      positives > 0 &&
      Array.from(precisionRecall.recall).every(Number.isFinite) &&
      Array.from(precisionRecall.precision).every(Number.isFinite)
    return drawable
      ? [{ name, precisionRecall, averagePrecision, prevalence: positives / n, at: workingPoint(split) }]
      : []
  })
}

/** None where no picture is called positive: its precision is 0 / 0, whatever number stands for it. */
function workingPoint({ threshold, sensitivity, specificity, precision }: SplitMetrics): PrecisionRecallCurve['at'] {
  const nonePositive = sensitivity.value === 0 && !(specificity.value < 1)
  return nonePositive ? undefined : { threshold, recall: sensitivity.value, precision: precision.value }
}

/**
 * Precision-recall figure as SVG, with steps and not straight lines between the points, as average precision (AP) adds
 * them up. A name and its AP with interval stand in the legend; the dotted lines are chance, the share of positives.
 *
 * @throws RangeError with more than four curves: no reader could tell them apart
 * @example
 * precisionRecallFigure([
 *   {
 *     name: 'test',
 *     precisionRecall: { precision: [0.5, 2 / 3, 1, 1], recall: [1, 1, 0.5, 0], thresholds: [0.1, 0.4, 0.9] },
 *     averagePrecision: { value: 0.833, low: 0.25, high: 0.99 },
 *     prevalence: 0.5,
 *   },
 * ])
 */
export function precisionRecallFigure(
  curves: readonly PrecisionRecallCurve[],
  { name = 'precision-recall', title: wanted = 'Precision and recall' }: PrecisionRecallOptions = {},
): string {
  checkCurves(curves.length)
  const title = fitText(wanted, 440, 16)
  if (curves.length === 0) {
    return emptyFigure({ name, title, width: 480, height: 320 }, 'Not defined: no split has positive pictures.')
  }
  const labels = curves.map((curve) => `${fitText(curve.name, 140, 13)}: AP ${formatEstimate(curve.averagePrecision)}`)
  const levels = chanceLevels(curves)
  const chance = chanceLabel(levels)
  return renderUnitSquare(
    {
      name,
      title,
      description: `AP is average precision. ${labels.join('; ')}.${levels.length === 0 ? '' : ` Dotted lines are ${chance}.`}`,
    },
    {
      xName: 'recall (sensitivity)',
      yName: 'precision (positive predictive value)',
      steps: true,
      curves: curves.map(({ precisionRecall, at }, i) => ({
        label: labels[i]!,
        points: stepPoints(precisionRecall),
        at: at && [at.recall, at.precision],
      })),
      below: levels.map(({ prevalence, color }) =>
        referenceLine(chance, color, [
          [0, prevalence],
          [1, prevalence],
        ]),
      ),
      legend: levels.length === 0 ? [] : [{ name: chance, itemStyle: noSymbol, lineStyle: { color: palette.muted } }],
    },
  )
}

/** The last point belongs to no threshold: the curve ends level at recall 0 and does not jump to precision 1. */
function stepPoints({ precision, recall }: PrecisionRecallPoints): Point[] {
  const last = recall.length - 1
  return Array.from(recall, (x, i): Point => [x, precision[i === last ? Math.max(0, i - 1) : i]!])
}

/** One line for each share of positives that can be told from the others. */
function chanceLevels(curves: readonly PrecisionRecallCurve[]): { prevalence: number; color: string }[] {
  const known = curves.flatMap(({ prevalence = Number.NaN }, i) =>
    Number.isFinite(prevalence) ? [{ prevalence, color: seriesStyles[i]!.color }] : [],
  )
  const apart = known.filter(
    ({ prevalence }, i) => known.findIndex((other) => Math.abs(other.prevalence - prevalence) < 0.0005) === i,
  )
  return apart.length === 1 ? [{ ...apart[0]!, color: palette.muted }] : apart
}

function chanceLabel(levels: readonly { readonly prevalence: number }[]): string {
  const shares = levels.map(({ prevalence }) => prevalence)
  const [low, high] = [Math.min(...shares), Math.max(...shares)].map((share) => formatNumber(share))
  return `chance: share of positives ${low === high ? low! : `${low!} to ${high!}`}`
}
