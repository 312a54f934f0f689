/** history.csv on disk, line by line as it happens. */
import {
  type HistoryRow,
  historyColumns,
  historyHeader,
  historyLine,
  historyRow,
  parseHistory,
} from '../../logs/history-csv.ts'
import type { LogOptions, TrainingLog } from '../../logs/training-log.ts'
import { AppendFile, readLog } from './append-file.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The columns, and those that a row has besides, before the learning rate. */
function widened(columns: readonly string[], row: HistoryRow): readonly string[] {
  const added = [...row.keys()].filter((name) => !columns.includes(name))
  const place = columns.indexOf('learning_rate')
  return added.length === 0 ? columns : [...columns.slice(0, place), ...added, ...columns.slice(place)]
}

/**
 * Writes history.csv (see `historyCsv`), a line an epoch, which is in the file when `epoch` returns. A new run replaces the
 * file. With `resume` the lines of earlier epochs stay as they are. A metric that comes up later gets a column, for which the
 * file is written anew, whole or not at all.
 *
 * @throws RangeError for a metric whose name is no column's, or a file to be resumed that is no history; Error where the disk
 *   refuses
 * @example
 * ```ts
 * const log = historyCsvFile('runs/first/history.csv', { resume: true })
 * for await (const result of train(model, data, { epochs: 20, checkpoints })) await log.epoch(result)
 * await log.close()
 * ```
 */
export function historyCsvFile(path: string, { resume = false }: LogOptions = {}): TrainingLog {
  const found = resume ? readLog(path) : new Uint8Array()
  const { columns: old, rows } = parseHistory(new TextDecoder().decode(found))
  let columns: readonly string[] = old.length > 0 ? old : historyColumns([])
  const whole = (): Uint8Array => encode(historyHeader(columns) + rows.map((row) => historyLine(columns, row)).join(''))
  const file = new AppendFile(path, found.length)
  file.replace(whole())
  return {
    epoch(result) {
      const row = historyRow(result)
      const epochs = rows.map((each) => Number(each.get('epoch')) - 1)
      if (result.restored && epochs.includes(result.epoch)) return
      const before = columns
      columns = widened(columns, row)
      const first = epochs.findIndex((epoch) => epoch >= result.epoch)
      if (first !== -1) rows.length = first
      rows.push(row)
      if (first === -1 && columns === before) file.append(encode(historyLine(columns, row)))
      else file.replace(whole())
      file.sync()
    },
    close: async () => file.close(),
  }
}
