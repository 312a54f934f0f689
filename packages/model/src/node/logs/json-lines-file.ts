/** JSON lines on disk, batches and epochs as they happen. */
import { EarlierRecords, type LoggedRecord, type Moment } from '../../logs/earlier-records.ts'
import { jsonLine, parseJsonLines } from '../../logs/json-lines.ts'
import type { LogOptions, TrainingLog } from '../../logs/training-log.ts'
import { AppendFile, readLog } from './append-file.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Whole lines, and where they end. */
function recordsOf(bytes: Uint8Array): LoggedRecord[] {
  const records = parseJsonLines(new TextDecoder().decode(bytes))
  let end = 0
  return records.map((record) => {
    end = bytes.indexOf(0x0a, end) + 1
    return record.type === 'epoch'
      ? { kind: record.type, at: record.epoch, end }
      : { kind: record.type, at: record.step, end }
  })
}

/**
 * Writes an object a line for every batch and every epoch (see `jsonLine`; `parseJsonLines` reads them back), in the file when
 * the call returns. A new run replaces the file, a resumed one goes on with it.
 *
 * @throws RangeError for a file to be resumed that holds other lines; Error where the disk refuses
 * @example
 * ```ts
 * const log = jsonLinesFile('runs/first/log.jsonl')
 * const options = { epochs: 20, onBatch: log.batch }
 * for await (const result of train(model, data, options)) await log.epoch(result)
 * await log.close()
 * ```
 */
export function jsonLinesFile(path: string, { resume = false }: LogOptions = {}): Required<TrainingLog> {
  const records = resume ? recordsOf(readLog(path)) : []
  const earlier = new EarlierRecords(records)
  const file = new AppendFile(path, records.at(-1)?.end)
  const goOnAt = (moment: Moment): void => {
    const length = earlier.bytesBefore(moment)
    if (length !== undefined) file.cut(length)
  }
  return {
    batch(info) {
      goOnAt(info)
      file.append(encode(jsonLine({ type: 'batch', ...info })))
    },
    epoch(result) {
      if (result.restored && earlier.hasEpoch(result.epoch)) return
      goOnAt({ epoch: result.epoch })
      file.append(encode(jsonLine({ type: 'epoch', ...result })))
      file.sync()
    },
    close: async () => file.close(),
  }
}
