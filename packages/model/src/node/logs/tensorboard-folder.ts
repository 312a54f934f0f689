/** TensorBoard event files on disk, in the two folders that Keras' callback writes. */
import { hostname } from 'node:os'
import { join } from 'node:path'

import { batchEvent, epochEvents, eventFileName } from '../../logs/tensorboard-events.ts'
import type { LogOptions, TrainingLog } from '../../logs/training-log.ts'
import { EventFile } from './event-file.ts'

export interface TensorBoardOptions extends LogOptions {
  /** Seconds since 1970. Default the system's clock. */
  now?: () => number
  /** Part of the files' names. Default this machine's name. */
  host?: string
}

/**
 * Writes event files for TensorBoard into `train/` and `validation/` of a folder, under the tags of Keras' callback
 * (`epochEvents`), and `batch_loss` and the further numbers of every step (`batchEvent`). What was logged is in the file when
 * the call returns: `tensorboard --logdir runs` beside a running training shows it within seconds.
 *
 * A new run adds a file to what the folder holds, as TensorBoard's own writers do, and its charts then show both: give every
 * run a folder of its own. A resumed run goes on with the last file, which gets a new name where something had to be taken out.
 * Non-finite values are written; TensorBoard marks them.
 *
 * @throws RangeError for a bad host; Error where the disk refuses
 * @example
 * ```ts
 * const log = tensorBoardFolder('runs/first/tensorboard')
 * const options = { epochs: 20, onBatch: log.batch }
 * for await (const result of train(model, data, options)) await log.epoch(result)
 * await log.close()
 * ```
 */
export function tensorBoardFolder(dir: string, options: TensorBoardOptions = {}): Required<TrainingLog> {
  const { now = () => Date.now() / 1000, host = hostname().replaceAll(/[^\w.-]/g, '-'), resume = false } = options
  eventFileName(now(), host)
  const train = new EventFile(join(dir, 'train'), { now, host }, resume)
  const validation = new EventFile(join(dir, 'validation'), { now, host }, resume)
  return {
    batch(info) {
      train.goOnAt(info)
      validation.goOnAt(info)
      train.append(batchEvent(info, now()))
    },
    epoch(result) {
      const events = epochEvents(result, now())
      for (const [file, record] of [[train, events.train] as const, [validation, events.validation] as const]) {
        if (record === undefined || (result.restored && file.hasEpoch(result.epoch))) continue
        file.goOnAt({ epoch: result.epoch })
        file.append(record)
        file.sync()
      }
    },
    async close() {
      train.close()
      validation.close()
    },
  }
}
