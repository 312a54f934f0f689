/** The training loop: an async iterator of epochs. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { Adam, type AdamOptions } from './adam.ts'
import { type TrainingBatch, checkBatch, classesOf, cutBatch } from './batch.ts'
import { EarlyStopping, type EarlyStoppingOptions } from './early-stopping.ts'
import { yieldToEventLoop } from './event-loop.ts'
import { forwardPass } from './forward.ts'
import { type Loss, losses } from './loss.ts'
import type { StepContext } from './objective.ts'
import { type StepResult, evaluateStep, trainStep } from './step.ts'
import { TrainingError } from './training-error.ts'

/** Where the pictures come from; called anew for each epoch. */
export interface TrainingData {
  train: (epoch: number) => AsyncIterable<TrainingBatch>
  val?: (epoch: number) => AsyncIterable<TrainingBatch>
}

/** A number about a whole validation set; `probabilities` holds `n * classes` values, row by row. */
export type Metric = (yTrue: Int32Array, probabilities: Float32Array, classes: number) => number

/** What is known after each training step. */
export interface BatchInfo {
  epoch: number
  /** 0-based */
  batch: number
  /** Batches in an epoch, known from the second epoch on. */
  batches?: number
  /** Mean over the samples of this batch. */
  loss: number
  /** Pictures in this batch. */
  samples: number
}

export type Schedule = 'constant' | 'cosine'

export interface TrainOptions {
  epochs: number
  /** Default Adam with Keras' settings. */
  optimizer?: AdamOptions
  /**
   * How the learning rate goes over the epochs: `constant` (default), or `cosine`, which falls from the full rate in the first
   * epoch towards 0 after the last (Loshchilov and Hutter 2017, without restarts). Few epochs end calmer with `cosine`.
   */
  schedule?: Schedule
  /** Default `categorical-crossentropy`. */
  loss?: Loss
  /**
   * Pictures that go through the network at once: bounds the memory. A batch is cut into parts of this size, and their
   * gradients are added with weights `n_i / n` before one step of the optimizer, so that loss, gradient, dropout masks and
   * history are those of the whole batch within rounding. Batch normalisation is the exception: it takes the statistics of
   * each part. Validation batches are cut as well. Default: the whole batch.
   */
  microBatch?: number
  /** Chooses the dropout masks. Default 0. */
  seed?: number
  /** Ends training after the step in progress. */
  signal?: AbortSignal
  earlyStopping?: EarlyStoppingOptions
  /** Computed on the validation set after every epoch. */
  metrics?: Record<string, Metric>
  onBatch?: (info: BatchInfo) => void
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
  learningRate: number
  seconds: number
  /** Best epoch so far by the monitored value; only with early stopping. */
  bestEpoch?: number
  /** Why this epoch is the last one, if it is not simply the last. An aborted epoch covers the pictures seen until then. */
  stopped?: 'early' | 'aborted'
}

/** Sums over samples. */
class Means {
  samples = 0
  #loss = 0
  #correct = 0

  add({ loss, correct }: StepResult, samples: number): void {
    this.samples += samples
    this.#loss += loss * samples
    this.#correct += correct
  }

  get loss(): number {
    return this.#loss / this.samples
  }

  get accuracy(): number {
    return this.#correct / this.samples
  }
}

/**
 * Batches until they end or the signal is aborted; a source that throws because of that same signal has simply ended.
 */
