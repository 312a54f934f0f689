/** The last checkpoint of a run and its best ones. */
import { CheckpointError } from './checkpoint-error.ts'
import type { CheckpointState } from './checkpoint-state.ts'
import { type CheckpointStore, inTurn } from './checkpoint-store.ts'
import {
  bestName,
  encodeKept,
  epochOf,
  type KeptCheckpoint,
  lastName,
  type Ranking,
  readKept,
} from './kept-checkpoint.ts'

export interface KeeperOptions {
  /** How many of the best are kept beside the last. 0 keeps none and leaves alone those that are there. Default 1. */
  keepBest?: number
  /** Name of the number that ranks them, such as `valLoss`. */
  monitor: string
  /** Whether less or more of it is better. */
  mode: 'min' | 'max'
}

/** A newer checkpoint that could not be used. */
export interface SkippedCheckpoint {
  readonly name: string
  readonly error: CheckpointError
}

export interface LatestCheckpoint extends KeptCheckpoint {
  /** Newer checkpoints that were damaged. Not empty: the run goes back further than to its last checkpoint. */
  readonly skipped: readonly SkippedCheckpoint[]
}

export interface BestCheckpoint {
  readonly name: string
  readonly epoch: number
  readonly value: number
}

export interface CheckpointKeeper {
  /**
   * Writes `last.ckpt` and, where `value` is among the best, `best-<epoch>.ckpt`. The state is copied before the call returns its
   * promise. A value that is left out or NaN is never among the best; of equal values the earlier is better.
   *
   * @throws RangeError for a wrong epoch, value or state; CheckpointError `unwritable`, after which the store has what it had before
   *   or more, and `mismatch` where its best ones are ranked by something else
   */
  save(state: CheckpointState, info: { epoch: number; value?: number | undefined }): Promise<void>
  /**
   * What to go on from: the last checkpoint or, where that is damaged, the newest that is not. `undefined` where there is none.
   *
   * @throws CheckpointError `corrupt` where all are damaged; `unsupported-version`, `unreadable` and `mismatch` at once, as going
   *   back would lose a run that is well
   */
  latest(): Promise<LatestCheckpoint | undefined>
  /** The best, best first; at most `keepBest`, and without those that cannot be read. */
  best(): Promise<BestCheckpoint[]>
  /** One of them by its name, `undefined` where it is not there. @throws CheckpointError */
  read(name: string): Promise<KeptCheckpoint | undefined>
  /** Removes them all, and nothing else, for a run that starts anew. */
  clear(): Promise<void>
}

function checkOptions({ keepBest = 1, monitor, mode }: KeeperOptions): void {
  if (!Number.isSafeInteger(keepBest) || keepBest < 0)
    throw new RangeError(`keepBest: expected a whole number of at least 0, got ${keepBest}`)
  if (typeof monitor !== 'string' || monitor === '')
    throw new RangeError(`monitor: expected the name of a number, got ${JSON.stringify(monitor)}`)
  if (mode !== 'min' && mode !== 'max')
    throw new RangeError(`mode: expected 'min' or 'max', got ${JSON.stringify(mode)}`)
}

function checkInfo(epoch: number, value: number | undefined): void {
  if (!Number.isSafeInteger(epoch) || epoch < 0)
    throw new RangeError(`epoch: expected a whole number of at least 0, got ${epoch}`)
  if (value !== undefined && typeof value !== 'number')
    throw new RangeError(`value: expected a number, got ${JSON.stringify(value)}`)
}

/**
 * Keeps the last checkpoint of a run and its `keepBest` best ones in a store. There is no index that could contradict them: each
 * file says of which epoch it is and how good. A new best is written before `last.ckpt`, and that before the best that drops out is
 * removed, so that a crash between two of these leaves one too many, never one too few.
 *
 * @throws RangeError naming the option that is wrong
 * @example
 * ```ts
 * const keeper = createCheckpointKeeper(checkpointFolder('runs/first/checkpoints'), { monitor: 'valLoss', mode: 'min' })
 * const latest = await keeper.latest()
 * for (const { name, error } of latest?.skipped ?? []) console.error(`${name} was not used: ${error.message}`)
 * await keeper.save({ progress: { epoch: 4 }, tensors: {} }, { epoch: 4, value: 0.21 })
 * console.log(await keeper.best()) // [{ name: 'best-000004.ckpt', epoch: 4, value: 0.21 }]
 * ```
 */
