/** Forest plot: one number with its interval for each part of the pictures, beside that of all of them. */
import { svgDocument } from './chart.ts'
import { emptyFigure } from './empty-figure.ts'
import { fitText } from './fit-text.ts'
import { formatEstimate, formatInteger, formatShort, hasInterval, notDefined } from './format.ts'
import { fontFamily, palette } from './palette.ts'
import { noEstimate } from './run-data.ts'
import type { Estimate, SubgroupMetric, SubgroupMetrics } from './run-data.ts'
import { roundPixel, svgText } from './svg-text.ts'
import { shorten } from './text.ts'

export interface SubgroupOptions {
  /** Which number is drawn, default `auc`. */
  readonly metric?: SubgroupMetric | undefined
  /** Unique among the figures of a page; default `subgroups-<metric>`. */
  readonly name?: string | undefined
  readonly split?: string | undefined
  /** All pictures together: the first row and the vertical line. */
  readonly overall?: { readonly n: number; readonly positives: number; readonly estimate: Estimate } | undefined
}

export const subgroupMetricNames: Readonly<Record<SubgroupMetric, string>> = {
  auc: 'AUC',
  sensitivity: 'Sensitivity',
  specificity: 'Specificity',
  accuracy: 'Accuracy',
}

/** More rows than this are no figure; the table of the report has them all. */
const maxRows = 25
const width = 540
const rowHeight = 24
const top = 58
/** Left edge of the names, right edges of the two counts, the plot, right edge of the numbers. */
const columns = { name: 10, indent: 22, n: 192, positives: 248, from: 266, to: 386, value: width - 8 } as const

type Line =
  | {
      readonly kind: 'all' | 'part'
      readonly name: string
      readonly n: number
      readonly positives: number
      readonly estimate: Estimate
    }
  | { readonly kind: 'variable'; readonly name: string }

/**
 * Forest plot as SVG: rows are parts of the pictures (one hospital, women, an age band) under the variable that tells
 * them apart, with their pictures, their positive ones, and the number with its interval as point and line. Up to 25
 * parts are drawn; a last line says how many there are beyond. A number that does not exist reads "not defined".
 *
 * @example
 * const auc = { value: 0.91, low: 0.84, high: 0.95 }
 * subgroupFigure([{ variable: 'sex', name: 'female', n: 80, positives: 31, auc }], {
 *   metric: 'auc',
 *   overall: { n: 160, positives: 60, estimate: { value: 0.93, low: 0.88, high: 0.96 } },
 * })
 */
export function subgroupFigure(
  subgroups: readonly SubgroupMetrics[],
  { metric = 'auc', name = `subgroups-${metric}`, split, overall }: SubgroupOptions = {},
): string {
  const what = subgroupMetricNames[metric]
  const title = `${what} by subgroup${split === undefined ? '' : `: ${fitText(split, 260, 16)}`}`
  if (subgroups.length === 0) return emptyFigure({ name, title, width, height: 160 }, 'No subgroups were recorded.')
  const ordered = byVariable(subgroups)
  const lines = linesOf(ordered.slice(0, maxRows), metric, overall)
  const beyond = Math.max(0, ordered.length - maxRows)
  const scale = scaleOf(lines)
  const bottom = top + rowHeight * lines.length
  const parts = lines.flatMap((line) => (line.kind === 'variable' ? [] : [line]))
  const said = parts.map((line) => `${shorten(line.name, 40)} ${formatEstimate(line.estimate)} of ${line.n}`)
  const more =
    beyond === 0 ? '' : `${formatInteger(beyond)} more ${beyond === 1 ? 'subgroup is' : 'subgroups are'} not shown.`
  return svgDocument(
    {
      name,
      title,
      description: `${what} of ${said.join('; ')}. ${more}`.trim(),
      width,
      height: bottom + 50 + (beyond === 0 ? 0 : 20),
    },
    `<g font-family="${fontFamily}">` +
      svgText(columns.name, 20, title, `font-size="15" font-weight="bold" fill="${palette.ink}"`) +
      svgText(columns.n, 46, 'pictures', `${small} text-anchor="end"`) +
      svgText(columns.positives, 46, 'positive', `${small} text-anchor="end"`) +
      svgText(columns.value, 46, `${what} (interval)`, `${small} text-anchor="end"`) +
      axis(scale, bottom, what) +
      whole(overall?.estimate, scale, bottom) +
      lines.map((line, i) => row(line, top + rowHeight * i, scale)).join('') +
      (more === '' ? '' : svgText(columns.name, bottom + 60, more, small)) +
      `</g>`,
  )
}

const small = `font-size="12" fill="${palette.muted}"`
const ink = `font-size="13" fill="${palette.ink}"`

