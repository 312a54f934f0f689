/** Keeps preprocessed pictures between epochs. */
import type { Sample } from '../dataset.ts'
import type { PreprocessSpec } from '../preprocess/spec.ts'

/** A picture as preprocessed (of grey ones in three channels, the values of one), or why it could not be read. */
export type Prepared = { x: Float32Array } | { error: unknown }

/** Preprocessed pictures and failures, by sample and preprocessing. */
export interface PictureCache {
  get(sample: Sample, spec: PreprocessSpec): Prepared | undefined
  set(sample: Sample, spec: PreprocessSpec, prepared: Prepared): void
  clear(): void
  /** How many bytes the pictures take. */
  readonly bytes: number
}

/**
 * A cache for `loader`. Samples are told apart by identity, so that datasets can share one. What no longer fits is not kept;
 * what is in stays in, because an epoch asks for every picture once and replacing would then never hit.
 *
 * @param options.maxBytes 2^30 (1 GiB) by default: of 224 x 224 pixels 5,349 pictures in grey, 1,783 in colour
 */
export function createCache(options: { maxBytes?: number } = {}): PictureCache {
  const { maxBytes = 2 ** 30 } = options
  const kept = new Map<Sample, Map<string, Prepared>>()
  let bytes = 0
  return {
    get: (sample, spec) => kept.get(sample)?.get(JSON.stringify(spec)),
    set(sample, spec, prepared) {
      const size = 'x' in prepared ? prepared.x.byteLength : 0
      if (bytes + size > maxBytes) return
      let entry = kept.get(sample)
      if (entry === undefined) kept.set(sample, (entry = new Map()))
      if (entry.has(JSON.stringify(spec))) return
      entry.set(JSON.stringify(spec), 'x' in prepared ? { x: shared(prepared.x) } : prepared)
      bytes += size
    },
    clear() {
      kept.clear()
      bytes = 0
    },
    get bytes() {
      return bytes
    },
  }
}

/** A copy in memory that workers read where it is; pages that are not isolated from other origins have none. */
function shared(x: Float32Array): Float32Array {
  const memory = typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer
  const copy = new Float32Array(new memory(x.byteLength))
  copy.set(x)
  return copy
}
