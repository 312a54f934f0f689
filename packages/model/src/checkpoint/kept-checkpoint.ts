/** What the keeper adds to a checkpoint: of which epoch it is, and how good. */
import { CheckpointError } from './checkpoint-error.ts'
import type { CheckpointState } from './checkpoint-state.ts'
import type { CheckpointStore } from './checkpoint-store.ts'
import { decodeCheckpoint } from './decode-checkpoint.ts'
import { encodeCheckpoint } from './encode-checkpoint.ts'
import type { JsonValue } from './json-value.ts'

export const lastName = 'last.ckpt'

/** Six digits, so that names sort as epochs do. */
export const bestName = (epoch: number): string => `best-${String(epoch).padStart(6, '0')}.ckpt`

/** The epoch of a name that `bestName` made. */
export function epochOf(name: string): number | undefined {
  const digits = /^best-(\d{6,16})\.ckpt$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** What the value of a checkpoint is. */
export interface Ranking {
  /** Name of the monitored number, such as `valLoss`. */
  readonly monitor: string
  /** Whether less or more is better. */
  readonly mode: 'min' | 'max'
}

/** A checkpoint as the keeper gives it back. */
export interface KeptCheckpoint extends CheckpointState {
  /** Name in the store, such as `last.ckpt`. */
  readonly name: string
  readonly epoch: number
  /** The monitored number, if there was one. */
  readonly value?: number
}

interface Label {
  epoch: number
  value?: number | undefined
  ranking?: { monitor: string; mode: 'min' | 'max' } | undefined
}

/** Copies the state before it returns. */
export function encodeKept(
  { progress, tensors }: CheckpointState,
  epoch: number,
  value: number | undefined,
  ranking: Ranking | undefined,
): Promise<Uint8Array> {
  const kept: JsonValue = { epoch, value, ranking: ranking && { monitor: ranking.monitor, mode: ranking.mode } }
  return encodeCheckpoint({ progress: { kept, run: progress }, tensors })
}

function checkRanking(name: string, there: Label['ranking'], wanted: Ranking | undefined): void {
  if (there === undefined || wanted === undefined) return
  if (there.monitor === wanted.monitor && there.mode === wanted.mode) return
  const of = ({ monitor, mode }: Ranking): string => `the ${mode === 'min' ? 'least' : 'greatest'} ${monitor}`
  const message = `${name}: the store keeps the best by ${of(there)}, not by ${of(wanted)}: use another store, or clear this one`
  throw new CheckpointError('mismatch', message)
}

/**
 * Reads a checkpoint that the keeper wrote; `undefined` where nothing has that name.
 *
 * @throws CheckpointError whose message begins with the name; `mismatch` where it is none of the keeper's, or ranked otherwise
 */
export async function readKept(
  store: CheckpointStore,
  name: string,
  ranking: Ranking | undefined,
): Promise<KeptCheckpoint | undefined> {
  const bytes = await store.read(name)
  if (bytes === undefined) return undefined
  const { progress, tensors } = await decodeCheckpoint(bytes).catch((error: unknown) => {
    if (!(error instanceof CheckpointError)) throw error
    throw new CheckpointError(error.code, `${name}: ${error.message}`, { cause: error })
  })
  const { kept, run } = (progress ?? {}) as { kept?: Label; run?: JsonValue }
  if (typeof kept?.epoch !== 'number' || run === undefined)
    throw new CheckpointError('mismatch', `${name}: this checkpoint was not written by a checkpoint keeper`)
  checkRanking(name, kept.ranking, ranking)
  return { name, epoch: kept.epoch, ...(kept.value !== undefined && { value: kept.value }), progress: run, tensors }
}
