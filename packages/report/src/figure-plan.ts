/** Which figures a run has, each with its words and the table of its data. */
import { accuracyFigure, lossFigure } from './curve-figures.ts'
import { architectureFigure, formatShape } from './architecture-figure.ts'
import { calibrationFigure } from './calibration-figure.ts'
import { confusionFigure, rowShares } from './confusion-figure.ts'
import { formatCompact, formatEstimate, formatInteger, formatInterval, formatNumber, formatPercent } from './format.ts'
import { maxRocCurves, rocCurves, rocFigure, workingPointNote } from './roc-figure.ts'
import type { RocCurve } from './roc-figure.ts'
import { headlineSplit } from './run-data.ts'
import type { HistoryRow, RunData, SplitMetrics } from './run-data.ts'
import { slug } from './text.ts'

export interface DataTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Where rows were left out, how many. */
  readonly note?: string | undefined
}

export interface PlannedFigure {
  /** Key in `figures(run)` and name of its file. */
  readonly name: string
  readonly title: string
  /** What the figure shows and how to read it. */
  readonly caption: string
  draw(): string
  table(): DataTable
}

/** A curve of thousands of points is no table that anyone reads. */
const maxTableRows = 100

/** The figures that the data of `run` allow, in the order of a report. */
export function planFigures(run: RunData): PlannedFigure[] {
  return [...historyFigures(run.history), ...splitFigures(run), ...networkFigures(run)]
}

function historyFigures(history: readonly HistoryRow[]): PlannedFigure[] {
  if (history.length === 0) return []
  const table = (key: 'accuracy' | 'loss', valKey: 'val_accuracy' | 'val_loss') => (): DataTable => ({
    columns: ['epoch', 'training', 'validation'],
    rows: history.map((row) => [String(row.epoch), formatNumber(row[key]), formatNumber(row[valKey])]),
  })
  return [
    {
      name: 'accuracy',
      title: 'Accuracy by epoch',
      caption:
        'Share of pictures classified rightly after each epoch. A gap between training and validation is overfitting.',
      draw: () => accuracyFigure(history),
      table: table('accuracy', 'val_accuracy'),
    },
    {
      name: 'loss',
      title: 'Loss by epoch',
      caption:
        'What the training makes small. A validation loss that rises while the training loss falls is overfitting.',
      draw: () => lossFigure(history),
      table: table('loss', 'val_loss'),
    },
  ]
}

function splitFigures(run: RunData): PlannedFigure[] {
  const headline = headlineSplit(run)
  if (headline === undefined) return []
  const splits = [headline, ...Object.keys(run.metrics).filter((split) => split !== headline)]
  const names = fileNames(splits, headline)
  // Four curves can be told apart; with more splits the headline's curve stands alone.
  const all = rocCurves(run.metrics)
  const curves = all.length <= maxRocCurves ? all : all.filter(({ name }) => name === headline)
  return [
    ...splits.map((split): PlannedFigure => {
      const { confusionMatrix } = run.metrics[split]!
      const name = `confusion-matrix${names.get(split)!}`
      return {
        name,
        title: `Confusion matrix: ${split}`,
        caption:
          'Rows are the true labels, columns the predicted ones; the percentage is the share of the row. Right answers lie on the diagonal.',
        draw: () => confusionFigure(confusionMatrix, { name, split }),
        table: () => confusionTable(confusionMatrix),
      }
    }),
    {
      name: 'roc',
      title: 'ROC curve',
      caption:
        `Sensitivity against false alarms over all thresholds, with the area under the curve (AUC) and its interval. ${workingPointNote(curves)}`.trim(),
      draw: () => rocFigure(curves),
      table: () => rocTable(curves),
    },
    ...calibrationFigures(headline, run.metrics[headline]!.calibration),
  ]
}

/** Of the headline split alone: on pictures that it was trained on, a network is always sure and mostly right. */
function calibrationFigures(split: string, points: SplitMetrics['calibration']): PlannedFigure[] {
  if (points === undefined) return []
  return [
    {
      name: 'calibration',
      title: `Calibration: ${split}`,
      caption:
        'How often a score comes true: on the diagonal, of the pictures with score 0.8 four in five are positive. Whiskers are intervals; bins with few pictures say little.',
      draw: () => calibrationFigure(points, { split }),
      table: () => ({
        columns: ['score', 'pictures', 'mean score', 'observed share of positives'],
        rows: points.map(({ from, to, count, meanScore, observed }) => [
          `${formatCompact(from)} to ${formatCompact(to)}`,
          formatInteger(count),
          formatNumber(meanScore),
          formatEstimate(observed),
        ]),
      }),
    },
  ]
}

function networkFigures({ network }: RunData): PlannedFigure[] {
  if (network === undefined) return []
  return [
    {
      name: 'architecture',
      title: 'Network',
      caption: 'Layers from input to output. A bar is as wide as the layer’s picture is large.',
      draw: () => architectureFigure(network),
      table: () => ({
        columns: ['layer', 'type', 'detail', 'output shape', 'parameters'],
        rows: network.layers.map(({ name, type, detail = '', outputShape, parameters }) => [
          name,
          type,
          detail,
          formatShape(outputShape),
          formatInteger(parameters),
        ]),
      }),
    },
  ]
}

/** Tail of the file name by split: nothing for the headline, `-train` and the like for others, kept apart where slugs collide. */
function fileNames(splits: readonly string[], headline: string): Map<string, string> {
  const taken = new Set<string>()
  return new Map(
    splits.map((split, i): [string, string] => {
      if (split === headline) return [split, '']
      let name = slug(split, 'split')
      while (taken.has(name)) name += `-${i + 1}`
      taken.add(name)
      return [split, `-${name}`]
    }),
  )
}

function confusionTable({ labels, counts }: RunData['metrics'][string]['confusionMatrix']): DataTable {
  const shares = rowShares(counts)
  return {
    columns: ['true label', ...labels.map((label) => `predicted ${label}`)],
    rows: labels.map((label, i) => [
      label,
      ...counts[i]!.map((count, j) => `${formatInteger(count)} (${formatPercent(shares[i]![j])})`),
    ]),
  }
}

function rocTable(curves: readonly RocCurve[]): DataTable {
  const rows = curves.flatMap(({ name, roc }) =>
    Array.from(roc.fpr, (fpr, i) => [
      name,
      formatCompact(fpr),
      formatCompact(roc.tpr[i]),
      threshold(roc.thresholds[i]),
    ]),
  )
  const step = Math.ceil(rows.length / maxTableRows)
  const areas = curves.map(({ name, auc }) => `AUC ${name}: ${formatNumber(auc.value)} (${formatInterval(auc)}).`)
  return {
    columns: ['split', 'false positive rate', 'true positive rate', 'score at least'],
    rows: rows.filter((_, i) => i % step === 0 || i === rows.length - 1),
    note: [...areas, ...(step > 1 ? [`Every ${step}th of ${formatInteger(rows.length)} points.`] : [])].join(' '),
  }
}

function threshold(value: number | undefined): string {
  return value === Number.POSITIVE_INFINITY ? 'above all' : formatCompact(value)
}
