/** What a measuring process is asked, and what it answers; the programs in `../python` know the same names. */
import type { MethodName } from '@convlens/grad-cam'
import type { PresetSpec } from '@convlens/model'

/** What every measuring process is asked. */
export interface Job {
  /** Which of a program's ways to compute: a backend or a memory layout. */
  variant: string
  spec: PresetSpec
  threads: number
  /** A file of float32 values, `[n, height, width, channels]`. */
  pictures: string
  shape: readonly [number, number, number, number]
  effort: Effort
}

/** Predict and train. */
export interface TrainingJob extends Job {
  /** Pictures that go through the network at once in ours, as `covid-xray` trains it. */
  microBatch?: number
  /** Class of each picture. */
  labels: readonly number[]
}

/** Draw class activation maps. */
export interface ExplainingJob extends Job {
  weights: WeightsFile
  /** Name of the convolution whose activations are looked at, and which one it is, from 0. */
  layer: { name: string; index: number }
  /** Which class the maps explain. */
  target: number
  methods: readonly MethodRequest[]
  /** A folder for `<method>.f32`: the maps `[n, height, width]`, resized to the pictures. */
  maps: string
}

export interface MethodRequest {
  name: MethodName
  /** Pictures that go through the network at once; by default as the program likes it. */
  batchSize?: number
}

/** Weights of a network, float32, one after the other, in the order and the layout of tfjs. */
export interface WeightsFile {
  path: string
  shapes: readonly (readonly number[])[]
}

/** How long a measurement takes: at least so many steps, and so many seconds. */
export interface Effort {
  warmUp: { steps: number; seconds: number }
  timed: { steps: number; seconds: number }
}

/** One workload in one process. */
export interface Timing {
  /** Milliseconds of each timed step, that is, of each batch. */
  steps: number[]
  /** Processor time over time on the clock: how many cores were busy. */
  busy: number
  /** Most memory the process has held until its end, in MiB. */
  peak: number
}

/** A workload that the subject has not: why. */
export interface Refusal {
  refused: string
}

export interface Answer {
  /** Trainable parameters of the network. */
  parameters: number
  /** Milliseconds of processor time that the whole process took. */
  processor: number
  /** By workload. */
  timings: Record<string, Timing | Refusal>
}
