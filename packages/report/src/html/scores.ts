/** The numbers of a run: in a sentence, and in a table with every interval. */
import {
  formatCompact,
  formatEstimate,
  formatInteger,
  formatInterval,
  formatLevel,
  formatNumber,
  formatPercent,
} from '../format.ts'
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
  ['assumed share of positives', ({ atPrevalence }) => share(atPrevalence?.prevalence)],
  ['precision there', ({ atPrevalence }) => estimate(atPrevalence?.precision)],
  ['negative predictive value there', ({ atPrevalence }) => estimate(atPrevalence?.negativePredictiveValue)],
  ['F1', ({ f1 }) => estimate(f1 ?? Number.NaN)],
  ['Jaccard index', ({ jaccard }) => estimate(jaccard)],
  ['Matthews correlation', ({ matthewsCorrelation }) => estimate(matthewsCorrelation)],
  ['Cohen’s kappa', ({ cohenKappa }) => estimate(cohenKappa)],
  ['positive likelihood ratio', ({ positiveLikelihoodRatio }) => ratio(positiveLikelihoodRatio)],
  ['negative likelihood ratio', ({ negativeLikelihoodRatio }) => ratio(negativeLikelihoodRatio)],
  ['Brier score', ({ brier }) => estimate(brier)],
  ['log loss', ({ logLoss }) => estimate(logLoss)],
  ['calibration slope', ({ calibrationSummary }) => estimate(calibrationSummary?.slope)],
  ['calibration intercept', ({ calibrationSummary }) => estimate(calibrationSummary?.intercept)],
  ['expected calibration error', expectedCalibrationError],
  ['maximum calibration error', ({ maximumCalibrationError }) => estimate(maximumCalibrationError)],
  ['threshold', ({ threshold }) => formatCompact(threshold)],
  ['intervals over', ({ independent }) => independent],
]

/** The rows that some column has a value for. */
function filled(columns: readonly (readonly [string, SplitMetrics])[]): readonly Row[] {
  return rows.filter(([, cell]) => columns.some(([, metrics]) => cell(metrics) !== undefined))
}

/** `95 %`, or several where the splits differ. */
function confidenceOf(columns: readonly (readonly [string, SplitMetrics])[]): string {
  const levels = columns.map(([, { confidence = 0.95 }]) => formatLevel(confidence))
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

function expectedCalibrationError({
  expectedCalibrationError: error,
  calibrationSummary,
}: SplitMetrics): string | undefined {
  return estimate(error ?? calibrationSummary?.expectedCalibrationError)
}

/** A number with its interval where it has one; nothing where it was not asked for. */
function estimate(value: Estimate | number | null | undefined): string | undefined {
  // NaN becomes null in JSON: measured, but not defined.
  if (typeof value !== 'object' || value === null) return value === undefined ? undefined : formatNumber(value)
  const number = formatNumber(value.value)
  return Number.isFinite(value.value) ? `${number} <span class="ci">${formatInterval(value)}</span>` : number
}

/** A likelihood ratio: it is infinite where no picture is called wrongly, and its interval then has no upper end. */
function ratio(value: Estimate | number | null | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || value.high !== Number.POSITIVE_INFINITY) return estimate(value)
  const number = value.value === Number.POSITIVE_INFINITY ? 'infinite' : formatNumber(value.value)
  return `${number} <span class="ci">from ${formatNumber(value.low)} up</span>`
}

function share(value: number | undefined): string | undefined {
  return value === undefined ? undefined : formatPercent(value)
}
