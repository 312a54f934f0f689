/** One picture from its bytes or pixels to the values of a batch: the same code on the main thread and in every worker. */
import { augmentationRandom, sampleAugmentation } from '../augment/augmentation.ts'
import type { Augmentation } from '../augment/augmentation.ts'
import { change } from '../augment/change.ts'
import { writeChannels } from '../kernels/grey-in-three.ts'
import { decodeImage } from '../decode/decode-image.ts'
import type { DecodeOptions } from '../decode/decode-image.ts'
import { preprocessOnce } from '../preprocess/preprocess.ts'
import { valueRange } from '../preprocess/spec.ts'
import type { PreprocessSpec } from '../preprocess/spec.ts'
import type { Raster } from '../raster.ts'
import type { PictureStore } from './store.ts'

/** A picture as far as it is known: the bytes of its file, its pixels, or its values before augmentation. */
export type PictureSource =
  | { kind: 'bytes'; bytes: Uint8Array; decode: DecodeOptions }
  | { kind: 'raster'; raster: Raster }
  | { kind: 'prepared'; x: Float32Array }

/** What is to be done with one picture: plain data, so that it can be sent to a worker. */
export interface PictureTask {
  source: PictureSource
  spec: PreprocessSpec
  /** Without it the picture stays as preprocessed. */
  change?: { augmentation: Augmentation; seed: number; epoch: number; id: string }
  /** Whether the values before the change are wanted as well, for a cache. */
  keep: boolean
  /** Where the values go, such as the picture's place in a batch; for a worker in shared memory. By default a new array. */
  out?: Float32Array
}

export interface PictureResult {
  /** `height * width * channels` values or, of three channels that are alike, those of one; nothing where they are in `out`. */
  x?: Float32Array
  /** The values before the change, where they were asked for; may be `x` itself where there is no change. */
  prepared?: Float32Array
}

/**
 * Decodes, preprocesses and augments one picture. Preprocessed values come from `store` where it has them, and go there.
 *
 * @throws {DecodeError} where the bytes are no picture
 */
export async function preparePicture(task: PictureTask, store?: PictureStore): Promise<PictureResult> {
  const { source, spec, keep, out } = task
  const prepared = source.kind === 'prepared' ? source.x : await valuesOf(source, spec, store)
  const kept = keep ? { prepared } : {}
  const given = (x: Float32Array, mayStay: boolean): PictureResult => {
    if (out === undefined) return { x: mayStay ? x : x.slice(), ...kept }
    writeChannels(x, out)
    return kept
  }
  if (task.change === undefined) return given(prepared, true)
  const { augmentation, seed, epoch, id } = task.change
  const drawn = sampleAugmentation(augmentation, augmentationRandom(seed, epoch, id))
  const shape = [spec.height, spec.width, spec.channels] as const
  return change(prepared, shape, drawn, { range: valueRange(spec) }, (made) => given(made, false))
}

async function valuesOf(
  source: Exclude<PictureSource, { kind: 'prepared' }>,
  spec: PreprocessSpec,
  store: PictureStore | undefined,
): Promise<Float32Array> {
  if (source.kind === 'raster') return preprocessOnce(source.raster, spec)
  const { bytes, decode } = source
  const key = store?.key(bytes, spec, decode)
  const known = key === undefined ? undefined : await store?.get(key)
  if (known !== undefined && isPicture(known, spec)) return known
  const x = preprocessOnce(await decodeImage(bytes, decode), spec)
  if (key !== undefined) await store?.set(key, x)
  return x
}

/** Whether it has as many values as the picture, or a third of three channels. */
function isPicture({ length }: Float32Array, { width, height, channels }: PreprocessSpec): boolean {
  return length === width * height * channels || (channels === 3 && length === width * height)
}
