/** Pictures side by side in one array, with their classes. */
import { applyMix, oneHot, sampleCutMix, sampleMixUp } from '../augment/mix.ts'
import { writeChannels } from '../kernels/grey-in-three.ts'
import type { Sample } from '../dataset.ts'
import type { CheckedOptions } from './options.ts'

/** Some pictures with their classes. */
export interface Batch {
  /** `n * h * w * c` values, row-major, channels last: a new array, or a view of `out`. */
  x: Float32Array
  shape: [n: number, height: number, width: number, channels: number]
  /** Indices into the dataset's labels: under `mix` those of the picture that is mixed into, not of its partner. */
  y: Int32Array
  /** With `mix` only: `n * labels` shares that follow the mixing, each row with the sum 1. */
  ySoft?: Float32Array
  ids: string[]
}

/** A batch that is being filled. */
export interface BatchBuilder {
  /** The place of the next picture's values. */
  place(): Float32Array
  /** Adds a picture, of which channels that are alike may stand there once; what is not in its place yet is copied there. */
  add(sample: Sample, x: Float32Array): void
  readonly size: number
  /** The batch, mixed where that was asked for; begins a new one. */
  take(): Batch
  /** Begins a new batch. */
  drop(): void
}

export function createBatchBuilder(labels: readonly string[], options: CheckedOptions): BatchBuilder {
  const { preprocess: spec, batchSize, out } = options
  const classes = new Map(labels.map((label, index) => [label, index]))
  const values = spec.height * spec.width * spec.channels
  let samples: Sample[] = []
  let x: Float32Array | undefined
  const place = (): Float32Array =>
    (x ??= out ?? new Float32Array(batchSize * values)).subarray(samples.length * values, (samples.length + 1) * values)
  return {
    place,
    add(sample, picture) {
      const there = place()
      if (picture.buffer !== there.buffer) writeChannels(picture, there)
      samples.push(sample)
    },
    get size() {
      return samples.length
    },
    take() {
      const n = samples.length
      const batch: Batch = {
        x: n === batchSize ? x! : out === undefined ? x!.slice(0, n * values) : x!.subarray(0, n * values),
        shape: [n, spec.height, spec.width, spec.channels],
        y: Int32Array.from(samples, ({ label }) => classes.get(label)!),
        ids: samples.map(({ id }) => id),
      }
      samples = []
      x = undefined
      return mixed(batch, classes.size, options)
    },
    drop() {
      samples = []
    },
  }
}

function mixed(batch: Batch, classes: number, { mix, seed, epoch }: CheckedOptions): Batch {
  if (mix === undefined) return batch
  const draw = mix.kind === 'mixUp' ? sampleMixUp : sampleCutMix
  const { kind: _, ...options } = mix
  const drawn = draw(batch.ids, { ...options, seed, epoch })
  const { x, y } = applyMix(batch.x, batch.shape, oneHot(batch.y, classes), drawn)
  return { ...batch, x, ySoft: y }
}
