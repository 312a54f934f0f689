/** The training loop: an async iterator of epochs. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { type TrainingBatch, checkBatch } from './batch.ts'
import { inGroups, skip, untilAborted } from './batches.ts'
import { requireConvergence } from './divergence.ts'
import { evaluate } from './evaluate.ts'
import { yieldToEventLoop } from './event-loop.ts'
import { countPictures } from './gradients.ts'
import type { BatchInfo, EpochResult, TrainingData, TrainOptions } from './options.ts'
import { trainStep } from './step.ts'
import { TrainingError } from './training-error.ts'
import { TrainingRun } from './training-run.ts'

/**
 * Trains a model in place, epoch by epoch. Works with any sequential or functional tfjs model with one input and one output
 * `[n, classes]`, or `[n, 1]` by a sigmoid, layers such as BatchNormalization included (their statistics move in training only,
 * and not where they are frozen). Nothing needs to be compiled. With the same model, batches, seed and backend the history is
 * the same.
 *
 * Dropout masks are keyed by seed, layer and step, so that they differ at every step and can be had again. The loss comes
 * from logits (see `pictureLosses`). All temporary tensors, the optimizer's included, are disposed of, also after `break`,
 * an error or an abort; the model remains the caller's.
 *
 * With `checkpoints`, a run that died at any moment goes on where its last checkpoint stands and ends with the same weights and
 * the same history as if nothing had happened. It first yields the epochs that had ended, marked `restored`.
 *
 * @throws RangeError for a bad option, at once; TrainingError while iterating: `non-finite-loss` and `non-finite-gradient` (the
 *   weights are then those before the failed step), `diverged`, `no-batches`, `bad-batch`; CheckpointError where one cannot be
 *   written, or belongs to a training with other settings
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
  const run = new TrainingRun(model, data, options)
  return runEpochs(run, data, options)
}

async function* runEpochs(
  run: TrainingRun,
  data: TrainingData,
  options: TrainOptions,
): AsyncGenerator<EpochResult, void, undefined> {
  const { logs = [] } = options
  try {
    await run.resume()
    for (const result of run.progress.history) {
      for (const log of logs) await log.epoch(result)
      yield result
    }
    while (!run.progress.ended && !options.signal?.aborted) {
      await trainEpoch(run, data, options)
      if (run.progress.current.means.samples === 0) return
      run.useAverage()
      const result = await endEpoch(run, data, options)
      for (const log of logs) await log.epoch(result)
      await options.onEpochEnd?.(result)
      run.useOwnWeights()
      await run.save(result)
      if (run.progress.ended || result.stopped === 'aborted') run.finish()
      else run.useAverage()
      yield result
      if (run.progress.ended || result.stopped === 'aborted') return
      run.useOwnWeights()
    }
  } finally {
    run.finish()
    run.dispose()
    for (const log of logs) await log.close()
  }
}

/** The steps of the current epoch that are still to be done, or as many of them as there is time for. */
async function trainEpoch(run: TrainingRun, data: TrainingData, options: TrainOptions): Promise<void> {
  const { signal, accumulate = 1 } = options
  const { progress, context } = run
  const { current } = progress
  const { epoch } = current
  const started = performance.now() - 1000 * current.seconds
  if (current.steps === 0) await options.onEpochStart?.({ epoch })
  for await (const batches of inGroups(
    untilAborted(batchesFrom(data, epoch, current.batches), signal),
    accumulate,
    signal,
  )) {
    const where = `epoch ${epoch}, batch ${current.batches}`
    for (const batch of batches) checkBatch(context.model, batch, context.classes, where)
    const learningRate = run.learningRate()
    const { loss, correct, gradientNorm } = await trainStep(
      context,
      batches,
      run.moves,
      progress.step,
      learningRate,
      where,
    )
    run.updateAverage()
    const samples = countPictures(batches)
    const info = { epoch, batch: current.steps, step: progress.step, loss, samples, learningRate, gradientNorm }
    progress.addStep(info, correct, batches.length)
    current.seconds = (performance.now() - started) / 1000
    const { stepsPerEpoch } = progress
    const told: BatchInfo = { ...info, ...(stepsPerEpoch === undefined ? {} : { batches: stepsPerEpoch }) }
    for (const log of options.logs ?? []) log.batch?.(told)
    await options.onBatch?.(told)
    await run.saveNowAndThen()
    await yieldToEventLoop()
  }
  if (signal?.aborted) return
  if (current.means.samples === 0) throw new TrainingError('no-batches', `epoch ${epoch}: train brought no batch`)
  requireConvergence(progress, context.classes, options)
}

function batchesFrom(data: TrainingData, epoch: number, first: number): AsyncIterable<TrainingBatch> {
  if (first === 0) return data.train(epoch)
  return data.trainFrom?.(epoch, first) ?? skip(data.train(epoch), first)
}

/** Validates, and closes the epoch unless the signal came first. */
async function endEpoch(
  { progress, context, stopping, schedule }: TrainingRun,
  data: TrainingData,
  { signal, metrics = {}, epochs }: TrainOptions,
): Promise<EpochResult> {
  const { epoch, means, seconds, learningRate } = progress.current
  const started = performance.now()
  const result: EpochResult = {
    epoch,
    loss: means.loss,
    accuracy: means.accuracy,
    valMetrics: {},
    learningRate,
    seconds,
  }
  if (data.val !== undefined && !signal?.aborted) {
    const val = await evaluate(context, data.val(epoch), `epoch ${epoch}, validation`, signal)
    if (val !== undefined) {
      result.valLoss = val.means.loss
      result.valAccuracy = val.means.accuracy
      for (const [name, metric] of Object.entries(metrics))
        result.valMetrics[name] = metric(val.yTrue, val.probabilities, context.classes)
    }
  }
  result.seconds += (performance.now() - started) / 1000
  const aborted = signal?.aborted === true
  if (aborted) result.stopped = 'aborted'
  else {
    schedule.observe?.(result)
    if (stopping?.observe(result) && epoch + 1 < epochs) result.stopped = 'early'
  }
  if (stopping?.bestEpoch !== undefined) result.bestEpoch = stopping.bestEpoch
  if (!aborted) progress.endEpoch(result, result.stopped === 'early' || epoch + 1 >= epochs)
  return result
}
