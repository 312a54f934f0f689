/** A sample from fields that may be unknown. */
import type { Sample } from '../dataset.ts'
import { decodeImage } from '../decode/decode-image.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'

type Unknown<T> = { [K in keyof T]?: T[K] | undefined }

/** A picture in a file: `read` gives its bytes, `load` its pixels. */
export function pictureIn(
  read: () => Promise<Uint8Array>,
  limits?: DecodeOptions,
): Required<Pick<Sample, 'read' | 'load' | 'decode'>> {
  return { read, decode: limits ?? {}, load: async (bytes) => decodeImage(bytes ?? (await read()), limits) }
}

/** The sample without those fields that are `undefined`. */
export function makeSample(
  required: Pick<Sample, 'id' | 'label' | 'load' | 'read' | 'decode'>,
  optional: Unknown<Pick<Sample, 'split' | 'group' | 'source' | 'mask' | 'attributes'>>,
): Sample {
  const sample: Sample = required
  if (optional.split !== undefined) sample.split = optional.split
  if (optional.group !== undefined) sample.group = optional.group
  if (optional.source !== undefined) sample.source = optional.source
  if (optional.mask !== undefined) sample.mask = optional.mask
  if (optional.attributes !== undefined) sample.attributes = optional.attributes
  return sample
}
