/** Folds that hold out one hospital or collection each: how a score holds up where nobody has trained. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import type { Fold } from './stratified-group-k-fold.ts'

/** A fold whose `test` is all of one source. */
export interface SourceFold extends Fold {
  source: string
}

/**
 * One fold for every source, in alphabetical order. A group that the held-out source has is left out of `train` with all its
 * pictures, so that no patient is on both sides.
 *
 * @throws {ConvlensDataError} where a sample has no source, or all have the same
 *
 * @example
 * leaveOneSourceOut(dataset).map(({ source, test }) => `${source}: ${test.samples.length}`) // ['hannover: 34', 'nih: 174', ...]
 */
export function leaveOneSourceOut(dataset: Dataset): SourceFold[] {
  const { labels, samples } = dataset
  const without = samples.filter(({ source }) => source === undefined)
  if (without.length > 0)
    throw new ConvlensDataError(
      'dataset',
      without[0]!.id,
      `dataset: ${without.length} of ${samples.length} samples have no source ('${without[0]!.id}' is the first), expected one each`,
    )
  const sources = [...new Set(samples.map(({ source }) => source!))].sort()
  if (sources.length < 2)
    throw new ConvlensDataError(
      'dataset',
      sources,
      `dataset: ${sources.length} sources (${sources.join(', ')}), expected at least 2`,
    )
  return sources.map((source) => {
    const test = samples.filter((sample) => sample.source === source)
    const groups = new Set(test.map(({ group }) => group))
    groups.delete(undefined)
    const train = samples.filter((sample) => sample.source !== source && !groups.has(sample.group))
    return { source, train: createDataset(train, labels), test: createDataset(test, labels) }
  })
}
