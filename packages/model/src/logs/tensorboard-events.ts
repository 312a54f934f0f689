/** A run as TensorBoard sees it: which scalar has which tag, in which of its two folders. */
import type { BatchInfo, EpochResult } from '../training/options.ts'
import { encodeFileVersion, encodeScalars } from './event.ts'
import { tfRecord } from './tf-record.ts'

/** Bytes to append to the event files of the two runs that Keras' callback writes as well. */
export interface EpochEvents {
  train: Uint8Array
  /** Undefined where the epoch was not validated. */
  validation?: Uint8Array
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Numbers that say when, not how well. */
const places: ReadonlySet<string> = new Set(['epoch', 'batch', 'batches', 'samples', 'step', 'bestEpoch', 'seconds'])

const measured = (info: object): [string, number][] =>
  Object.entries(info).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && !places.has(entry[0]),
  )

/**
 * `events.out.tfevents.<seconds>.<host>`, the seconds in ten digits, so that files sort by age.
 *
 * @throws RangeError for a host with anything but letters, digits, `.`, `_` and `-`, or a time before 1970
 */
export function eventFileName(seconds: number, host: string): string {
  if (!/^[\w.-]+$/.test(host))
    throw new RangeError(`host: expected letters, digits, '.', '_' and '-', got ${JSON.stringify(host)}`)
  if (!(seconds >= 0 && seconds < 1e10)) throw new RangeError(`seconds: expected seconds since 1970, got ${seconds}`)
  return `events.out.tfevents.${String(Math.floor(seconds)).padStart(10, '0')}.${host}`
}

/** The first record of an event file; every file needs it. `wallTime` in seconds since 1970. */
export function eventFileStart(wallTime: number): Uint8Array {
  return tfRecord(encodeFileVersion(wallTime))
}

/**
 * One record for a training step: `batch_loss`, and `batch_learning_rate`, `batch_gradient_norm` and so on for further
 * numbers of the step, which is counted over all epochs.
 *
 * @param wallTime in seconds since 1970
 */
export function batchEvent(info: BatchInfo, wallTime: number): Uint8Array {
  const scalars = new Map(measured(info).map(([name, value]) => [`batch_${snake(name)}`, value]))
  return tfRecord(encodeScalars({ wallTime, step: info.step, scalars }))
}

/**
 * One record a folder for an epoch, with the tags of Keras' TensorBoard callback: `epoch_loss`, `epoch_accuracy`,
 * `epoch_learning_rate` of training; `epoch_loss`, `epoch_accuracy` and `epoch_<metric>` of validation. TensorBoard draws equal
 * tags of the two folders into one chart. The step is the epoch, counted from 0.
 *
 * @param wallTime in seconds since 1970
 * @example
 * ```ts
 * const result = { epoch: 0, loss: 0.5, accuracy: 0.75, valMetrics: {}, learningRate: 0.001, seconds: 2 }
 * const { train } = epochEvents(result, Date.now() / 1000)
 * const file = new Blob([eventFileStart(Date.now() / 1000), train]) // a page offers it as a download
 * ```
 */
export function epochEvents(result: EpochResult, wallTime: number): EpochEvents {
  const train = new Map<string, number>()
  const validation = new Map<string, number>()
  for (const [name, value] of measured(result)) {
    const own = /^val[A-Z]/.test(name) ? name.slice(3) : undefined
    if (own === undefined) train.set(`epoch_${snake(name)}`, value)
    else validation.set(`epoch${snake(own)}`, value)
  }
  for (const [name, value] of Object.entries(result.valMetrics)) validation.set(`epoch_${name}`, value)
  const record = (scalars: ReadonlyMap<string, number>): Uint8Array =>
    tfRecord(encodeScalars({ wallTime, step: result.epoch, scalars }))
  return { train: record(train), ...(validation.size > 0 && { validation: record(validation) }) }
}
