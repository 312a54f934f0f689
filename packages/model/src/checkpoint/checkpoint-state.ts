/** What a checkpoint holds. */
import type { JsonValue } from './json-value.ts'

/** A float32 tensor as plain values, row by row. */
export interface CheckpointTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** A moment of a training: enough of it to go on from there. */
export interface CheckpointState {
  /** Counters, history, state of the schedule. NaN, the infinities and -0 survive; undefined properties are left out. */
  readonly progress: JsonValue
  /** Weights, state of the optimizer, averages, by names such as `weights/conv1/kernel`. */
  readonly tensors: Readonly<Record<string, CheckpointTensor>>
}
