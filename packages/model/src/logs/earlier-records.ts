/** What an interrupted run left in a log, until the resumed one has said where it goes on. */

/** A record of a log: of an epoch, or of a step counted over the whole training. */
export interface LoggedRecord {
  kind: 'batch' | 'epoch'
  /** The step or the epoch, counted from 0. */
  at: number
  /** Where it ends, in bytes from the start of the file. */
  end: number
}

/** A moment of a training. `step` is undefined at the end of an epoch. */
export interface Moment {
  epoch: number
  step?: number
}

/** Records lie in the order in which they were written, so that what is to go is always the end of the file. */
export class EarlierRecords {
  #records: readonly LoggedRecord[]
  #epochs: ReadonlySet<number>

  constructor(records: readonly LoggedRecord[]) {
    this.#records = records
    this.#epochs = new Set(records.filter(({ kind }) => kind === 'epoch').map(({ at }) => at))
  }

  hasEpoch(epoch: number): boolean {
    return this.#epochs.has(epoch)
  }

  /**
   * How many bytes were written before a moment, or undefined where that is all of them. Everything was said with
   * that: asked again it answers undefined.
   */
  bytesBefore({ epoch, step }: Moment): number | undefined {
    const records = this.#records
    this.#records = []
    this.#epochs = new Set([...this.#epochs].filter((each) => each < epoch))
    const first = records.findIndex(({ kind, at }) => at >= (kind === 'epoch' ? epoch : (step ?? Infinity)))
    return first === -1 ? undefined : (records[first - 1]?.end ?? 0)
  }
}
