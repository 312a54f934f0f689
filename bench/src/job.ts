/** What a measuring process is asked, and what it answers; the programs in `../python` know the same names. */
import type { MethodName } from '@convlens/grad-cam'
import type { PresetSpec } from '@convlens/model'

/** What every measuring process is asked. */
export interface Job {
  /** Which of a program's ways to compute: a backend, a memory layout, a decoder. */
  variant: string
  /** To compute on; absent where the program decides, as a loader with workers does. */
  threads?: number
  effort: Effort
}

/** What goes into a network. */
export interface PicturesFile {
  /** A file of float32 values, `[n, height, width, channels]`. */
  pictures: string
  shape: readonly [n: number, height: number, width: number, channels: number]
}

/** Something with a network. */
export interface NetworkJob extends Job, PicturesFile {
  spec: PresetSpec
  threads: number
}

/** Predict and train. */
export interface TrainingJob extends NetworkJob {
  /** Pictures that go through the network at once in ours, as `covid-xray` trains it. */
  microBatch?: number
  /** Class of each picture. */
  labels: readonly number[]
}

/** Draw class activation maps. */
export interface ExplainingJob extends NetworkJob {
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

/** Decode, resize and augment picture files, epoch after epoch. */
export interface LoadingJob extends Job {
  /** A CSV file that `fromManifest` reads. */
  manifest: string
  /** A JSON file of `PictureFile[]`: those to load, in the manifest's order. */
  files: string
  workers: number
  /** Pictures a batch. */
  batch: number
  /** Width and height of the loaded pictures. */
  size: number
  /** Ids of pictures that are also to be loaded without augmentation, */
  plain: readonly string[]
  /** into this file: float32 values, `[n, height, width, channels]`. */
  plainFile: string
  /** A folder that is free for caches. */
  free: string
}

export interface PictureFile {
  id: string
  path: string
  /** Index of the class. */
  label: number
}

/** Augment pictures that are in memory. */
export interface AugmentingJob extends Job, PicturesFile {
  /** Names of augmentations that every program knows. */
  augmentations: readonly string[]
  /** A folder for `<augmentation>.f32`: all pictures, changed by fixed amounts. */
  fixed: string
}

/** Compute numbers about predictions. */
export interface RankingJob extends Job {
  /** A file of 0 and 1 in bytes, one for each picture. */
  labels: string
  /** A file of as many scores. */
  scores: { path: string; type: 'float32' | 'float64' }
  /** A file of as many uint32 numbers of patients; without it there is no bootstrap. */
  patients?: string
  /** How often the patients are drawn again. */
  resamples: number
  workloads: readonly string[]
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
  /** Trainable parameters of the network, where there is one. */
  parameters?: number
  /** Milliseconds of processor time that the whole process took. */
  processor: number
  /** By workload. */
  timings: Record<string, Timing | Refusal>
  /** What a workload came to, where subjects are to agree on it. */
  numbers?: Record<string, readonly number[]>
}