/** Parts of one variable beside each other, in the order of first appearance. */
export function byVariable(subgroups: readonly SubgroupMetrics[]): SubgroupMetrics[] {
  const variables = [...new Set(subgroups.map(({ variable }) => variable))]
  return variables.flatMap((variable) => subgroups.filter((subgroup) => subgroup.variable === variable))
}

function linesOf(
  subgroups: readonly SubgroupMetrics[],
  metric: SubgroupMetric,
  overall: SubgroupOptions['overall'],
): Line[] {
  const lines: Line[] = overall === undefined ? [] : [{ kind: 'all', name: 'all pictures', ...overall }]
  for (const [i, { variable, name, n, positives, [metric]: estimate = noEstimate }] of subgroups.entries()) {
    if (variable !== subgroups[i - 1]?.variable) lines.push({ kind: 'variable', name: variable })
    lines.push({ kind: 'part', name, n, positives, estimate })
  }
  return lines
}

interface Scale {
  readonly min: number
  readonly ticks: readonly number[]
  x(value: number): number
}

/** Ends at 1 and starts at a half or lower, so that small differences do not look large. */
function scaleOf(lines: readonly Line[]): Scale {
  const numbers = lines.flatMap((line) =>
    line.kind === 'variable' ? [] : [line.estimate.value, line.estimate.low].filter(Number.isFinite),
  )
  const lowest = Math.max(0, Math.floor(10 * Math.min(0.5, ...numbers) + 1e-9))
  const every = lowest < 5 ? 2 : 1
  const tenths = lowest < 5 ? lowest - (lowest % 2) : lowest
  const all = Array.from({ length: 11 }, (_, tenth) => tenth)
  const min = tenths / 10
  return {
    min,
    ticks: all.filter((tenth) => tenth >= tenths && (10 - tenth) % every === 0).map((tenth) => tenth / 10),
    x: (value) => roundPixel(columns.from + ((columns.to - columns.from) * (value - min)) / (1 - min)),
  }
}

function axis({ ticks, x }: Scale, bottom: number, what: string): string {
  return (
    ticks
      .map(
        (tick) =>
          `<path d="M${x(tick)} ${top}V${bottom}" stroke="${palette.grid}"/>` +
          svgText(x(tick), bottom + 16, String(tick), `${small} text-anchor="middle"`),
      )
      .join('') +
    `<path d="M${columns.from} ${bottom}H${columns.to}" stroke="${palette.muted}"/>` +
    svgText((columns.from + columns.to) / 2, bottom + 36, what, `${small} text-anchor="middle"`)
  )
}

/** The line of all pictures, through all rows. */
function whole(estimate: Estimate | undefined, { x }: Scale, bottom: number): string {
  if (estimate === undefined || !Number.isFinite(estimate.value)) return ''
  return `<path d="M${x(estimate.value)} ${top}V${bottom}" stroke="${palette.orange}" stroke-width="1.5" stroke-dasharray="5 3"/>`
}

function row(line: Line, y: number, scale: Scale): string {
  const baseline = y + 16
  if (line.kind === 'variable') {
    const name = fitText(line.name, columns.from - columns.name - 8, 14)
    return svgText(columns.name, baseline, name, `${ink} font-weight="bold"`)
  }
  const isAll = line.kind === 'all'
  const left = isAll ? columns.name : columns.indent
  const weight = isAll ? ' font-weight="bold"' : ''
  return (
    svgText(left, baseline, fitText(line.name, columns.n - left - 48, 13), ink + weight) +
    svgText(columns.n, baseline, formatInteger(line.n), `${ink} text-anchor="end"`) +
    svgText(columns.positives, baseline, formatInteger(line.positives), `${ink} text-anchor="end"`) +
    mark(line.estimate, y + rowHeight / 2, scale, isAll) +
    svgText(columns.value, baseline, numbersOf(line.estimate), `font-size="12" fill="${palette.ink}" text-anchor="end"`)
  )
}

/** Line and point; a diamond for all pictures. */
function mark(estimate: Estimate, y: number, { x }: Scale, isAll: boolean): string {
  const { value, low, high } = estimate
  if (!Number.isFinite(value)) return ''
  const color = isAll ? palette.orange : palette.blue
  const middle = x(value)
  const interval = hasInterval(estimate)
    ? `<path d="M${x(low)} ${y}H${x(high)}m0 -4v8M${x(low)} ${y - 4}v8" fill="none" stroke="${color}" stroke-width="1.5"/>`
    : ''
  const point = isAll
    ? `<path d="M${roundPixel(middle - 6)} ${y}l6 -6l6 6l-6 6z" fill="${color}"/>`
    : `<circle cx="${middle}" cy="${y}" r="4" fill="${color}"/>`
  return interval + point
}

/** Two decimals, so that the column stays narrow. */
function numbersOf(estimate: Estimate): string {
  if (!Number.isFinite(estimate.value)) return notDefined
  return hasInterval(estimate) ? formatEstimate(estimate, formatShort) : `${formatShort(estimate.value)} (no interval)`
}
