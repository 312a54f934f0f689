/** Loads one sample, from memory, from its file or by itself, here or in a worker. */
import type { Sample } from '../dataset.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'
import type { CheckedOptions } from './options.ts'
import { preparePicture } from './prepare.ts'
import type { PictureResult, PictureSource, PictureTask } from './prepare.ts'
import { WorkersError } from './workers/workers-error.ts'
import type { WorkerPool } from './workers/worker-pool.ts'

/** A loaded picture, without values where they are in its place, or why there is none; `known` where the cache knew. */
export type Loaded = { sample: Sample; known: boolean } & ({ x: Float32Array | undefined } | { error: unknown })

/** How a sample's `load` decodes what its `read` gives, for those that say so: only these can be decoded elsewhere. */
const decodeOf = (sample: Sample & { decode?: DecodeOptions }): DecodeOptions | undefined =>
  sample.read === undefined ? undefined : sample.decode

/**
 * Loads one picture. What is wrong with it becomes `error`; with a cache that is remembered.
 *
 * @param place where its values may go
 * @throws the reason of `signal`, and what stops all pictures, such as workers that do not start
 */
export async function loadPicture(
  sample: Sample,
  options: CheckedOptions,
  pool: WorkerPool | undefined,
  signal: AbortSignal,
  place: Float32Array | undefined,
): Promise<Loaded> {
  const { preprocess: spec, augment, cache, seed, epoch } = options
  const change = augment === undefined ? {} : { change: { augmentation: augment, seed, epoch, id: sample.id } as const }
  const kept = cache?.get(sample, spec)
  const known = kept !== undefined
  if (known && 'error' in kept) return { sample, known, error: kept.error }
  if (known && augment === undefined) return { sample, known, x: kept.x }
  const keep = cache !== undefined && !known
  try {
    const result = await attempt(
      async () => ({
        source: known ? { kind: 'prepared', x: kept.x } : await open(sample, options, pool),
        spec,
        ...change,
        keep,
        ...(place && { out: place }),
      }),
      options,
      pool,
      signal,
    )
    if (result.prepared !== undefined) cache?.set(sample, spec, { x: result.prepared })
    return { sample, known, x: result.x }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error instanceof WorkersError && error.kind !== 'crash') throw error
    // A crash may be the machine's fault: it is not remembered.
    if (keep && !(error instanceof WorkersError)) cache.set(sample, spec, { error })
    return { sample, known, error }
  }
}

/** Runs a task; in a worker that crashes, again: those that only waited there as often as needed, the one at work once. */
async function attempt(
  makeTask: () => Promise<PictureTask>,
  { store }: CheckedOptions,
  pool: WorkerPool | undefined,
  signal: AbortSignal,
): Promise<PictureResult> {
  for (let crashes = 0; ;) {
    const task = await makeTask()
    signal.throwIfAborted()
    if (pool === undefined) return preparePicture(task, store)
    try {
      return await pool.run(task, { signal, ...(store === undefined ? {} : { store: store.settings }) })
    } catch (error) {
      if (!(error instanceof WorkersError) || error.kind === 'start' || error.kind === 'closed') throw error
      if (error.kind === 'crash' && ++crashes === 2) throw error
    }
  }
}

async function open(sample: Sample, { store }: CheckedOptions, pool: WorkerPool | undefined): Promise<PictureSource> {
  const decode = decodeOf(sample)
  if (decode !== undefined && (pool !== undefined || store !== undefined))
    return { kind: 'bytes', bytes: await sample.read!(), decode }
  return { kind: 'raster', raster: await sample.load() }
}
