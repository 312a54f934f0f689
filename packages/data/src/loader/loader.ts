/** Batches of preprocessed, augmented pictures, the same whatever the batch size, the order or the machine. */
import { augment as applyTo } from '../augment/augment.ts'
import type { Augmentation } from '../augment/augmentation.ts'
import { ConvlensDataError } from '../data-error.ts'
import type { Dataset, Sample } from '../dataset.ts'
import { preprocess } from '../preprocess/preprocess.ts'
import { validatePreprocessSpec } from '../preprocess/spec.ts'
import type { PreprocessSpec } from '../preprocess/spec.ts'
import { createRandom } from '../random.ts'
import type { PictureCache, Prepared } from './cache.ts'

/** Some pictures with their classes. */
export interface Batch {
  /** `n * h * w * c` values, row-major, channels last. */
  x: Float32Array
  shape: [n: number, height: number, width: number, channels: number]
  /** Indices into the dataset's labels. */
  y: Int32Array
  ids: string[]
}

export interface LoaderOptions {
  preprocess: PreprocessSpec
  /** Random changes, for training only. */
  augment?: Augmentation
  /** Pictures a batch; the last one holds what is left. */
  batchSize: number
  /** Root of all randomness; 0 by default. */
  seed?: number
  /** Counted from 0; another epoch is another order and other changes. */
  epoch?: number
  /** Whether to mix the order, anew in every epoch; by default it is the dataset's. */
  shuffle?: boolean
  /** Keeps pictures, and which ones are unreadable, between calls. */
  cache?: PictureCache
  /** Told once of every picture left out because it could not be read; with a `cache`, once for all epochs. */
  onSkip?: (sample: Sample, error: unknown) => void
  /** Ends the loading: the iteration throws the signal's reason. */
  signal?: AbortSignal
}

/**
 * Loads a dataset batch by batch. The change a picture undergoes depends on seed, epoch and id alone, its place in a shuffled epoch
 * on these and the other ids. Unreadable pictures are left out and reported; the event loop gets its turn at least every 20 ms
 * between pictures.
 *
 * @throws {RangeError} for a wrong option, at once
 * @throws {ConvlensDataError} where not a single picture can be read
 *
 * @example
 * const spec = { version: 1, width: 224, height: 224, channels: 3, fit: 'stretch', scaling: 'unit' } as const
 * for await (const { x, shape, y } of loader(train, { preprocess: spec, augment: xrayAugmentation, batchSize: 32, shuffle: true, seed: 7, epoch })) ...
 */
export function loader(dataset: Dataset, options: LoaderOptions): AsyncIterable<Batch> {
  const spec = validatePreprocessSpec(options.preprocess)
  const { batchSize, epoch = 0, seed = 0 } = options
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`batchSize: ${batchSize} given, expected a whole number of at least 1`)
  if (!Number.isInteger(epoch) || epoch < 0)
    throw new RangeError(`epoch: ${epoch} given, expected a whole number of at least 0`)
  if (!Number.isFinite(seed)) throw new RangeError(`seed: ${seed} given, expected a number`)
  return { [Symbol.asyncIterator]: () => iterate(dataset, { ...options, preprocess: spec, epoch, seed }) }
}

type Settled = LoaderOptions & { epoch: number; seed: number }

async function* iterate(dataset: Dataset, options: Settled): AsyncGenerator<Batch> {
  const { preprocess: spec, augment, batchSize, seed, epoch, cache, onSkip, signal } = options
  const shape = [spec.height, spec.width, spec.channels] as const
  const classes = new Map(dataset.labels.map((label, index) => [label, index]))
  const range = spec.scaling === 'unit' ? ([0, 1] as const) : undefined
  let pictures: { x: Float32Array; sample: Sample }[] = []
  let read = 0
  let lastError: unknown
  let lastPause = performance.now()
  for (const sample of options.shuffle === true ? shuffled(dataset.samples, seed, epoch) : dataset.samples) {
    signal?.throwIfAborted()
    if (performance.now() - lastPause > 20) {
      await new Promise((resolve) => setTimeout(resolve))
      lastPause = performance.now()
      signal?.throwIfAborted()
    }
    const known = cache?.get(sample, spec)
    const prepared = known ?? (await prepare(sample, spec))
    if (known === undefined) cache?.set(sample, spec, prepared)
    if ('error' in prepared) {
      lastError = prepared.error
      if (known === undefined) onSkip?.(sample, prepared.error)
      continue
    }
    read++
    const x =
      augment === undefined
        ? prepared.x
        : applyTo(prepared.x, shape, augment, createRandom(seed, epoch, sample.id, 'augment'), { range })
    pictures.push({ x, sample })
    if (pictures.length === batchSize) {
      yield pack(pictures, shape, classes)
      pictures = []
    }
  }
  if (pictures.length > 0) yield pack(pictures, shape, classes)
  if (read === 0 && dataset.samples.length > 0)
    throw new ConvlensDataError(
      'dataset',
      dataset.samples.length,
      `dataset: none of its ${dataset.samples.length} pictures could be read`,
      {
        cause: lastError,
      },
    )
}

/** By a draw for each id: a picture more or less does not change the order of the others. */
function shuffled(samples: readonly Sample[], seed: number, epoch: number): Sample[] {
  return samples
    .map((sample) => ({ sample, key: createRandom(seed, epoch, sample.id, 'order').next() }))
    .sort((one, two) => one.key - two.key || (one.sample.id < two.sample.id ? -1 : 1))
    .map(({ sample }) => sample)
}

async function prepare(sample: Sample, spec: PreprocessSpec): Promise<Prepared> {
  try {
    return { x: preprocess(await sample.load(), spec) }
  } catch (error) {
    return { error }
  }
}

function pack(
  pictures: readonly { x: Float32Array; sample: Sample }[],
  shape: readonly [number, number, number],
  classes: ReadonlyMap<string, number>,
): Batch {
  const size = shape[0] * shape[1] * shape[2]
  const x = new Float32Array(pictures.length * size)
  pictures.forEach((picture, i) => x.set(picture.x, i * size))
  return {
    x,
    shape: [pictures.length, ...shape],
    y: Int32Array.from(pictures, ({ sample }) => classes.get(sample.label)!),
    ids: pictures.map(({ sample }) => sample.id),
  }
}
