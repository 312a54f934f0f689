/** The confusion matrix as heat map: counts and row percentages, rows true, columns predicted. */
import { axisStyle, renderChart } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { fitText } from './fit-text.ts'
import { formatPercent } from './format.ts'
import { palette } from './palette.ts'
import type { ConfusionCounts } from './run-data.ts'
import { shorten } from './text.ts'

/** From nothing to the whole row. */
export const shades = ['#eef4fb', '#0b4a99'] as const
const onLight = '#000000'
const onDark = '#fefefe'

/** Text on the shade of a share, with a contrast of at least 4.5: between the two colours there is no room for more. */
export function textOn(share: number): string {
  return share > 0.73 ? onDark : onLight
}

export interface ConfusionOptions {
  /** Unique among the figures of a page; default `confusion-matrix`. */
  readonly name?: string | undefined
  /** Which pictures were counted, for the title. */
  readonly split?: string | undefined
}

/** Share of each cell in its row; NaN in a row without pictures. */
export function rowShares(counts: readonly (readonly number[])[]): number[][] {
  return counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count) => count / total)
  })
}

/**
 * Confusion matrix as SVG: each cell holds its count and its share of the true class.
 *
 * @throws RangeError where `counts` is not square or does not fit `labels`
 * @example confusionFigure({ labels: ['covid', 'normal'], counts: [[30, 0], [2, 28]] }, { split: 'validation' })
 */
export function confusionFigure(
  { labels, counts }: ConfusionCounts,
  { name = 'confusion-matrix', split }: ConfusionOptions = {},
): string {
  const k = labels.length
  if (counts.length !== k || counts.some((row) => row.length !== k)) {
    throw new RangeError(
      `counts: expected ${k} rows of ${k} counts, one for each label, got rows of ${counts.map((row) => row.length).join(', ') || 'nothing'}`,
    )
  }
  const title = `Confusion matrix${split === undefined ? '' : `: ${fitText(split, 280, 16)}`}`
  // More than three labels do not fit beside each other: they are turned, and need height.
  const turned = k > 3
  const top = turned ? 150 : 92
  // A cell holds four digits: beyond eight classes the figure grows.
  const size = {
    width: Math.max(480, k > 8 ? 148 + 44 * k : 0),
    height: k <= 2 ? 340 : top + 20 + Math.max(64 * Math.min(k, 8), 52 * k),
  }
  const total = counts.flat().reduce((sum, count) => sum + count, 0)
  if (total === 0) return emptyFigure({ name, title, ...size }, 'No pictures were counted.')
  const shares = rowShares(counts)
  const columns = labels.map((label) => fitText(label, turned ? 110 : 320 / k, 13))
  // Categories are positions, not labels: shortened labels can be equal.
  const indices = labels.map((_, i) => String(i))
  const right = counts.reduce((sum, row, i) => sum + row[i]!, 0)
  const rows = labels.map(
    (label, i) =>
      `true ${shorten(label, 40)}: ${counts[i]!.map((count, j) => `${count} predicted ${shorten(labels[j]!, 40)}`).join(', ')}`,
  )
  return renderChart(
    { name, title, description: `${right} of ${total} right. ${rows.join('; ')}.`, ...size },
    {
      grid: { left: 128, right: 20, top, bottom: 18 },
      visualMap: { show: false, type: 'continuous', min: 0, max: 1, dimension: 2, inRange: { color: [...shades] } },
      xAxis: {
        ...axisStyle,
        ...noLines,
        type: 'category',
        position: 'top',
        name: 'predicted',
        nameGap: turned ? 84 : 28,
        data: indices,
        axisLabel: {
          ...axisStyle.axisLabel,
          color: palette.ink,
          fontSize: 13,
          interval: 0,
          rotate: turned ? 45 : 0,
          formatter: (_: string, j: number) => columns[j]!,
        },
      },
      yAxis: {
        ...axisStyle,
        ...noLines,
        type: 'category',
        inverse: true,
        name: 'true',
        nameGap: 100,
        data: indices,
        axisLabel: {
          ...axisStyle.axisLabel,
          color: palette.ink,
          fontSize: 13,
          lineHeight: 18,
          interval: 0,
          formatter: (_: string, i: number) =>
            `${fitText(labels[i]!, 92, 13)}\nn = ${counts[i]!.reduce((sum, count) => sum + count, 0)}`,
        },
      },
      series: [
        {
          type: 'heatmap',
          silent: true,
          data: counts.flatMap((row, i) =>
            row.map((count, j) => {
              const share = shares[i]![j]!
              return {
                value: [j, i, Number.isNaN(share) ? 0 : share],
                label: {
                  color: textOn(share),
                  formatter: `{n|${count}}\n{p|${Number.isNaN(share) ? 'no pictures' : formatPercent(share)}}`,
                },
              }
            }),
          ),
          label: {
            show: true,
            rich: {
              n: { fontSize: k <= 4 ? 24 : 14, fontWeight: 'bold', lineHeight: k <= 4 ? 30 : 18 },
              p: { fontSize: k <= 4 ? 13 : 11, lineHeight: 18 },
            },
          },
          itemStyle: { borderColor: palette.muted, borderWidth: 1 },
        },
      ],
    },
  )
}

const noLines = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } } as const
