/** history.csv: a line an epoch. A stable format, which other programs read. */
import type { EpochResult } from '../training/options.ts'
import { csvRecord, parseCsvRecord } from './csv-cells.ts'

/** What comes before and after the metrics. */
const first = ['epoch', 'loss', 'accuracy', 'val_loss', 'val_accuracy', 'val_auc']
const last = ['learning_rate', 'seconds']
const known = new Set([...first, ...last])

/** A line by column; what is missing was not measured. */
export type HistoryRow = ReadonlyMap<string, string>

/** The columns of a table with these metrics; `auc` has its place in any. */
export function historyColumns(metrics: readonly string[]): string[] {
  return [...first, ...new Set(metrics.map(columnOf).filter((name) => !known.has(name))), ...last]
}

function columnOf(metric: string): string {
  const reserved = metric === 'loss' || metric === 'accuracy'
  if (metric === '' || reserved || [...metric].some((c) => c < ' ' || c === '\u007F'))
    throw new RangeError(
      `metrics: expected a name on one line, other than 'loss' and 'accuracy', got ${JSON.stringify(metric)}`,
    )
  return `val_${metric}`
}

/** What an epoch has to say. Epochs are counted from 1 in the file. */
export function historyRow(result: EpochResult): HistoryRow {
  const values: [string, number | undefined][] = [
    ['epoch', result.epoch + 1],
    ['loss', result.loss],
    ['accuracy', result.accuracy],
    ['val_loss', result.valLoss],
    ['val_accuracy', result.valAccuracy],
    ...Object.entries(result.valMetrics).map(([name, value]): [string, number] => [columnOf(name), value]),
    ['learning_rate', result.learningRate],
    ['seconds', result.seconds],
  ]
  return new Map(
    values.flatMap(([name, value]): [string, string][] =>
      value === undefined || Number.isNaN(value) ? [] : [[name, String(value)]],
    ),
  )
}

/** A line of the file, with its line break. */
export function historyLine(columns: readonly string[], row: HistoryRow): string {
  return `${csvRecord(columns.map((name) => row.get(name) ?? ''))}\n`
}

/** The first line of the file, with its line break. */
export const historyHeader = (columns: readonly string[]): string => `${csvRecord(columns)}\n`

/**
 * The whole lines of a file, in their order; a torn last line, which a killed process leaves, is left out.
 *
 * @throws RangeError where this is no history: nothing may be taken out of someone else's file
 */
export function parseHistory(text: string): { columns: string[]; rows: HistoryRow[] } {
  const lines = text.split('\n').slice(0, -1)
  if (lines.length === 0) return { columns: [], rows: [] }
  const columns = parseCsvRecord(lines[0]!.replace(/\r$/, '')) ?? []
  const ours = first.every((name, i) => columns[i] === name) && last.every((name, i) => columns.at(i - 2) === name)
  if (!ours)
    throw new RangeError(`history: expected the columns ${historyColumns([])}, got '${lines[0]!.slice(0, 120)}'`)
  const rows = lines.slice(1).flatMap((line, i) => {
    const cells = parseCsvRecord(line.replace(/\r$/, ''))
    if (cells === undefined || cells.length !== columns.length)
      throw new RangeError(
        `history: line ${i + 2} has not the ${columns.length} cells of the first: '${line.slice(0, 80)}'`,
      )
    return [new Map(columns.map((name, k): [string, string] => [name, cells[k]!]).filter(([, cell]) => cell !== ''))]
  })
  return { columns, rows }
}

/**
 * history.csv as text: `epoch` (counted from 1), `loss`, `accuracy`, `val_loss`, `val_accuracy`, `val_auc`, further metrics
 * as `val_<name>`, `learning_rate`, `seconds`. Numbers have every digit that a double needs. A cell is empty where nothing
 * was measured or the value is NaN; infinite values are `Infinity`.
 *
 * @throws RangeError for a metric named `loss` or `accuracy`, whose columns are taken, or with a line break in its name
 * @example
 * ```ts
 * historyCsv([{ epoch: 0, loss: 0.5, accuracy: 0.75, valMetrics: { auc: 0.9 }, learningRate: 0.001, seconds: 2 }])
 * // epoch,loss,accuracy,val_loss,val_accuracy,val_auc,learning_rate,seconds
 * // 1,0.5,0.75,,,0.9,0.001,2
 * ```
 */
export function historyCsv(results: readonly EpochResult[]): string {
  const columns = historyColumns(results.flatMap(({ valMetrics }) => Object.keys(valMetrics)))
  return historyHeader(columns) + results.map((result) => historyLine(columns, historyRow(result))).join('')
}
