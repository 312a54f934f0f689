/** The event file of one of TensorBoard's runs: a new one, or the last one of a folder gone on with. */
import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'

import { EarlierRecords, type LoggedRecord, type Moment } from '../../logs/earlier-records.ts'
import { eventFacts } from '../../logs/event.ts'
import { eventFileName, eventFileStart } from '../../logs/tensorboard-events.ts'
import { parseTfRecords } from '../../logs/tf-record.ts'
import { AppendFile, readLog } from './append-file.ts'

/** Who writes, and when; passed in so that tests are exact. */
export interface EventClock {
  /** Seconds since 1970. */
  now: () => number
  host: string
}

/** A file that is made when there is something to write. */
export class EventFile {
  #folder: string
  #clock: EventClock
  #path = ''
  #file: AppendFile | undefined
  #earlier: EarlierRecords = new EarlierRecords([])
  #closed = false

  constructor(folder: string, clock: EventClock, resume: boolean) {
    this.#folder = folder
    this.#clock = clock
    const last = resume ? this.#names().at(-1) : undefined
    if (last !== undefined) this.#goOnWith(join(folder, last))
  }

  hasEpoch(epoch: number): boolean {
    return this.#earlier.hasEpoch(epoch)
  }

  /** Takes out what an interrupted run wrote of this moment and later ones; done by the first call. */
  goOnAt(moment: Moment): void {
    const length = this.#earlier.bytesBefore(moment)
    if (length !== undefined) this.#keep(length)
  }

  append(record: Uint8Array): void {
    if (this.#closed) throw new Error(`the log ${this.#folder} was closed`)
    if (this.#file === undefined) {
      this.#path = this.#freePath()
      this.#file = new AppendFile(this.#path)
      this.#file.append(eventFileStart(this.#clock.now()))
    }
    this.#file.append(record)
  }

  sync(): void {
    this.#file?.sync()
  }

  close(): void {
    this.#closed = true
    this.#file?.close()
  }

  #names(): string[] {
    if (!existsSync(this.#folder)) return []
    return readdirSync(this.#folder)
      .filter((name) => /^events\.out\.tfevents\.\d{10}\./.test(name))
      .sort()
  }

  /** A name that sorts behind all others: of two files in one second the second is dated a second later. */
  #freePath(): string {
    const { now, host } = this.#clock
    const taken = Number(this.#names().at(-1)?.split('.')[3] ?? -1)
    return join(this.#folder, eventFileName(Math.max(now(), taken + 1), host))
  }

  #goOnWith(path: string): void {
    const bytes = readLog(path)
    let end = 0
    const records = parseTfRecords(bytes).map(({ data, framed }): LoggedRecord => {
      const { step, tags } = eventFacts(data)
      const kind = tags.some((tag) => tag.startsWith('epoch_')) ? 'epoch' : 'batch'
      return { kind, at: tags.length === 0 ? -1 : step, end: (end += framed.length) }
    })
    this.#earlier = new EarlierRecords(records)
    this.#path = path
    this.#file = new AppendFile(path, bytes.length)
    if (end === 0 || end < bytes.length) this.#keep(end)
  }

  /**
   * Cuts the file, and gives it a new name. A running TensorBoard holds the old file open at its old end: it would read nonsense
   * there, and sees a file with a new name from the start. At any moment there is exactly one of the two.
   */
  #keep(length: number): void {
    const content = readLog(this.#path).slice(0, length)
    this.#file!.replace(content.length > 0 ? content : eventFileStart(this.#clock.now()))
    const path = this.#freePath()
    this.#file!.close()
    renameSync(this.#path, path)
    this.#path = path
    this.#file = new AppendFile(path, readLog(path).length)
  }
}
