/** Everything that a training holds on to: its parts, where it stands, and how both come back from a checkpoint. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { CheckpointError } from '../checkpoint/checkpoint-error.ts'
import { type CheckpointKeeper, createCheckpointKeeper, type KeeperOptions } from '../checkpoint/checkpoint-keeper.ts'
import { putWeights } from '../checkpoint/load-weights.ts'
import { multiplierOf } from '../transfer/learning-rate-multipliers.ts'
import { type NamedWeight, namedWeights } from '../weights/named-weights.ts'
import { prefixed, readTensors, under } from '../weights/tensor-values.ts'
import { EarlyStopping, type EarlyStoppingState, modeOf, monitoredValue } from './early-stopping.ts'
import { forwardPass } from './forward.ts'
import { checkClassWeights } from './losses/picture-weights.ts'
import { checkLoss } from './losses/loss.ts'
import type { StepContext } from './objective.ts'
import { createOptimizer, isOptimizer } from './optimizers/optimizer.ts'
import {
  type CheckpointOptions,
  checkOptions,
  type EpochResult,
  type TrainingData,
  type TrainOptions,
} from './options.ts'
import { classesOf } from './output.ts'
import { Progress, type ProgressJson } from './progress.ts'
import { type LearningRateSchedule, createSchedule } from './schedules/schedule.ts'
import { differenceOf, type Settings, settingsOf } from './settings.ts'
import type { Moves } from './step.ts'
import { createWeightAverage, type WeightAverage } from './weight-average.ts'

/** What a checkpoint says beside the tensors. */
interface Saved {
  settings: Settings
  progress: ProgressJson
  optimizer: unknown
  schedule: unknown
  stopping: EarlyStoppingState['best']
  average: unknown
}

/** What the best checkpoints are the best by. */
function rankingOf(
  { keepBest = 1, monitor, mode }: CheckpointOptions,
  data: TrainingData,
  { earlyStopping }: TrainOptions,
): KeeperOptions {
  const by = monitor ?? earlyStopping?.monitor ?? (data.val ? 'valLoss' : 'loss')
  const inherited = by === earlyStopping?.monitor ? earlyStopping.mode : undefined
  return { keepBest, monitor: by, mode: mode ?? inherited ?? modeOf(by) }
}

export class TrainingRun {
  readonly context: StepContext
  readonly moves: Moves
  readonly schedule: LearningRateSchedule
  readonly stopping: EarlyStopping | undefined
  progress: Progress = new Progress()
  readonly #options: TrainOptions
  /** All of the model, moving statistics included. */
  readonly #weights: readonly NamedWeight[]
  readonly #settings: Settings
  readonly #average: WeightAverage | undefined
  readonly #keeper: CheckpointKeeper | undefined
  readonly #ranking: KeeperOptions | undefined
  readonly #ownsOptimizer: boolean
  #averaged = false
  #finished = false
  #saved = { step: 0, time: performance.now() }

