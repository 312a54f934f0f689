/** A sample from fields that may be unknown. */
import type { Sample } from '../dataset.ts'

type Unknown<T> = { [K in keyof T]?: T[K] | undefined }

/** The sample without those fields that are `undefined`. */
export function makeSample(
  required: Pick<Sample, 'id' | 'label' | 'load'>,
  optional: Unknown<Pick<Sample, 'split' | 'group' | 'source' | 'mask'>>,
): Sample {
  const sample: Sample = required
  if (optional.split !== undefined) sample.split = optional.split
  if (optional.group !== undefined) sample.group = optional.group
  if (optional.source !== undefined) sample.source = optional.source
  if (optional.mask !== undefined) sample.mask = optional.mask
  return sample
}
