/** Splits that the data brings along. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset, Sample } from '../dataset.ts'

/**
 * One dataset for every `sample.split`, in the order in which they occur, all with the same labels.
 *
 * @throws {ConvlensDataError} where some samples have a split and others none; without any, the map is empty
 */
export function bySplit(dataset: Dataset): Map<string, Dataset> {
  const parts = new Map<string, Sample[]>()
  const without = dataset.samples.filter((sample) => sample.split === undefined)
  if (without.length === dataset.samples.length) return new Map()
  if (without.length > 0)
    throw new ConvlensDataError(
      'dataset',
      without[0]!.id,
      `dataset: ${without.length} of ${dataset.samples.length} samples have no split ('${without[0]!.id}' is the first), expected all or none`,
    )
  for (const sample of dataset.samples) {
    const part = parts.get(sample.split!)
    if (part === undefined) parts.set(sample.split!, [sample])
    else part.push(sample)
  }
  return new Map([...parts].map(([name, samples]) => [name, createDataset(samples, dataset.labels)]))
}
