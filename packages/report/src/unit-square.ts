/** Curves over the unit square, told apart by colour, dash and symbol: what ROC and precision-recall figures share. */
import { axisStyle, legendStyle, noSymbol, renderChart } from './chart.ts'
import type { Frame } from './chart.ts'
import { seriesStyles } from './palette.ts'
import { thinCurve } from './thin-curve.ts'
import type { Point } from './thin-curve.ts'

/** As many curves as can be told apart. */
export const maxCurves: number = seriesStyles.length

export interface SquareCurve {
  /** In the legend. */
  readonly label: string
  readonly points: readonly Point[]
  /** Where its symbol stands; nowhere without it. */
  readonly at?: Point | undefined
}

export interface LegendEntry {
  /** Of its series. */
  readonly name: string
  readonly icon?: 'rect'
  readonly itemStyle?: { readonly color?: string; readonly opacity: number }
  readonly lineStyle?: { readonly color: string }
}

export interface UnitSquare {
  readonly xName: string
  readonly yName: string
  readonly curves: readonly SquareCurve[]
  /** Level, then down or up to the next point, in place of straight lines. */
  readonly steps?: boolean | undefined
  /** ECharts series drawn first, below the curves. */
  readonly below: readonly unknown[]
  /** Legend entries after those of the curves. */
  readonly legend: readonly LegendEntry[]
}

const plotHeight = 320
const lineHeight = 22

/** Height of the figure with its legend of one line a curve and a further entry. */
function squareHeight({ curves, legend }: UnitSquare): number {
  return 428 + lineHeight * (curves.length + legend.length)
}

/** @throws RangeError with more than four curves: no reader could tell them apart */
export function checkCurves(count: number): void {
  if (count > maxCurves) {
    throw new RangeError(
      `curves: expected at most ${maxCurves}, as more cannot be told apart, got ${count}; choose which ones to draw`,
    )
  }
}

export function renderUnitSquare(frame: Omit<Frame, 'width' | 'height'>, square: UnitSquare): string {
  const { xName, yName, curves, steps = false, below, legend } = square
  return renderChart(
    { ...frame, width: 480, height: squareHeight(square) },
    {
      grid: { left: 62, right: 38, top: 44, height: plotHeight },
      legend: {
        ...legendStyle,
        left: 56,
        top: 424,
        orient: 'vertical',
        itemGap: 8,
        data: [
          // A symbol in the legend that stands on no curve would be a riddle.
          ...curves.map(({ label, at }): LegendEntry => ({
            name: label,
            ...(at === undefined && { itemStyle: noSymbol }),
          })),
          ...legend,
        ],
      },
      xAxis: { ...axisStyle, type: 'value', min: 0, max: 1, name: xName, nameGap: 30 },
      yAxis: { ...axisStyle, type: 'value', min: 0, max: 1, name: yName, nameGap: 40 },
      series: [
        ...below,
        ...curves.flatMap(({ label, points, at }, i) => {
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
          const curve = { ...look, name: label, showSymbol: false, step: steps && 'end', data: thinCurve(points) }
          const point = { ...look, name: `at ${i}`, z: 3, data: [at ?? [Number.NaN, Number.NaN]] }
          return [curve, point]
        }),
      ],
    },
  )
}

/** A straight reference line, dotted. */
export function referenceLine(name: string, color: string, data: readonly Point[]): unknown {
  return {
    type: 'line',
    name,
    silent: true,
    symbol: 'none',
    color,
    data,
    lineStyle: { width: 1.5, type: [3, 4], color },
  }
}

/** A light area between two lines over the same x. */
export function shadedBand(name: string, color: string, low: readonly Point[], high: readonly Point[]): unknown {
  const outline = [...thinCurve(high), ...[...thinCurve(low)].reverse()]
  return {
    type: 'custom',
    name,
    silent: true,
    color,
    itemStyle: { color, opacity: bandOpacity },
    data: [[0, 0]],
    renderItem: (_: unknown, { coord }: { coord: (point: Point) => number[] }) => ({
      type: 'polygon',
      shape: { points: outline.map((point) => coord(point)) },
      style: { fill: color, opacity: bandOpacity },
    }),
  }
}

/** Light enough to see the grid and a second band through it. */
export const bandOpacity = 0.18
