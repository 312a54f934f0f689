/** ROC curves of one or more splits with AUC, interval, working point and the chance diagonal. */
import { axisStyle, noSymbol, renderChart } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { fitText } from './fit-text.ts'
import { formatCompact, formatInterval, formatNumber } from './format.ts'
import { palette, seriesStyles } from './palette.ts'
import type { Estimate, RocPoints, SplitMetrics } from './run-data.ts'

/** As many curves as can be told apart by colour, dash and symbol. */
export const maxRocCurves: number = seriesStyles.length

export interface RocCurve {
  readonly name: string
  readonly roc: RocPoints
  readonly auc: Estimate
  /** The point at the decision threshold. */
  readonly at?: { readonly threshold: number; readonly fpr: number; readonly tpr: number } | undefined
}

/** The curves of splits that have one; splits of a single class have none. */
export function rocCurves(metrics: Readonly<Record<string, SplitMetrics>>): RocCurve[] {
  return Object.entries(metrics).flatMap(([name, { roc, auc, threshold, sensitivity, specificity }]) => {
    const drawable =
      roc !== undefined &&
      roc.fpr.length > 1 &&
      Array.from(roc.fpr).every(Number.isFinite) &&
      Array.from(roc.tpr).every(Number.isFinite)
    return drawable ? [{ name, roc, auc, at: { threshold, fpr: 1 - specificity.value, tpr: sensitivity.value } }] : []
  })
}

/**
 * ROC figure as SVG. A name and its AUC with interval stand in the legend; the dashed diagonal is chance.
 *
 * @throws RangeError with more than four curves: no reader could tell them apart
 */
export function rocFigure(curves: readonly RocCurve[]): string {
  if (curves.length > maxRocCurves)
    throw new RangeError(`curves: expected at most ${maxRocCurves}, got ${curves.length}`)
  const lines = curves.length + 1
  const size = { width: 480, height: 428 + 22 * lines }
  const frame = { name: 'roc', title: 'ROC curve', ...size }
  if (curves.length === 0)
    return emptyFigure({ ...frame, height: 320 }, 'Not defined: no split has pictures of both classes.')
  const labels = curves.map(
    ({ name, auc }) => `${fitText(name, 140, 13)}: AUC ${formatNumber(auc.value)} (${formatInterval(auc)})`,
  )
  const chance = 'chance: AUC 0.5'
  return renderChart(
    { ...frame, description: `${labels.join('; ')}. The diagonal is chance.` },
    {
      grid: { left: 62, right: 38, top: 44, height: 320 },
      legend: {
        left: 56,
        top: 424,
        orient: 'vertical',
        itemGap: 8,
        itemWidth: 38,
        selectedMode: false,
        textStyle: { color: palette.ink, fontSize: 13 },
        data: [...labels.map((name) => ({ name })), { name: chance, itemStyle: noSymbol }],
      },
      xAxis: {
        ...axisStyle,
        type: 'value',
        min: 0,
        max: 1,
        name: 'false positive rate (1 − specificity)',
        nameGap: 30,
      },
      yAxis: { ...axisStyle, type: 'value', min: 0, max: 1, name: 'true positive rate (sensitivity)', nameGap: 40 },
      series: [
        {
          type: 'line',
          name: chance,
          silent: true,
          symbol: 'none',
          color: palette.muted,
          data: [
            [0, 0],
            [1, 1],
          ],
          lineStyle: { width: 1.5, type: [3, 4], color: palette.muted },
        },
        ...curves.flatMap(({ roc, at }, i) => {
          const { color, dash, symbol } = seriesStyles[i]!
          const look = {
            type: 'line',
            silent: true,
            clip: false,
            symbol,
            symbolSize: 11,
            color,
            itemStyle: { color },
            lineStyle: { width: 2.2, type: dash, color },
          }
          const curve = {
            ...look,
            name: labels[i]!,
            showSymbol: false,
            data: Array.from(roc.fpr, (x, j) => [x, roc.tpr[j]!]),
          }
          const point = { ...look, name: `at ${i}`, z: 3, data: [[at?.fpr ?? Number.NaN, at?.tpr ?? Number.NaN]] }
          return [curve, point]
        }),
      ],
    },
  )
}

/** Sentence for the caption: what the single symbol on each curve is. */
export function workingPointNote(curves: readonly RocCurve[]): string {
  const thresholds = [...new Set(curves.flatMap(({ at }) => (at === undefined ? [] : [formatCompact(at.threshold)])))]
  return thresholds.length === 1 ? `The symbol on a curve is its point at the threshold ${thresholds[0]!}.` : ''
}
