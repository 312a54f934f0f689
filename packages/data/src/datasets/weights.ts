/** Weights that make up for classes, sources or patients of unequal size. */
import { ConvlensDataError } from '../data-error.ts'
import { classCounts } from '../dataset.ts'
import type { Dataset, Sample } from '../dataset.ts'

/**
 * The weight of each class, `n / (k * count)` with `k` classes that occur: scikit-learn's `compute_class_weight('balanced')`. All
 * classes then weigh the same in a loss, and the mean over the samples is 1.
 *
 * @param from a dataset, or counts of classes such as `classCounts` gives
 * @returns one weight a label, in the order of the labels; 0 for a class without a picture
 * @throws {ConvlensDataError} where there is no picture, or a count is none
 *
 * @example
 * classWeights([3, 1]) // [0.666..., 2]
 */
export function classWeights(from: Dataset | readonly number[]): number[] {
  const counts = 'samples' in from ? classCounts(from) : from
  const wrong = counts.find((count) => !Number.isInteger(count) || count < 0)
  if (wrong !== undefined)
    throw new ConvlensDataError('counts', wrong, `counts: ${wrong} given, expected whole numbers of at least 0`)
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0)
    throw new ConvlensDataError('counts', counts, `counts: [${counts.join(', ')}] given, expected at least one picture`)
  const classes = counts.filter((count) => count > 0).length
  return counts.map((count) => (count === 0 ? 0 : total / (classes * count)))
}

/** What samples can be balanced by. */
export type BalanceKey = 'label' | 'source' | 'group'

/**
 * The weight of each sample: the product over `by` of the balanced weight of its value, as scikit-learn's
 * `compute_sample_weight('balanced')` for several columns. A sample without a source counts to one source without a name; one
 * without a group is its own.
 *
 * @param options.by `['label']` by default
 * @returns one weight a sample, in the order of the samples
 * @throws {ConvlensDataError} where the dataset is empty
 *
 * @example
 * sampleWeights(train, { by: ['label', 'group'] }) // a patient with ten pictures counts as much as one with one
 */
export function sampleWeights(dataset: Dataset, options: { by?: readonly BalanceKey[] } = {}): Float64Array {
  const { samples } = dataset
  if (samples.length === 0) throw new ConvlensDataError('dataset', 0, 'dataset: no samples, expected at least one')
  const weights = new Float64Array(samples.length).fill(1)
  for (const key of options.by ?? ['label']) {
    const values = samples.map((sample) => valueOf(sample, key))
    const counts = new Map<string, number>()
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    values.forEach((value, i) => (weights[i]! *= samples.length / (counts.size * counts.get(value)!)))
  }
  return weights
}

function valueOf(sample: Sample, key: BalanceKey): string {
  if (key === 'label') return sample.label
  if (key === 'source') return sample.source === undefined ? 'none' : `source:${sample.source}`
  if (key === 'group') return sample.group === undefined ? `sample:${sample.id}` : `group:${sample.group}`
  throw new ConvlensDataError('by', key, `by: ${JSON.stringify(key)} given, expected label, source or group`)
}
