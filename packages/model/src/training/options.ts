/** What `train` is given and what it tells, and the check of the first. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts'
import type { TrainingLog } from '../logs/training-log.ts'
import type { LearningRateMultipliers } from '../transfer/learning-rate-multipliers.ts'
import type { TrainingBatch } from './batch.ts'
import { requireCount } from './check-number.ts'
import { type ClipOptions, checkClip } from './clip-gradients.ts'
import type { EarlyStoppingOptions } from './early-stopping.ts'
import type { Loss } from './losses/loss.ts'
import type { Optimizer, OptimizerOptions } from './optimizers/optimizer.ts'
import type { Schedule } from './schedules/schedule.ts'
import type { WeightAverageOptions } from './weight-average.ts'

/** Where the pictures come from; called anew for each epoch. */
export interface TrainingData {
  train: (epoch: number) => AsyncIterable<TrainingBatch>
  /**
   * The batches of an epoch from this one on, for a run that is resumed within it; `@convlens/data`'s loader has `startAt`. Without
   * it, batches that were seen are read again and dropped.
   */
  trainFrom?: (epoch: number, batch: number) => AsyncIterable<TrainingBatch>
  val?: (epoch: number) => AsyncIterable<TrainingBatch>
}

/** A number about a whole validation set; `probabilities` holds `n * classes` values, row by row. */
export type Metric = (yTrue: Int32Array, probabilities: Float32Array, classes: number) => number

/** What is known after each training step. */
export interface BatchInfo {
  epoch: number
  /** 0-based, within the epoch */
  batch: number
  /** Steps in an epoch, known from the second epoch on. */
  batches?: number
  /** 0-based, over the whole training */
  step: number
  /** Mean over the pictures of this step. */
  loss: number
  /** Pictures in this step. */
  samples: number
  learningRate: number
  /** Euclidean length of the gradient of all weights, before clipping. */
  gradientNorm: number
}

/** Keeps what is needed to go on after the process has died. */
export interface CheckpointOptions {
  /** `checkpointFolder(dir)` of `@convlens/model/node`, `checkpointDatabase(name)` of `/browser`, `memoryCheckpoints()`, or your own. */
  store: CheckpointStore
  /** Steps after which one is written, besides those at the end of every epoch and where training is aborted. */
  everySteps?: number
  /** The same by the clock. */
  everySeconds?: number
  /** How many of the best epochs are kept. Default 1. */
  keepBest?: number
  /** What the best are the best by, as in `earlyStopping`. Default: what that monitors, or `valLoss`, or `loss` without validation. */
  monitor?: string
  /** Whether less or more is better. Default as in `earlyStopping`. */
  mode?: 'min' | 'max'
  /** Whether to go on where the store's last run stopped; otherwise it starts anew and replaces them. Default true. */
  resume?: boolean
  /** Told of each newer checkpoint that was damaged and left aside: training goes back further than to its last one. */
  onDamaged?: (info: { name: string; error: Error }) => void
}

export interface TrainOptions {
  epochs: number
  /** Default Adam with Keras' settings. An optimizer made by `createOptimizer` keeps its state for further trainings; it remains the caller's. */
  optimizer?: OptimizerOptions | Optimizer
  /** How the learning rate goes over epochs or steps. Default `constant`. */
  schedule?: Schedule
  /** Factors of the learning rate by the path of layers: `{ base: 0.1 }`. */
  learningRateMultipliers?: LearningRateMultipliers
  /** Default `categorical-crossentropy`. */
  loss?: Loss
  /** How much a picture of each class counts in the training loss; see `classWeights` of `@convlens/data`. */
  classWeights?: readonly number[]
  /** Bounds the gradients before they move anything. */
  clip?: ClipOptions
  /**
   * Batches that are taken together for one step, as if they were one; the last step of an epoch takes what is left. Pictures go
   * through the network batch by batch. Default 1.
   */
  accumulate?: number
  /**
   * Pictures that go through the network at once: bounds the memory. A batch is cut into parts of this size, and their
   * gradients are added with weights `n_i / n` before one step of the optimizer, so that loss, gradient, dropout masks and
   * history are those of the whole batch within rounding. Batch normalisation is the exception: it takes the statistics of
   * each part. Validation batches are cut as well. Default: the whole batch.
   */
  microBatch?: number
  /** A running mean of the weights, which is what is validated and what remains in the end. */
  average?: WeightAverageOptions
  /** Chooses the dropout masks. Default 0. */
  seed?: number
  /** Ends training after the step in progress. */
  signal?: AbortSignal
  earlyStopping?: EarlyStoppingOptions
  /**
   * Training ends with the error `diverged` where an epoch's mean loss is more than so many times the loss at its start (or of
   * guessing, if that is larger). Default 10; `false` never ends it.
   */
  divergence?: number | false
  /** Computed on the validation set after every epoch. */
  metrics?: Record<string, Metric>
  checkpoints?: CheckpointOptions
  /** Told of every step and epoch, and closed in the end, however it comes; see `historyCsvFile` and others of `@convlens/model/node`. */
  logs?: readonly TrainingLog[]
  /** Called, and awaited, before an epoch's first step. */
  onEpochStart?: (info: { epoch: number }) => unknown
  /** After every step. */
  onBatch?: (info: BatchInfo) => unknown
  /**
   * After every epoch, with the weights that were validated, before its checkpoint is written: what it does is done again if the
   * process dies in between, and never forgotten. Not called for restored epochs.
   */
  onEpochEnd?: (result: EpochResult) => unknown
  /** After a checkpoint was written. */
  onCheckpoint?: (info: { epoch: number; step: number }) => unknown
}