async function* untilAborted(
  batches: AsyncIterable<TrainingBatch>,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingBatch> {
  try {
    for await (const batch of batches) {
      if (signal?.aborted) return
      yield batch
      if (signal?.aborted) return
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

/** Loss, accuracy, probabilities and classes of a whole set; undefined where aborted. */
async function evaluate(
  context: StepContext,
  batches: AsyncIterable<TrainingBatch>,
  where: string,
  signal: AbortSignal | undefined,
) {
  const means = new Means()
  const yTrue: number[] = []
  const rows: Float32Array[] = []
  let index = 0
  for await (const batch of untilAborted(batches, signal)) {
    const place = `${where}, batch ${index++}`
    checkBatch(context.model, batch, context.classes, place)
    for (const part of cutBatch(batch, context.microBatch)) {
      const result = await evaluateStep(context, part, place)
      means.add(result, part.y.length)
      rows.push(result.probabilities)
      await yieldToEventLoop()
    }
    yTrue.push(...batch.y)
  }
  if (signal?.aborted) return undefined
  if (means.samples === 0) throw new TrainingError('no-batches', `${where}: val brought no batch`)
  const probabilities = new Float32Array(means.samples * context.classes)
  let offset = 0
  for (const row of rows) {
    probabilities.set(row, offset)
    offset += row.length
  }
  return { means, yTrue: Int32Array.from(yTrue), probabilities }
}

function checkMicroBatch(model: LayersModel, microBatch: number | undefined): void {
  if (microBatch === undefined) return
  if (!Number.isInteger(microBatch) || microBatch < 1)
    throw new RangeError(`microBatch: expected an integer of at least 1, got ${microBatch}`)
  const fixed = model.inputs[0]!.shape[0]
  if (typeof fixed === 'number' && microBatch < fixed)
    throw new RangeError(`microBatch: the model takes ${fixed} pictures at once and no fewer, got ${microBatch}`)
}

function checkOptions(model: LayersModel, data: TrainingData, options: TrainOptions): void {
  const { epochs, loss = 'categorical-crossentropy', seed = 0, earlyStopping, metrics = {} } = options
  if (!Number.isInteger(epochs) || epochs < 1)
    throw new RangeError(`epochs: expected an integer of at least 1, got ${epochs}`)
  if (!losses.includes(loss))
    throw new RangeError(`loss: no loss named '${String(loss)}'; there are ${losses.join(', ')}`)
  if (!Number.isInteger(seed)) throw new RangeError(`seed: expected an integer, got ${seed}`)
  checkMicroBatch(model, options.microBatch)
  if (options.optimizer !== undefined && options.optimizer.name !== 'adam') {
    throw new RangeError(`optimizer.name: expected 'adam', got '${String(options.optimizer.name)}'`)
  }
  const { schedule = 'constant' } = options
  if (schedule !== 'constant' && schedule !== 'cosine')
    throw new RangeError(`schedule: expected 'constant' or 'cosine', got '${String(schedule)}'`)
  if (data.val === undefined && Object.keys(metrics).length > 0)
    throw new RangeError('metrics: they need data.val, which is missing')
  if (earlyStopping !== undefined) {
    const names = ['loss', 'accuracy', ...(data.val ? ['valLoss', 'valAccuracy', ...Object.keys(metrics)] : [])]
    if (!names.includes(earlyStopping.monitor)) {
      throw new RangeError(
        `earlyStopping.monitor: nothing is named '${earlyStopping.monitor}'; there are ${names.join(', ')}`,
      )
    }
  }
  if (model.trainableWeights.length === 0) throw new RangeError('model: it has no trainable weights')
}

/**
 * Trains a model in place, epoch by epoch. Works with any sequential or functional tfjs model with one input and one output
 * `[n, classes]`, layers such as BatchNormalization included (their statistics move in training only). Nothing needs to be
 * compiled. With the same model, batches, seed and backend the history is the same.
 *
 * Dropout masks are keyed by seed, layer and step, so that they differ at every step and can be had again. The loss comes
 * from logits (see `lossFromLogits`). All temporary tensors, the optimizer's included, are disposed of, also after `break`,
 * an error or an abort; the model remains the caller's.
 *
 * @throws RangeError for a bad option, at once; TrainingError while iterating: `non-finite-loss` (the weights are then those
 *   before the failed step), `no-batches`, `bad-batch`
 * @example
 * ```ts
 * for await (const epoch of train(model, { train: batches, val: valBatches }, { epochs: 20, seed: 7 })) {
 *   show(epoch.epoch, epoch.loss, epoch.valAccuracy)
 * }
 * ```
 */
export function train(
  model: LayersModel,
  data: TrainingData,
  options: TrainOptions,
): AsyncGenerator<EpochResult, void, undefined> {
  const classes = classesOf(model)
  checkOptions(model, data, options)
  const adam = new Adam(options.optimizer)
  const stopping = options.earlyStopping && new EarlyStopping(model, options.earlyStopping)
  return runEpochs(model, data, options, classes, adam, stopping)
}

async function* runEpochs(
  model: LayersModel,
  data: TrainingData,
  options: TrainOptions,
  classes: number,
  adam: Adam,
  stopping: EarlyStopping | undefined,
): AsyncGenerator<EpochResult, void, undefined> {
  const { signal, metrics = {}, onBatch, seed = 0, loss = 'categorical-crossentropy', microBatch } = options
  const context: StepContext = { model, forward: forwardPass(model, seed), loss, classes, microBatch }
  let step = 0
  let batches: number | undefined
  try {
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      if (signal?.aborted) return
      const started = performance.now()
      if (options.schedule === 'cosine') adam.rateFactor = (1 + Math.cos((Math.PI * epoch) / options.epochs)) / 2
      const means = new Means()
      let batchIndex = 0
      for await (const batch of untilAborted(data.train(epoch), signal)) {
        const where = `epoch ${epoch}, batch ${batchIndex}`
        checkBatch(model, batch, classes, where)
        const result = await trainStep(context, batch, adam, step++, where)
        const samples = batch.y.length
        means.add(result, samples)
        onBatch?.({
          epoch,
          batch: batchIndex++,
          ...(batches === undefined ? {} : { batches }),
          loss: result.loss,
          samples,
        })
        await yieldToEventLoop()
      }
      if (means.samples === 0) {
        if (signal?.aborted) return
        throw new TrainingError('no-batches', `epoch ${epoch}: train brought no batch`)
      }
      batches = batchIndex

      const { loss: trainLoss, accuracy } = means
      const result: EpochResult = {
        epoch,
        loss: trainLoss,
        accuracy,
        valMetrics: {},
        learningRate: adam.learningRate * adam.rateFactor,
        seconds: 0,
      }
      if (data.val !== undefined && !signal?.aborted) {
        const val = await evaluate(context, data.val(epoch), `epoch ${epoch}, validation`, signal)
        if (val !== undefined) {
          result.valLoss = val.means.loss
          result.valAccuracy = val.means.accuracy
          for (const [name, metric] of Object.entries(metrics))
            result.valMetrics[name] = metric(val.yTrue, val.probabilities, classes)
        }
      }
      result.seconds = (performance.now() - started) / 1000

      if (signal?.aborted) result.stopped = 'aborted'
      else if (stopping?.observe(result) && epoch + 1 < options.epochs) result.stopped = 'early'
      if (stopping?.bestEpoch !== undefined) result.bestEpoch = stopping.bestEpoch
      if (result.stopped !== undefined || epoch + 1 === options.epochs) stopping?.restore()
      yield result
      if (result.stopped !== undefined) return
    }
  } finally {
    stopping?.restore()
    stopping?.dispose()
    adam.dispose()
  }
}