export function createCheckpointKeeper(store: CheckpointStore, options: KeeperOptions): CheckpointKeeper {
  checkOptions(options)
  const { keepBest = 1, mode } = options
  const ranking: Ranking | undefined = keepBest > 0 ? options : undefined
  const turn = inTurn()
  /** What is in the store, once it was looked at: also one too many, where a process died before it had removed it. */
  let ranked: BestCheckpoint[] | undefined

  const byRank = (a: BestCheckpoint, b: BestCheckpoint): number =>
    (mode === 'min' ? a.value - b.value : b.value - a.value) || a.epoch - b.epoch

  async function namesOfBest(): Promise<string[]> {
    return (await store.list()).filter((name) => epochOf(name) !== undefined)
  }

  async function lookAtBest(): Promise<BestCheckpoint[]> {
    const found: BestCheckpoint[] = []
    for (const name of await namesOfBest()) {
      const kept = await readKept(store, name, ranking).catch((error: unknown) => {
        // One that cannot be read is neither ranked nor removed, and no reason to end a run.
        if (error instanceof CheckpointError && error.code !== 'mismatch') return undefined
        throw error
      })
      if (kept?.value !== undefined) found.push({ name, epoch: kept.epoch, value: kept.value })
    }
    return found.sort(byRank)
  }

  async function write(bytes: Uint8Array, epoch: number, value: number | undefined): Promise<void> {
    if (ranking === undefined || value === undefined || Number.isNaN(value)) return store.write(lastName, bytes)
    const there = (ranked ?? (await lookAtBest())).filter((other) => other.epoch !== epoch)
    // Whatever fails below, the store is looked at anew.
    ranked = undefined
    // One too many goes first: the disk may be full.
    for (const { name } of there.slice(keepBest)) await store.remove(name)
    const fresh = { name: bestName(epoch), epoch, value }
    const candidates = [...there.slice(0, keepBest), fresh].sort(byRank)
    const kept = candidates.slice(0, keepBest)
    if (kept.includes(fresh)) await store.write(fresh.name, bytes)
    await store.write(lastName, bytes)
    for (const { name } of candidates.slice(keepBest)) await store.remove(name)
    ranked = kept
  }

  async function latest(): Promise<LatestCheckpoint | undefined> {
    const skipped: SkippedCheckpoint[] = []
    const newestFirst = (await namesOfBest()).sort((a, b) => epochOf(b)! - epochOf(a)!)
    for (const name of [lastName, ...newestFirst])
      try {
        const kept = await readKept(store, name, ranking)
        if (kept !== undefined) return { ...kept, skipped }
      } catch (error) {
        if (!(error instanceof CheckpointError) || error.code !== 'corrupt') throw error
        skipped.push({ name, error })
      }
    if (skipped.length === 0) return undefined
    const message = `no checkpoint can be used: ${skipped.map(({ error }) => error.message).join('; ')}`
    throw new CheckpointError('corrupt', message, { cause: skipped[0]!.error })
  }

  async function clear(): Promise<void> {
    ranked = undefined
    // The last one goes last: until then the old run can still be resumed.
    for (const name of [...(await namesOfBest()), lastName]) await store.remove(name)
  }

  return {
    async save(state, { epoch, value }) {
      checkInfo(epoch, value)
      const encoded = encodeKept(state, epoch, value, ranking)
      // It may fail while an earlier save is still at work.
      encoded.catch(() => undefined)
      await turn(async () => write(await encoded, epoch, value))
    },
    latest: () => turn(latest),
    best: () => turn(async () => (ranked ??= keepBest === 0 ? [] : await lookAtBest()).slice(0, keepBest)),
    read: (name) => turn(() => readKept(store, name, ranking)),
    clear: () => turn(clear),
  }
}
