/** What a loader can be asked for, and the checks. */
import { sampleAugmentation } from '../augment/augmentation.ts'
import type { Augmentation } from '../augment/augmentation.ts'
import { sampleMixUp } from '../augment/mix.ts'
import type { Sample } from '../dataset.ts'
import { validatePreprocessSpec } from '../preprocess/spec.ts'
import type { PreprocessSpec } from '../preprocess/spec.ts'
import { createRandom } from '../random.ts'
import type { BatchMemory } from './batch-memory.ts'
import type { PictureCache } from './cache.ts'
import type { PictureStore } from './store.ts'
import type { WorkerPool } from './workers/worker-pool.ts'

/** A place in an epoch: after its first `step` batches. Plain JSON, for checkpoints. */
export interface LoaderState {
  epoch: number
  /** How many batches came before. */
  step: number
  /**
   * How many samples of the epoch's order these batches took, unreadable ones included. Without it, the samples before are loaded
   * once more to find out which of them can be read.
   */
  position?: number
}

/** MixUp or CutMix over each batch. */
export interface BatchMix {
  kind: 'mixUp' | 'cutMix'
  /** Parameter of the symmetric beta distribution of the shares, above 0: .2 is usual for MixUp, 1 for CutMix. */
  alpha: number
  /** Probability that a picture is mixed at all; 1 by default. */
  p?: number
}

export interface LoaderOptions {
  preprocess: PreprocessSpec
  /** Random changes, for training only: ranges as the presets are, or a pipeline made by `compose`, `affine` and so on. */
  augment?: Augmentation
  /** Mixes the pictures of a batch in pairs, after `augment`; labels that follow are in `Batch.ySoft`. */
  mix?: BatchMix
  /** Pictures a batch; the last one holds what is left. */
  batchSize: number
  /**
   * Memory that batches use again, of `createBatchMemory`: a batch then holds until the next one is asked for, and threads of Node
   * write their pictures where the batch is, in shared memory. By default each batch is a new array, and getting its memory from the
   * system takes up to as long as filling it.
   */
  memory?: BatchMemory
  /** Root of all randomness; 0 by default. */
  seed?: number
  /** Counted from 0; another epoch is another order and other changes. */
  epoch?: number
  /** Whether to mix the order, anew in every epoch; by default it is the dataset's. */
  shuffle?: boolean
  /** Keeps pictures, and which ones are unreadable, between calls, in memory. */
  cache?: PictureCache
  /**
   * Keeps preprocessed pictures between runs: `diskCache` of `./node`. Used for samples that name how their bytes are decoded (see
   * `workers`). With a `cache` as well, this is asked for what is not in memory.
   */
  store?: PictureStore
  /**
   * Threads that decode, preprocess and augment: `nodeWorkers` of `./node`, `browserWorkers` of `./browser`. A pool stays open for
   * the next epoch and is its owner's to close; a function is called when the iteration starts, and its pool closed when that ends,
   * however it does.
   *
   * A worker gets a file's bytes where a sample has `read` and `decode` (those of `fromFolder`, `fromManifest`, `fromFiles`); for
   * others `load()` is called on the calling thread and its pixels are sent.
   */
  workers?: WorkerPool | (() => WorkerPool)
  /** How many batches are made ahead of the one asked for, with `workers`; 2 by default. Nothing more is begun before one is taken. */
  prefetch?: number
  /** Begins after the first `step` batches of `epoch`: gives exactly those that remain. Goes before `epoch`. */
  startAt?: LoaderState
  /** Told once of every picture left out because it could not be read; with a `cache`, once for all epochs. */
  onSkip?: (sample: Sample, error: unknown) => void
  /** Ends the loading: the iteration throws the signal's reason. */
  signal?: AbortSignal
}

export interface CheckedOptions extends LoaderOptions {
  seed: number
  epoch: number
  prefetch: number
  startAt: LoaderState
}

/** @throws {RangeError} naming the option that is wrong */
export function checkOptions(options: LoaderOptions): CheckedOptions {
  const { batchSize, seed = 0, prefetch = 2, augment, mix } = options
  const startAt = options.startAt ?? { epoch: options.epoch ?? 0, step: 0, position: 0 }
  whole('batchSize', batchSize, 1)
  whole('epoch', options.epoch ?? 0, 0)
  if (!Number.isFinite(seed)) throw new RangeError(`seed: ${seed} given, expected a number`)
  whole('prefetch', prefetch, 1)
  whole('startAt.epoch', startAt.epoch, 0)
  whole('startAt.step', startAt.step, 0)
  if (startAt.position !== undefined) whole('startAt.position', startAt.position, 0)
  const { epoch } = startAt
  if (augment !== undefined) sampleAugmentation(augment, createRandom(seed))
  if (mix !== undefined) {
    if (mix.kind !== 'mixUp' && mix.kind !== 'cutMix')
      throw new RangeError(`mix.kind: ${JSON.stringify(mix.kind)} given, expected mixUp or cutMix`)
    sampleMixUp([], { ...mix, seed, epoch })
  }
  const spec = validatePreprocessSpec(options.preprocess)
  return { ...options, preprocess: spec, seed, epoch, prefetch, startAt }
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name}: ${value} given, expected a whole number of at least ${least}`)
}
