/** Pictures side by side in one array, with their classes. */
import { applyMix, oneHot, sampleCutMix, sampleMixUp } from '../augment/mix.ts'
import { writeChannels } from '../kernels/grey-in-three.ts'
import type { Sample } from '../dataset.ts'
import type { Allocate } from './batch-memory.ts'
import type { CheckedOptions } from './options.ts'

/** Some pictures with their classes. */
export interface Batch {
  /**
   * `n * h * w * c` values, row-major, channels last. With `memory` they hold until the next batch is asked for and, made by threads of
   * Node, lie in a `SharedArrayBuffer`.
   */
  x: Float32Array
  shape: [n: number, height: number, width: number, channels: number]
  /** Indices into the dataset's labels: under `mix` those of the picture that is mixed into, not of its partner. */
  y: Int32Array
  /** With `mix` only: `n * labels` shares that follow the mixing, each row with the sum 1. */
  ySoft?: Float32Array
  ids: string[]
}

/**
 * Batches that are being filled, by pictures that are begun in order, finished in any, and added or skipped in order again. A picture
 * has its place before it is certain that all before it can be read; where one cannot, those begun after it move up.
 */
export interface BatchBuilder {
  /**
   * Begins a picture.
   *
   * @param allocate gets the memory of a batch that whoever makes the picture can write to
   * @returns where its values go; nothing without such memory, or where another's may still lie
   */
  place(allocate: Allocate | undefined): Float32Array | undefined
  /** Adds the picture begun first; `x` where its values are not in its place: of channels that are alike they may stand there once. */
  add(sample: Sample, x: Float32Array | undefined): void
  /** Leaves out the picture begun first. */
  skip(): void
  /** How many pictures the batch has so far. */
  readonly size: number
  /** The batch, mixed where that was asked for; begins the next one. */
  take(): Batch
  /** Begins the next batch and forgets this one. */
  drop(): void
  /** Nobody looks at the batch any more that was taken last. */
  release(): void
}

export function createBatchBuilder(labels: readonly string[], options: CheckedOptions): BatchBuilder {
  const { preprocess: spec, batchSize, memory } = options
  const classes = new Map(labels.map((label, index) => [label, index]))
  const values = spec.height * spec.width * spec.channels
  /** By their number in the epoch. */
  const arrays = new Map<number, Float32Array>()
  let taken: Float32Array | undefined
  let samples: Sample[] = []
  /** The places of an epoch count from 0: this is that of the batch's first picture. */
  let start = 0
  /** Of the pictures that are begun. */
  const begun: (number | undefined)[] = []
  /** No picture has had this place yet, nor any after it. */
  let untouched = 0
  const at = (place: number, allocate: Allocate): Float32Array => {
    const number = Math.floor(place / batchSize)
    let x = arrays.get(number)
    if (x === undefined) {
      x = memory ? memory.take(batchSize * values, allocate) : allocate(batchSize * values)
      arrays.set(number, x)
    }
    return x.subarray((place % batchSize) * values, ((place % batchSize) + 1) * values)
  }
  const release = (): void => {
    if (taken !== undefined) memory?.giveBack(taken)
    taken = undefined
  }
  const next = (): void => {
    release()
    taken = arrays.get(start / batchSize)
    arrays.delete(start / batchSize)
    start += batchSize
    samples = []
  }
  return {
    place(allocate) {
      const place = start + samples.length + begun.length
      if (allocate === undefined || place < untouched) {
        begun.push(undefined)
        return undefined
      }
      begun.push(place)
      untouched = place + 1
      return at(place, allocate)
    },
    add(sample, x) {
      const from = begun.shift()
      const to = start + samples.length
      if (x !== undefined) writeChannels(x, at(to, newArray))
      else if (from !== to) at(to, newArray).set(at(from!, newArray))
      samples.push(sample)
    },
    skip() {
      if (begun.shift() === untouched - 1) untouched--
    },
    get size() {
      return samples.length
    },
    take() {
      const n = samples.length
      const x = arrays.get(start / batchSize)!
      const batch: Batch = {
        x: n === batchSize ? x : memory === undefined ? x.slice(0, n * values) : x.subarray(0, n * values),
        shape: [n, spec.height, spec.width, spec.channels],
        y: Int32Array.from(samples, ({ label }) => classes.get(label)!),
        ids: samples.map(({ id }) => id),
      }
      next()
      return mixed(batch, classes.size, options)
    },
    drop() {
      next()
      release()
    },
    release,
  }
}

/** Memory that is the calling thread's own. */
export const newArray: Allocate = (values) => new Float32Array(values)

function mixed(batch: Batch, classes: number, { mix, seed, epoch }: CheckedOptions): Batch {
  if (mix === undefined) return batch
  const draw = mix.kind === 'mixUp' ? sampleMixUp : sampleCutMix
  const { kind: _, ...options } = mix
  const drawn = draw(batch.ids, { ...options, seed, epoch })
  const { x, y } = applyMix(batch.x, batch.shape, oneHot(batch.y, classes), drawn)
  return { ...batch, x, ySoft: y }
}
