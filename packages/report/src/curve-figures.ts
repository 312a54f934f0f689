/** Accuracy and loss by epoch, training beside validation. */
import { axisStyle, renderChart } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { formatNumber } from './format.ts'
import { palette, seriesStyles } from './palette.ts'
import type { HistoryRow } from './run-data.ts'

type Key = 'accuracy' | 'val_accuracy' | 'loss' | 'val_loss'

const size = { width: 480, height: 320 } as const

/**
 * Accuracy of training and validation by epoch, as SVG.
 *
 * @example accuracyFigure(run.history)
 */
export function accuracyFigure(history: readonly HistoryRow[]): string {
  return curves(history, 'accuracy', 'Accuracy by epoch', ['accuracy', 'val_accuracy'])
}

/** Loss of training and validation by epoch, as SVG. */
export function lossFigure(history: readonly HistoryRow[]): string {
  return curves(history, 'loss', 'Loss by epoch', ['loss', 'val_loss'])
}

function curves(
  history: readonly HistoryRow[],
  name: 'accuracy' | 'loss',
  title: string,
  keys: readonly [Key, Key],
): string {
  if (history.length === 0) return emptyFigure({ name, title, ...size }, 'No epochs were recorded.')
  const series = keys
    .map((key, index) => ({
      name: index === 0 ? 'training' : 'validation',
      values: history.map((row) => finite(row[key])),
      style: seriesStyles[index]!,
    }))
    .filter(({ values }) => values.some((value) => value !== null))
  if (series.length === 0) return emptyFigure({ name, title, ...size }, `No ${name} was recorded.`)
  const numbers = series.flatMap(({ values }) => values.filter((value) => value !== null))
  // An accuracy axis ends at 1 and starts at a half or lower, so that small changes do not look large.
  const range =
    name === 'accuracy' ? { min: Math.min(0.5, Math.floor(Math.min(...numbers) * 10) / 10), max: 1 } : { min: 0 }
  const last = series.map(
    ({ name: label, values }) => `${label} ${formatNumber(values.findLast((value) => value !== null))}`,
  )
  const description = `${history.length} ${history.length === 1 ? 'epoch' : 'epochs'}; at the end ${last.join(', ')}.`
  return renderChart(
    { name, title, description, ...size },
    {
      grid: { left: 62, right: 22, top: 44, bottom: 84 },
      legend: {
        bottom: 6,
        itemWidth: 34,
        itemGap: 32,
        selectedMode: false,
        textStyle: { color: palette.ink, fontSize: 13 },
      },
      xAxis: {
        ...axisStyle,
        type: 'category',
        name: 'epoch',
        nameGap: 30,
        boundaryGap: history.length === 1,
        data: history.map((row) => String(row.epoch)),
      },
      yAxis: { ...axisStyle, type: 'value', name, nameGap: 42, ...range },
      series: series.map(({ name: label, values, style }) => ({
        type: 'line',
        name: label,
        data: values,
        silent: true,
        clip: false,
        connectNulls: false,
        showSymbol: history.length <= 40,
        symbol: style.symbol,
        symbolSize: 6,
        color: style.color,
        lineStyle: { width: 2, color: style.color, type: style.dash },
        itemStyle: { color: style.color },
      })),
    },
  )
}

function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
