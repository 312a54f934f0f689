/** The stable text formats of a run, and the table printed at its end. */
import { stringify } from 'csv-stringify/sync'
import type { EpochResult } from '@convlens/model'
import {
  formatConfusionMatrix,
  type BinaryEstimates,
  type BinaryEvaluation,
  type BinarySubgroup,
  type BinarySummary,
  type Estimate,
} from '@convlens/metrics'
import type { MaskMeaning } from './data-source.ts'
import type { PredictionRow, Question } from './evaluation.ts'
import type { HeatMeasure } from './heat.ts'
import type { MethodComparison } from './method-comparison.ts'
import { methodTitles } from './method-titles.ts'

/** An epoch in the words of history.csv; a value that was not measured is NaN. */
export interface HistoryEntry {
  epoch: number
  loss: number
  accuracy: number
  val_loss: number
  val_accuracy: number
  val_auc: number
  learning_rate: number
  seconds: number
}

export function historyRow(result: EpochResult): HistoryEntry {
  return {
    epoch: result.epoch + 1,
    loss: result.loss,
    accuracy: result.accuracy,
    val_loss: result.valLoss ?? Number.NaN,
    val_accuracy: result.valAccuracy ?? Number.NaN,
    val_auc: result.valMetrics['auc'] ?? Number.NaN,
    learning_rate: result.learningRate,
    seconds: result.seconds,
  }
}

/** predictions.csv: a row a picture. */
export function predictionsCsv(rows: PredictionRow[]): string {
  return stringify(rows, { header: true, columns: ['id', 'split', 'label', 'group', 'source', 'score', 'predicted'] })
}

/** One line an epoch, as long as a narrow terminal is wide. */
export function epochLine(row: HistoryEntry, epochs: number): string {
  const number = String(row.epoch).padStart(String(epochs).length)
  const train = `loss ${row.loss.toFixed(3)} acc ${row.accuracy.toFixed(3)}`
  const val = Number.isNaN(row.val_loss)
    ? ''
    : ` | val loss ${row.val_loss.toFixed(3)} acc ${row.val_accuracy.toFixed(3)}`
  const auc = Number.isNaN(row.val_auc) ? '' : ` auc ${row.val_auc.toFixed(3)}`
  return `epoch ${number}/${epochs}  ${train}${val}${auc}  ${row.seconds.toFixed(1)} s`
}

/** What the heat hit, beside what chance would. */
export function heatLines(heat: HeatMeasure, split: string, masks: MaskMeaning): string[] {
  const what = { opacity: 'drawn opacities', lung: 'lung masks' }[masks]
  return [
    `pointing game on the ${what} of ${heat.n} ${split} pictures: ${withInterval(heat.pointingGame)}, chance ${short(heat.pointingGame.chance)}`,
    `heat inside them: ${short(heat.energyInside.value)} of all heat, chance ${short(heat.energyInside.chance)}`,
  ]
}

/** The same for the report: what the masks show, and the share of the heat inside them. */
export function heatNote({ energyInside }: HeatMeasure, masks: MaskMeaning): string {
  const truth = {
    opacity: 'The truth is every opacity that was drawn.',
    lung: 'The truth is the lung: heat elsewhere cannot come from it.',
  }[masks]
  return `${truth} Of all heat ${short(energyInside.value)} lies inside, of all pixels ${short(energyInside.chance)}.`
}

/** Splits (or sources) below each other, scores with their 95 % intervals. */
export function scoreTable(evaluations: Record<string, BinaryEvaluation>): string {
  const header = ['', 'n', 'accuracy', 'AUC', 'sensitivity', 'specificity']
  const rows: string[][] = []
  for (const [name, evaluation] of Object.entries(evaluations)) {
    rows.push(cells(name, evaluation))
    for (const part of evaluation.subgroups ?? [])
      if (part.variable === 'source') rows.push(cells(`  ${shorten(part.name, 34)}`, part))
  }
  return aligned([header, ...rows])
}

