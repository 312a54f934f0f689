/** A lasting place for preprocessed pictures, such as a folder: what `diskCache` of `./node` is. */
import type { DecodeOptions } from '../decode/decode-image.ts'
import type { PreprocessSpec } from '../preprocess/spec.ts'

/** Preprocessed pictures by their content: the same bytes under another name are the same picture. */
export interface PictureStore {
  /**
   * The key of a picture: it changes with the file's bytes, with how it is decoded and preprocessed, and with `preparedVersion`.
   *
   * @param bytes the whole file
   */
  key(bytes: Uint8Array, spec: PreprocessSpec, decode: DecodeOptions): string
  /** The values kept under a key, or `undefined`. Never throws and never gives values that are not exactly those kept. */
  get(key: string): Promise<Float32Array | undefined>
  /** Keeps values if there is room. The values are copied or written before the promise is settled, or read while they stay as they are. */
  set(key: string, x: Float32Array): Promise<void>
  /** Settles when all that was set is kept or dropped. */
  flush(): Promise<void>
  /** Plain data from which a worker opens the same store. */
  readonly settings: Readonly<Record<string, string | number>>
}

/**
 * Version of what decoding and preprocessing make of a file: raised whenever any picture comes out otherwise, so that no store gives
 * values of an older release. `prepared-version.test.ts` fails where that was forgotten.
 */
export const preparedVersion = 1
