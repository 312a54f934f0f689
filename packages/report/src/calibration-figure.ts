/** Calibration curve: observed share of positives against mean score, with the number of pictures in each bin. */
import { axisStyle, noSymbol, renderChart } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { fitText } from './fit-text.ts'
import { formatEstimate, formatNumber } from './format.ts'
import { palette } from './palette.ts'
import type { CalibrationPoint } from './run-data.ts'

export interface CalibrationOptions {
  /** Unique among the figures of a page; default `calibration`. */
  readonly name?: string | undefined
  readonly split?: string | undefined
}

const plot = { left: 62, width: 394 } as const

/** Calibration curve as SVG, whiskers for the intervals; below it a bar for each bin with its number of pictures. */
export function calibrationFigure(
  points: readonly CalibrationPoint[],
  { name = 'calibration', split }: CalibrationOptions = {},
): string {
  const title = `Calibration${split === undefined ? '' : `: ${fitText(split, 280, 16)}`}`
  const frame = { name, title, width: 480, height: 472 }
  const filled = points.filter(({ count }) => count > 0)
  if (filled.length === 0) return emptyFigure({ ...frame, height: 320 }, 'No scores were recorded.')
  const total = filled.reduce((sum, { count }) => sum + count, 0)
  const most = Math.max(...filled.map(({ count }) => count))
  const said = filled.map(
    ({ count, meanScore, observed }) =>
      `score ${formatNumber(meanScore, 2)} observed ${formatEstimate(observed)} of ${count}`,
  )
  return renderChart(
    {
      ...frame,
      description: `${total} scores in ${filled.length} bins: ${said.join('; ')}. The diagonal is perfect calibration.`,
    },
    {
      grid: [
        { ...plot, top: 44, height: 230 },
        { ...plot, top: 312, height: 64 },
      ],
      legend: {
        left: 56,
        bottom: 6,
        itemWidth: 38,
        itemGap: 32,
        selectedMode: false,
        textStyle: { color: palette.ink, fontSize: 13 },
        data: [{ name: observed }, { name: perfect, itemStyle: noSymbol }],
      },
      ...axes(most),
      series: [diagonal, ...curve(filled), bars(filled)],
    },
  )
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