const numberNames: Record<keyof BinaryEstimates, string> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  sensitivity: 'sensitivity',
  specificity: 'specificity',
  precision: 'positive predictive value',
  negativePredictiveValue: 'negative predictive value',
  f1: 'F1',
  matthewsCorrelation: 'Matthews correlation',
  cohenKappa: "Cohen's kappa",
  positiveLikelihoodRatio: 'positive likelihood ratio',
  negativeLikelihoodRatio: 'negative likelihood ratio',
  auc: 'AUC',
  averagePrecision: 'average precision',
  brier: 'Brier score',
  logLoss: 'log loss',
}

/** Everything that is known of one set of answers: its confusion matrix, every number, and those of its subgroups. */
export function numbersOf(name: string, evaluation: BinaryEvaluation, { positive }: Question): string {
  const { n, positives, patients, confidence, confusionMatrix, calibrationSummary, atPrevalence } = evaluation
  const of = patients === undefined ? '' : ` of ${patients} patients`
  const rows = (Object.keys(numberNames) as (keyof BinaryEstimates)[]).map((key) => [
    numberNames[key],
    withInterval(evaluation[key]),
  ])
  if (atPrevalence !== undefined) {
    const place = `at ${percent(atPrevalence.prevalence)} % ${positive}`
    rows.push([`positive predictive value ${place}`, withInterval(atPrevalence.precision)])
    rows.push([`negative predictive value ${place}`, withInterval(atPrevalence.negativePredictiveValue)])
  }
  rows.push(['calibration slope (1 is right)', withInterval(calibrationSummary.slope)])
  rows.push(['calibration in the large (0 is right)', withInterval(calibrationSummary.intercept)])
  rows.push(['expected calibration error', short(calibrationSummary.expectedCalibrationError)])
  return [
    `${name}: ${n} pictures${of}, ${positives} ${positive}; intervals of ${percent(confidence)} % count ${evaluation.independent}`,
    '',
    formatConfusionMatrix(confusionMatrix).trimEnd(),
    '',
    aligned(rows),
    ...(evaluation.subgroups?.length ? ['', subgroupTable(evaluation.subgroups, positive)] : []),
  ].join('\n')
}

function subgroupTable(subgroups: readonly BinarySubgroup[], positive: string): string {
  const header = ['', 'n', positive, 'AUC', 'sensitivity', 'specificity']
  const rows = subgroups.map((of) => {
    const { variable, name, n, positives, auc, sensitivity, specificity } = of
    const numbers = [auc, sensitivity, specificity].map(withInterval)
    return [`${variable}: ${shorten(name, 34)}`, String(n), String(positives), ...numbers]
  })
  return aligned([header, ...rows])
}

/** One method below the other: on the classifier, and on the same network with random weights. */
export function methodTable(comparisons: readonly MethodComparison[]): string {
  const header = ['', 'pointing game', 'heat inside', 'ms', 'check', '  random weights:', 'heat inside', 'check']
  const rows = comparisons.map(({ method, trained, random, milliseconds }) => [
    methodTitles[method],
    withInterval(trained.pointingGame),
    withInterval(trained.energyInside),
    milliseconds.toFixed(0),
    trained.check.verdict,
    `  ${withInterval(random.pointingGame)}`,
    withInterval(random.energyInside),
    random.check.verdict,
  ])
  return aligned([header, ...rows])
}

/** Columns as wide as their widest cell. */
function aligned(rows: string[][]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cells(name: string, evaluation: BinarySummary): string[] {
  const { n, accuracy, auc, sensitivity, specificity } = evaluation
  return [
    name,
    String(n),
    withInterval(accuracy),
    withInterval(auc),
    withInterval(sensitivity),
    withInterval(specificity),
  ]
}

/** `.967 [.886, .991]`; a score that is not defined (one class only) is a dash, an infinite one `inf`. */
export function withInterval({ value, low, high }: Estimate): string {
  if (Number.isNaN(value)) return '-'
  return `${short(value)} [${short(low)}, ${short(high)}]`
}

function short(value: number): string {
  if (Number.isNaN(value)) return '?'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return value.toFixed(3).replace(/^(-?)0/, '$1')
}

/** Without the last digits of binary fractions: 7, not 7.000000000000001. */
function percent(share: number): number {
  return Number((share * 100).toPrecision(6))
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** JSON as files hold it. A number that is not defined is `null`; large integers and typed arrays do not occur. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** `12.3 s`, `4 min 5 s`: how long something took. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}
