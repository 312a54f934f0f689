/** Decision curve: the net benefit of acting on the model, beside acting on every picture and on none. */
import { axisStyle, legendStyle, noSymbol, renderChart } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { fitText } from './fit-text.ts'
import { formatCompact, formatNumber } from './format.ts'
import { palette, seriesStyles } from './palette.ts'
import type { DecisionPoint } from './run-data.ts'
import { thinCurve } from './thin-curve.ts'
import type { Point } from './thin-curve.ts'

export interface DecisionCurveOptions {
  /** Unique among the figures of a page; default `decision-curve`. */
  readonly name?: string | undefined
  readonly split?: string | undefined
  /** Threshold probabilities that are shown, default 0 to 1. */
  readonly range?: readonly [from: number, to: number] | undefined
  /** Marked by a vertical line: the threshold that the model decides with. */
  readonly threshold?: number | undefined
}

/**
 * Decision curve as SVG (Vickers and Elkin, Medical Decision Making 26 (2006) 565-574). The model is worth using where
 * its line is above both others. Benefits far below zero leave the figure at its lower edge.
 *
 * @throws RangeError where `range` does not rise within 0 to 1
 * @example
 * decisionCurveFigure([
 *   { threshold: 0.2, netBenefit: 0.41, treatAll: 0.375 },
 *   { threshold: 0.5, netBenefit: 0.36, treatAll: 0 },
 *   { threshold: 0.8, netBenefit: 0.2, treatAll: -1.5 },
 * ])
 */
export function decisionCurveFigure(
  points: readonly DecisionPoint[],
  { name = 'decision-curve', split, range = [0, 1], threshold }: DecisionCurveOptions = {},
): string {
  const [from, to] = range
  if (!(from >= 0 && to <= 1 && from < to)) {
    throw new RangeError(`range: expected two rising numbers from 0 to 1, got ${from} and ${to}`)
  }
  const title = `Decision curve${split === undefined ? '' : `: ${fitText(split, 280, 16)}`}`
  const frame = { name, title, width: 480, height: 430 }
  const shown = points.filter((point) => point.threshold >= from && point.threshold <= to)
  const measured = shown.filter(({ netBenefit, treatAll }) => Number.isFinite(netBenefit) && Number.isFinite(treatAll))
  if (measured.length === 0) return emptyFigure({ ...frame, height: 320 }, 'No net benefit was recorded.')
  const { min, max, step } = benefitAxis(measured)
  const marked = threshold !== undefined && threshold >= from && threshold <= to
  const at = marked ? `threshold ${formatCompact(threshold)}` : ''
  const curve = (value: (point: DecisionPoint) => number): readonly Point[] =>
    cutBelow(thinCurve(points.map((point) => [point.threshold, value(point)])), min)
  return renderChart(
    { ...frame, description: describe(measured) },
    {
      grid: { left: 68, right: 32, top: 44, height: 300 },
      legend: {
        ...legendStyle,
        left: 24,
        top: 398,
        width: 450,
        itemWidth: 30,
        itemGap: 12,
        data: [model, { name: all, itemStyle: noSymbol }, { name: none, itemStyle: noSymbol }].concat(
          marked ? [{ name: at, itemStyle: noSymbol }] : [],
        ),
      },
      xAxis: {
        ...axisStyle,
        // At the lower edge: at zero runs the line of treating none.
        axisLine: { ...axisStyle.axisLine, onZero: false },
        type: 'value',
        min: from,
        max: to,
        name: 'threshold probability',
        nameGap: 30,
      },
      yAxis: {
        ...axisStyle,
        type: 'value',
        min,
        max,
        interval: step,
        name: 'net benefit per picture',
        nameGap: 48,
        axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => String(Number(value.toPrecision(4))) },
      },
      series: [
        line(none, palette.muted, [3, 4], 1.5, [
          [from, 0],
          [to, 0],
        ]),
        line(
          all,
          seriesStyles[1]!.color,
          seriesStyles[1]!.dash,
          1.8,
          curve(({ treatAll }) => treatAll),
        ),
        line(
          model.name,
          palette.blue,
          'solid',
          2.2,
          curve((point) => point.netBenefit),
        ),
        ...(marked
          ? [
              line(at, palette.ink, [2, 2], 1, [
                [threshold, min],
                [threshold, max],
              ]),
            ]
          : []),
      ],
    },
  )
}

const model = { name: 'model', itemStyle: noSymbol } as const
const all = 'treat all'
const none = 'treat none'

function line(
  name: string,
  color: string,
  dash: 'solid' | readonly number[],
  width: number,
  data: readonly Point[],
): unknown {
  return {
    type: 'line',
    name,
    silent: true,
    clip: true,
    symbol: 'none',
    color,
    data,
    lineStyle: { width, type: dash, color },
  }
}

/**
 * The line down to `floor`, with gaps where it is lower or no number. Not left to the clip path of the SVG: treating all
 * falls to -99 and lower, and a renderer may refuse coordinates that far outside.
 */
function cutBelow(points: readonly Point[], floor: number): Point[] {
  return points.flatMap(([x, y], i): Point[] => {
    const here: Point = [x, y >= floor ? y : Number.NaN]
    const [beforeX, before] = points[i - 1] ?? [Number.NaN, Number.NaN]
    if (!Number.isFinite(before) || !Number.isFinite(y) || before >= floor === y >= floor) return [here]
    const edge: Point = [x + ((beforeX - x) * (floor - y)) / (before - y), floor]
    return [edge, here]
  })
}

/** From one step below zero to the highest benefit: treating all falls without end and would leave no room for the rest. */
function benefitAxis(points: readonly DecisionPoint[]): { min: number; max: number; step: number } {
  const highest = points.reduce((most, point) => Math.max(most, point.netBenefit, point.treatAll), 0)
  const step = niceStep((highest > 0 ? highest : 0.1) / 5)
  const max = Math.max(1, Math.ceil(highest / step)) * step
  return { min: -step, max: Number(max.toPrecision(12)), step }
}

/** The next 1, 2 or 5 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9))!
  return Number((factor * power).toPrecision(12))
}

function describe(measured: readonly DecisionPoint[]): string {
  const best = measured.filter((point) => point.netBenefit > Math.max(0, point.treatAll))
  const first = measured[0]!
  const last = measured.at(-1)!
  return (
    `The model has more net benefit than treating all and treating none at ${best.length} of ${measured.length} threshold probabilities. ` +
    `Model ${formatNumber(first.netBenefit)} at ${formatCompact(first.threshold)} and ${formatNumber(last.netBenefit)} at ${formatCompact(last.threshold)}.`
  )
}
