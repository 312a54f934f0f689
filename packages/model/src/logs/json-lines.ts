/** JSON lines: an object a line for every batch and every epoch, NaN and infinities included. */
import type { BatchInfo, EpochResult } from '../training/options.ts'

/** One line. What JSON has no numbers for is written as the strings `NaN`, `Infinity` and `-Infinity`. */
export type LogRecord = ({ type: 'batch' } & BatchInfo) | ({ type: 'epoch' } & EpochResult)

const nonNumbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

/**
 * A record as one line, with its line break. That an epoch was restored from a checkpoint is left out: it says nothing about the
 * epoch.
 *
 * @example
 * ```ts
 * jsonLine({ type: 'batch', epoch: 0, batch: 3, step: 3, loss: NaN, samples: 32, learningRate: 0.001, gradientNorm: Infinity })
 * // {"type":"batch","epoch":0,"batch":3,"step":3,"loss":"NaN","samples":32,"learningRate":0.001,"gradientNorm":"Infinity"}
 * ```
 */
export function jsonLine(record: LogRecord): string {
  const text = JSON.stringify({ ...record, restored: undefined }, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  )
  return `${text}\n`
}

/**
 * The records of a log. A last line without its line break, which a killed process leaves, is left out; of any other line
 * that is no record is said where it stands.
 *
 * @throws RangeError naming the line
 * @example
 * ```ts
 * const losses = parseJsonLines(text).filter(({ type }) => type === 'batch').map(({ loss }) => loss)
 * ```
 */
export function parseJsonLines(text: string): LogRecord[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      const record = parseLine(line)
      if (record === undefined)
        throw new RangeError(`json lines: line ${i + 1} is no batch and no epoch: '${line.slice(0, 80)}'`)
      return record
    })
}

function parseLine(line: string): LogRecord | undefined {
  let record: Partial<LogRecord> | null
  try {
    record = JSON.parse(line, (_key, value: unknown) => nonNumbers.get(value) ?? value) as Partial<LogRecord> | null
  } catch {
    return undefined
  }
  const whole =
    (record?.type === 'epoch' && typeof record.epoch === 'number') ||
    (record?.type === 'batch' && typeof record.step === 'number')
  return whole ? (record as LogRecord) : undefined
}