  /** @throws RangeError naming an option that is wrong */
  constructor(model: LayersModel, data: TrainingData, options: TrainOptions) {
    const { seed = 0, loss = 'categorical-crossentropy', optimizer = { name: 'adam' }, checkpoints } = options
    const classes = classesOf(model)
    checkOptions(model, data, options)
    checkClassWeights(options.classWeights, classes)
    const checkedLoss = checkLoss(loss, classes)
    this.#options = options
    this.#weights = namedWeights(model)
    this.schedule = createSchedule(options.schedule, { epochs: options.epochs })
    this.stopping = options.earlyStopping && new EarlyStopping(this.#weights, options.earlyStopping)
    this.#average = options.average && createWeightAverage(options.average)
    const multipliers = options.learningRateMultipliers && multiplierOf(model, options.learningRateMultipliers)
    this.#ownsOptimizer = !isOptimizer(optimizer)
    this.context = {
      model,
      forward: forwardPass(model, seed),
      loss: checkedLoss,
      classes,
      classWeights: options.classWeights,
      microBatch: options.microBatch,
    }
    this.moves = {
      optimizer: isOptimizer(optimizer) ? optimizer : createOptimizer(optimizer),
      weights: this.#weights.filter(({ trainable }) => trainable),
      multiplierOf: multipliers,
      clip: options.clip,
    }
    this.#settings = settingsOf(model, this.#weights, options)
    this.#ranking = checkpoints && rankingOf(checkpoints, data, options)
    this.#keeper = checkpoints && createCheckpointKeeper(checkpoints.store, this.#ranking!)
  }

  /** The rate of the next step. */
  learningRate(): number {
    const { step, stepsPerEpoch, current } = this.progress
    const at = { epoch: current.epoch, step, batch: current.steps, stepsPerEpoch }
    return this.moves.optimizer.learningRate * this.schedule.factor(at)
  }

  updateAverage(): void {
    this.#average?.update(this.#weights)
  }

  /** Puts the averaged weights into the model, if there are any. */
  useAverage(): void {
    if (!this.#averaged) this.#average?.swap(this.#weights)
    this.#averaged = true
  }

  /** Puts the weights that are trained into the model. */
  useOwnWeights(): void {
    if (this.#averaged) this.#average?.swap(this.#weights)
    this.#averaged = false
  }

  /** Goes on where the last checkpoint stands, if there is one. */
  async resume(): Promise<void> {
    const { checkpoints, epochs } = this.#options
    if (this.#keeper === undefined) return
    if (checkpoints?.resume === false) return this.#keeper.clear()
    const found = await this.#keeper.latest()
    if (found === undefined) return
    for (const { name, error } of found.skipped) checkpoints?.onDamaged?.({ name, error })
    const { tensors } = found
    const saved = found.progress as unknown as Saved
    const difference = differenceOf(this.#settings, saved.settings)
    if (difference !== undefined) throw new CheckpointError('mismatch', difference)
    putWeights(this.#weights, under('weights', tensors))
    this.moves.optimizer.restore({ ...(saved.optimizer as object), slots: under('optimizer', tensors) } as never)
    this.schedule.restore(saved.schedule as never)
    this.stopping?.restore({ best: saved.stopping, weights: under('best', tensors) })
    this.#average?.restore({ ...(saved.average as object), weights: under('average', tensors) } as never)
    this.progress = Progress.from(saved.progress, epochs)
  }

  /** Writes a checkpoint, where there is a place for them. */
  async save(result?: EpochResult): Promise<void> {
    if (this.#keeper === undefined) return
    const { slots, ...optimizer } = await this.moves.optimizer.state()
    const stopping = await this.stopping?.state()
    const { weights: averages = {}, ...average } = (await this.#average?.state()) ?? {}
    const own = await readTensors(Object.fromEntries(this.#weights.map(({ name, variable }) => [name, variable])))
    const saved: Saved = {
      settings: this.#settings,
      progress: this.progress.toJSON(),
      optimizer,
      schedule: this.schedule.state(),
      stopping: stopping?.best ?? null,
      average,
    }
    const tensors = {
      ...prefixed('weights', own),
      ...prefixed('optimizer', slots),
      ...prefixed('best', stopping?.weights ?? {}),
      ...prefixed('average', averages),
    }
    const epoch = result?.epoch ?? this.progress.current.epoch
    const ended = result !== undefined && result.stopped !== 'aborted'
    const value = ended ? monitoredValue(result, this.#ranking!.monitor) : undefined
    await this.#keeper.save({ progress: saved as never, tensors }, { epoch, value })
    this.#saved = { step: this.progress.step, time: performance.now() }
    await this.#options.onCheckpoint?.({ epoch, step: this.progress.step })
  }

  /** Writes one within an epoch, where it is time. */
  async saveNowAndThen(): Promise<void> {
    const { everySteps = Infinity, everySeconds = Infinity } = this.#options.checkpoints ?? {}
    const { step, time } = this.#saved
    if (this.progress.step - step >= everySteps || performance.now() - time >= 1000 * everySeconds) await this.save()
  }

  /** Leaves the model with the weights that training is to end with. */
  finish(): void {
    if (this.#finished) return
    this.#finished = true
    this.useAverage()
    this.stopping?.restoreBest()
  }

  dispose(): void {
    this.stopping?.dispose()
    this.#average?.dispose()
    if (this.#ownsOptimizer) this.moves.optimizer.dispose()
  }
}
