/** The numbers of a run: in a sentence, and in a table with every interval. */
import { formatCompact, formatEstimate, formatInteger, formatInterval, formatNumber, formatPercent } from '../format.ts'
import { headlineSplit } from '../run-data.ts'
import type { Estimate, RunData, SplitMetrics } from '../run-data.ts'
import { escapeMarkup } from '../text.ts'
import { list, paragraph, section, tableOf } from './markup.ts'

/** One sentence a split, the headline one first. */
export function summarySection(run: RunData): string {
  const headline = headlineSplit(run)
  if (headline === undefined)
    return section('summary', 'Summary', paragraph('No split was evaluated in this run.', 'empty'))
  const others = Object.keys(run.metrics).filter((split) => split !== headline)
  const [first, ...rest] = [headline, ...others].map((split) => splitSentence(split, run.metrics[split]!))
  return section(
    'summary',
    'Summary',
    paragraph(first!, 'lead') +
      (rest.length === 0 ? '' : list(rest)) +
      paragraph(`In brackets: ${confidenceOf(Object.entries(run.metrics))} intervals.`, 'caption'),
  )
}

/** `Split test: 58 of 60 pictures right (30 covid, 30 normal), accuracy 96.7 % (88.6 % to 99.1 %), AUC 0.980 (...)`. */
export function splitSentence(split: string, metrics: SplitMetrics): string {
  const { labels, counts } = metrics.confusionMatrix
  const right = counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
  const parts = labels.map(
    (label, i) => `${formatInteger(counts[i]?.reduce((sum, count) => sum + count, 0) ?? 0)} ${label}`,
  )
  return (
    `Split ${split}: ${formatInteger(right)} of ${formatInteger(metrics.n)} pictures right (${parts.join(', ')}); ` +
    `accuracy ${formatEstimate(metrics.accuracy, formatPercent)}, AUC ${formatEstimate(metrics.auc)}.`
  )
}

type Row = readonly [name: string, cell: (metrics: SplitMetrics) => string | undefined]

const rows: readonly Row[] = [
  ['pictures', ({ n }) => formatInteger(n)],
  ['patients', ({ patients }) => (patients === undefined ? undefined : formatInteger(patients))],
  ['positive / negative', ({ positives, negatives }) => `${formatInteger(positives)} / ${formatInteger(negatives)}`],
  ['accuracy', ({ accuracy }) => estimate(accuracy)],
  ['balanced accuracy', ({ balancedAccuracy }) => estimate(balancedAccuracy)],
  ['AUC', ({ auc }) => estimate(auc)],
  ['average precision', ({ averagePrecision }) => estimate(averagePrecision)],
  ['sensitivity', ({ sensitivity }) => estimate(sensitivity)],
  ['specificity', ({ specificity }) => estimate(specificity)],
  ['precision', ({ precision }) => estimate(precision)],
  ['negative predictive value', ({ negativePredictiveValue }) => estimate(negativePredictiveValue)],
  ['F1', ({ f1 }) => (typeof f1 === 'object' && f1 !== null ? estimate(f1) : formatNumber(f1))],
  ['Brier score', ({ brier }) => estimate(brier)],
  ['threshold', ({ threshold }) => formatCompact(threshold)],
  ['intervals over', ({ independent }) => independent],
]

/** The rows that some column has a value for. */
function filled(columns: readonly (readonly [string, SplitMetrics])[]): readonly Row[] {
  return rows.filter(([, cell]) => columns.some(([, metrics]) => cell(metrics) !== undefined))
}

/** `95 %`, or several where the splits differ. */
function confidenceOf(columns: readonly (readonly [string, SplitMetrics])[]): string {
  const levels = columns.map(([, { confidence = 0.95 }]) => `${formatCompact(confidence * 100)}\u00a0%`)
  return [...new Set(levels)].join(', ')
}

/** Every metric of every split with its interval, and what the metrics warn of. */
export function scoresSection(run: RunData): string {
  const splits = Object.entries(run.metrics)
  if (splits.length === 0) return section('scores', 'Scores', paragraph('No split was evaluated in this run.', 'empty'))
  const sources = Object.entries(run.bySource ?? {})
  return section(
    'scores',
    'Scores',
    scoresTable(`Scores by split, with ${confidenceOf(splits)} intervals`, splits) +
      (sources.length === 0 ? '' : `<h3>By source</h3>${sourcesTable(sources)}`) +
      warnings([...splits, ...sources]),
  )
}

function scoresTable(label: string, columns: readonly (readonly [string, SplitMetrics])[]): string {
  return tableOf(
    label,
    ['score', ...columns.map(([name]) => escapeMarkup(name))],
    filled(columns).map(([name, cell]) => [name].concat(columns.map(([, metrics]) => cell(metrics) ?? '–'))),
  )
}

/** Sources can be many: one a row. */
function sourcesTable(sources: readonly (readonly [string, SplitMetrics])[]): string {
  const shown = filled(sources).filter(([name]) =>
    ['pictures', 'patients', 'positive / negative', 'accuracy', 'AUC', 'sensitivity', 'specificity'].includes(name),
  )
  return tableOf(
    `Scores by source, with ${confidenceOf(sources)} intervals`,
    ['source', ...shown.map(([name]) => name)],
    sources.map(([name, metrics]) => [escapeMarkup(name), ...shown.map(([, cell]) => cell(metrics) ?? '–')]),
  )
}

function warnings(splits: readonly (readonly [string, SplitMetrics])[]): string {
  const texts = splits.flatMap(([name, metrics]) => (metrics.warnings ?? []).map((warning) => `${name}: ${warning}`))
  return texts.length === 0 ? '' : `<h3>Warnings</h3>${list(texts)}`
}

function estimate(value: Estimate | undefined): string | undefined {
  if (value === undefined) return undefined
  const number = formatNumber(value.value)
  return Number.isFinite(value.value) ? `${number} <span class="ci">${formatInterval(value)}</span>` : number
}
