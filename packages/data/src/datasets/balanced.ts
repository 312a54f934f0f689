/** An epoch in which every class is equally often, by drawing some pictures again or leaving some out. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset, Sample } from '../dataset.ts'
import { createRandom } from '../random.ts'

export interface BalancedOptions {
  seed: number
  /** Counted from 0; another epoch draws other pictures in another order. */
  epoch?: number
  /**
   * Pictures of each class: `largest` (default) repeats pictures of the smaller classes until they are as many as those of the
   * largest, `smallest` leaves pictures out, a number does either.
   */
  perClass?: 'largest' | 'smallest' | number
}

/** The second, third ... showing of a sample, kept so that a cache knows it again in the next epoch. */
const showings = new WeakMap<Sample, Sample[]>()

/**
 * The samples of an epoch, every class that occurs equally often, in a mixed order. Within a class no picture comes a second time
 * before all have come once. What is drawn depends on seed, epoch and ids alone, not on the order of the samples. A picture
 * that comes again has the id `<id>#2`, `<id>#3` and so on, so that it is augmented anew.
 *
 * @throws {ConvlensDataError} where the dataset is empty or an option is wrong
 *
 * @example
 * for await (const batch of loader(balanced(train, { seed: 7, epoch }), { preprocess, batchSize: 32, seed: 7, epoch })) ...
 */
export function balanced(dataset: Dataset, options: BalancedOptions): Dataset {
  const { seed, epoch = 0, perClass = 'largest' } = options
  if (!Number.isFinite(seed)) throw new ConvlensDataError('seed', seed, `seed: ${seed} given, expected a number`)
  if (!Number.isInteger(epoch) || epoch < 0)
    throw new ConvlensDataError('epoch', epoch, `epoch: ${epoch} given, expected a whole number of at least 0`)
  const classes = new Map<string, Sample[]>()
  for (const sample of dataset.samples) {
    const known = classes.get(sample.label)
    if (known === undefined) classes.set(sample.label, [sample])
    else known.push(sample)
  }
  if (classes.size === 0) throw new ConvlensDataError('dataset', 0, 'dataset: no samples, expected at least one')
  const sizes = [...classes.values()].map((samples) => samples.length)
  const count = perClass === 'largest' ? Math.max(...sizes) : perClass === 'smallest' ? Math.min(...sizes) : perClass
  if (!Number.isInteger(count) || count < 1)
    throw new ConvlensDataError(
      'perClass',
      perClass,
      `perClass: ${JSON.stringify(perClass)} given, expected largest, smallest or a whole number of at least 1`,
    )
  const drawn: Sample[] = []
  for (const samples of classes.values()) {
    const mixed = byDraw(samples, seed, epoch, 'balance')
    for (let i = 0; i < count; i++) drawn.push(showing(mixed[i % mixed.length]!, Math.floor(i / mixed.length) + 1))
  }
  return createDataset(byDraw(drawn, seed, epoch, 'balance-order'), dataset.labels)
}

/** In the order of a number drawn for each id. */
function byDraw(samples: readonly Sample[], seed: number, epoch: number, step: string): Sample[] {
  return samples
    .map((sample) => ({ sample, key: createRandom(seed, epoch, sample.id, step).next() }))
    .sort((one, two) => one.key - two.key || (one.sample.id < two.sample.id ? -1 : 1))
    .map(({ sample }) => sample)
}

function showing(sample: Sample, time: number): Sample {
  if (time === 1) return sample
  let known = showings.get(sample)
  if (known === undefined) showings.set(sample, (known = []))
  return (known[time] ??= { ...sample, id: `${sample.id}#${time}`, load: (bytes) => sample.load(bytes) })
}
