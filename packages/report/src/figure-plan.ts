/** Which figures a run has, each with its words and the table of its data. */
import { accuracyFigure, lossFigure } from './curve-figures.ts'
import { architectureFigure, formatShape } from './architecture-figure.ts'
import { evaluationFigures } from './evaluation-plan.ts'
import { formatInteger, formatNumber } from './format.ts'
import type { DataTable, PlannedFigure } from './planned-figure.ts'
import type { HistoryRow, RunData } from './run-data.ts'

/** The figures that the data of `run` allow, in the order of a report. */
export function planFigures(run: RunData): PlannedFigure[] {
  return [...historyFigures(run.history), ...evaluationFigures(run), ...networkFigures(run)]
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