/** One epoch. Losses and accuracies are exact means over samples, whatever the sizes of the batches. */
export interface EpochResult {
  /** 0-based */
  epoch: number
  /** Over the epoch's steps, each before its own update. */
  loss: number
  accuracy: number
  valLoss?: number
  valAccuracy?: number
  valMetrics: Record<string, number>
  /** Of the epoch's last step. */
  learningRate: number
  seconds: number
  /** Best epoch so far by the monitored value; only with early stopping. */
  bestEpoch?: number
  /** Why this epoch is the last one, if it is not simply the last. An aborted epoch covers the pictures seen until then. */
  stopped?: 'early' | 'aborted'
  /** It was trained by an earlier run, from whose checkpoint this one goes on. */
  restored?: true
}

function checkMicroBatch(model: LayersModel, microBatch: number | undefined): void {
  if (microBatch === undefined) return
  checkCount('microBatch', microBatch)
  const fixed = model.inputs[0]!.shape[0]
  if (typeof fixed === 'number' && microBatch < fixed)
    throw new RangeError(`microBatch: the model takes ${fixed} pictures at once and no fewer, got ${microBatch}`)
}

/** An option that may be left out. */
function checkCount(name: string, value: number | undefined, least = 1): void {
  if (value !== undefined) requireCount(name, value, least)
}

/** Names of the numbers that an epoch will bring. */
function monitored(data: TrainingData, metrics: Record<string, Metric>): string[] {
  return ['loss', 'accuracy', ...(data.val ? ['valLoss', 'valAccuracy', ...Object.keys(metrics)] : [])]
}

function checkMonitor(field: string, monitor: string | undefined, names: readonly string[]): void {
  if (monitor !== undefined && !names.includes(monitor))
    throw new RangeError(`${field}.monitor: nothing is named '${monitor}'; there are ${names.join(', ')}`)
}

/** @throws RangeError naming the option that is wrong; optimizer, schedule, loss and others check their own */
export function checkOptions(model: LayersModel, data: TrainingData, options: TrainOptions): void {
  const { epochs, seed = 0, earlyStopping, metrics = {}, divergence, checkpoints } = options
  checkCount('epochs', epochs)
  if (!Number.isInteger(seed)) throw new RangeError(`seed: expected an integer, got ${seed}`)
  checkMicroBatch(model, options.microBatch)
  checkCount('accumulate', options.accumulate)
  checkClip(options.clip)
  if (divergence !== undefined && divergence !== false && !(divergence > 1))
    throw new RangeError(`divergence: expected a number above 1, or false, got ${divergence}`)
  if (data.val === undefined && Object.keys(metrics).length > 0)
    throw new RangeError('metrics: they need data.val, which is missing')
  checkMonitor('earlyStopping', earlyStopping?.monitor, monitored(data, metrics))
  checkMonitor('checkpoints', checkpoints?.monitor, monitored(data, metrics))
  const { schedule } = options
  if (typeof schedule === 'object' && schedule.name === 'plateau')
    checkMonitor('schedule', schedule.monitor, monitored(data, metrics))
  checkCount('checkpoints.everySteps', checkpoints?.everySteps)
  checkCount('checkpoints.keepBest', checkpoints?.keepBest, 0)
  const { everySeconds } = checkpoints ?? {}
  if (everySeconds !== undefined && !(everySeconds > 0))
    throw new RangeError(`checkpoints.everySeconds: expected a positive number, got ${everySeconds}`)
  if (model.trainableWeights.length === 0) throw new RangeError('model: it has no trainable weights')
}
