/** What a measuring process is asked, and what it answers; the programs in `../python` know the same names. */
import type { PresetSpec } from '@convlens/model'

export interface Job {
  /** Which of a program's ways to compute: a backend or a memory layout. */
  variant: string
  spec: PresetSpec
  /** Pictures that go through the network at once in ours, as `covid-xray` trains it. */
  microBatch?: number
  threads: number
  /** A file of float32 values, `[n, height, width, channels]`. */
  pictures: string
  shape: readonly [number, number, number, number]
  /** Class of each picture. */
  labels: readonly number[]
  effort: Effort
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
  predict: Timing | Refusal
  train: Timing | Refusal
}

export const workloads = ['train', 'predict'] as const

export type Workload = (typeof workloads)[number]
