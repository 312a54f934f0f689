/** Calibration curve: observed share of positives against mean score, with the number of pictures in each bin. */
import { axisStyle, legendStyle, noSymbol, renderChart } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { fitText } from './fit-text.ts'
import { formatEstimate, formatNumber, formatShort } from './format.ts'
import { palette } from './palette.ts'
import type { CalibrationPoint, CalibrationSummary } from './run-data.ts'

export interface CalibrationOptions {
  /** Unique among the figures of a page; default `calibration`. */
  readonly name?: string | undefined
  readonly split?: string | undefined
  /** Printed below the title: slope and intercept with intervals, and the expected calibration error (ECE). */
  readonly summary?: CalibrationSummary | undefined
}

const plot = { left: 62, width: 394 } as const

/**
 * Calibration curve as SVG, whiskers for the intervals; below it a bar for each bin with its number of pictures.
 *
 * @example
 * const observed = { value: 0.75, low: 0.3, high: 0.95 }
 * calibrationFigure([{ from: 0.5, to: 1, count: 4, meanScore: 0.8, observed }], { split: 'test' })
 */
export function calibrationFigure(
  points: readonly CalibrationPoint[],
  { name = 'calibration', split, summary }: CalibrationOptions = {},
): string {
  const title = `Calibration${split === undefined ? '' : `: ${fitText(split, 280, 16)}`}`
  const subtitle = summary && summaryLine(summary)
  // The line of numbers moves everything below it.
  const down = subtitle === undefined ? 0 : 24
  const frame = { name, title, subtitle, width: 480, height: 472 + down }
  const filled = points.filter(({ count }) => count > 0)
  if (filled.length === 0) return emptyFigure({ ...frame, height: 320 }, 'No scores were recorded.')
  const total = filled.reduce((sum, { count }) => sum + count, 0)
  const most = Math.max(...filled.map(({ count }) => count))
  const said = filled.map(
    ({ count, meanScore, observed }) =>
      `score ${formatShort(meanScore)} observed ${formatEstimate(observed)} of ${count}`,
  )
  return renderChart(
    {
      ...frame,
      description: `${subtitle === undefined ? '' : `${subtitle}. `}${total} scores in ${filled.length} bins: ${said.join('; ')}. The diagonal is perfect calibration.`,
    },
    {
      grid: [
        { ...plot, top: 44 + down, height: 230 },
        { ...plot, top: 312 + down, height: 64 },
      ],
      legend: {
        ...legendStyle,
        left: 56,
        bottom: 6,
        itemGap: 32,
        data: [{ name: observed }, { name: perfect, itemStyle: noSymbol }],
      },
      ...axes(most),
      series: [diagonal, ...curve(filled), bars(filled)],
    },
  )
}

/** Two decimals, so that the line fits. */
function summaryLine({ slope, intercept, expectedCalibrationError }: CalibrationSummary): string {
  return `slope ${formatEstimate(slope, formatShort)}, intercept ${formatEstimate(intercept, formatShort)}, ECE ${formatNumber(expectedCalibrationError)}`
}

const observed = 'observed'
const perfect = 'perfect'
const share = { ...axisStyle, type: 'value', min: 0, max: 1 } as const
const bare = { axisLabel: { show: false }, axisTick: { show: false }, splitLine: { show: false } } as const

function axes(most: number): Record<string, unknown> {
  const bins = { ...share, gridIndex: 1, containShape: false, splitLine: { show: false } }
  return {
    xAxis: [
      { ...share, gridIndex: 0 },
      { ...bins, name: 'score (mean of the bin above, bin below)', nameGap: 28 },
    ],
    yAxis: [
      { ...share, gridIndex: 0, name: 'observed share of positives', nameGap: 40 },
      { ...share, ...bare, gridIndex: 1, max: most * 1.3, name: 'pictures', nameGap: 40 },
    ],
  }
}

const diagonal = {
  type: 'line',
  name: perfect,
  silent: true,
  symbol: 'none',
  color: palette.muted,
  data: [
    [0, 0],
    [1, 1],
  ],
  lineStyle: { width: 1.5, type: [3, 4], color: palette.muted },
}

function curve(points: readonly CalibrationPoint[]): unknown[] {
  const line = { type: 'line', silent: true, clip: false, color: palette.blue, itemStyle: { color: palette.blue } }
  // One series holds all whiskers; a point that is no number lifts the pen.
  const whiskers = points.flatMap((point) => [
    [point.meanScore, point.observed.low],
    [point.meanScore, point.observed.high],
    [Number.NaN, Number.NaN],
  ])
  return [
    { ...line, name: 'interval', symbol: 'none', data: whiskers, lineStyle: { width: 1.2, color: palette.blue } },
    {
      ...line,
      name: observed,
      symbol: 'circle',
      symbolSize: 8,
      data: points.map((point) => [point.meanScore, point.observed.value]),
      lineStyle: { width: 2, color: palette.blue },
    },
  ]
}

function bars(points: readonly CalibrationPoint[]): unknown {
  const narrowest = Math.min(...points.map(({ from, to }) => to - from))
  return {
    type: 'bar',
    silent: true,
    xAxisIndex: 1,
    yAxisIndex: 1,
    barWidth: Math.max(3, Math.floor(plot.width * narrowest * 0.86)),
    data: points.map(({ from, to, count }) => [(from + to) / 2, count]),
    itemStyle: { color: palette.blue },
    label: {
      show: narrowest > 0.06,
      position: 'top',
      distance: 3,
      color: palette.ink,
      fontSize: 12,
      formatter: ({ value }: { value: number[] }) => String(value[1]),
    },
  }
}
