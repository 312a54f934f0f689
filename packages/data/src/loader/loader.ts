/** Batches of preprocessed, augmented pictures, the same whatever the batch size, the order, the workers or the machine. */
import { ConvlensDataError } from '../data-error.ts'
import type { Dataset } from '../dataset.ts'
import { createBatchBuilder } from './batch.ts'
import type { Batch } from './batch.ts'
import { checkOptions } from './options.ts'
import type { CheckedOptions, LoaderOptions, LoaderState } from './options.ts'
import { shuffled } from './order.ts'
import { loadInOrder } from './load-in-order.ts'

export type { Batch } from './batch.ts'
export type { BatchMix, LoaderOptions, LoaderState } from './options.ts'

/** An epoch of batches, and how far it is. */
export interface Loader extends AsyncIterable<Batch> {
  /** Where the latest iteration is: after the last batch it gave. As `startAt` it gives the batches that remain. */
  state(): Required<LoaderState>
}

/**
 * Loads a dataset batch by batch. The change a picture undergoes depends on seed, epoch and id alone, its place in a shuffled epoch
 * on these and the other ids; neither workers nor caches change a bit. Unreadable pictures are left out and reported, those during
 * whose loading workers crashed twice among them. The event loop gets its turn at least every 20 ms between pictures. Memory:
 * `prefetch + 2` batches, and the cache's.
 *
 * @throws {RangeError} for a wrong option, at once
 * @throws {ConvlensDataError} while iterating, where not a single picture can be read
 * @throws {WorkersError} while iterating, where the workers cannot be started or their pool is closed
 *
 * @example
 * const spec = { version: 1, width: 224, height: 224, channels: 3, fit: 'stretch', scaling: 'unit' } as const
 * for await (const { x, shape, y } of loader(train, { preprocess: spec, augment: xrayAugmentation, batchSize: 32, shuffle: true, seed: 7, epoch })) ...
 */
export function loader(dataset: Dataset, options: LoaderOptions): Loader {
  const checked = checkOptions(options)
  const { epoch, step, position = 0 } = checked.startAt
  let state: Required<LoaderState> = { epoch, step, position }
  return {
    [Symbol.asyncIterator]: () => {
      state = { epoch, step, position }
      return iterate(dataset, checked, (given) => (state = given))
    },
    state: () => ({ ...state }),
  }
}

async function* iterate(
  dataset: Dataset,
  options: CheckedOptions,
  onState: (state: Required<LoaderState>) => void,
): AsyncGenerator<Batch> {
  const { batchSize, seed, epoch, onSkip, startAt } = options
  const order = options.shuffle === true ? shuffled(dataset.samples, seed, epoch) : dataset.samples
  // Without a position, the batches before are made again and not given.
  let position = startAt.position ?? 0
  let step = startAt.position === undefined ? 0 : startAt.step
  if (position > order.length)
    throw new ConvlensDataError(
      'startAt.position',
      position,
      `startAt.position: ${position} given, expected at most ${order.length}, the pictures of the dataset`,
    )
  const pictures = createBatchBuilder(dataset.labels, options)
  let read = step > 0
  let lastError: unknown
  const give = (): Batch | undefined => {
    step++
    if (step <= startAt.step) {
      pictures.drop()
      return undefined
    }
    onState({ epoch, step, position })
    return pictures.take()
  }
  for await (const loaded of loadInOrder(order.slice(position), options, pictures.place)) {
    position++
    if ('error' in loaded) {
      pictures.skip()
      lastError = loaded.error
      if (!loaded.known) onSkip?.(loaded.sample, loaded.error)
      continue
    }
    read = true
    pictures.add(loaded.sample, loaded.x)
    if (pictures.size < batchSize) continue
    const batch = give()
    if (batch === undefined) continue
    yield batch
    pictures.release()
  }
  if (pictures.size > 0) {
    const batch = give()
    if (batch !== undefined) yield batch
    pictures.release()
  }
  if (!read && order.length > 0 && position > (startAt.position ?? 0))
    throw new ConvlensDataError(
      'dataset',
      order.length,
      `dataset: none of its ${order.length} pictures could be read`,
      { cause: lastError },
    )
}
