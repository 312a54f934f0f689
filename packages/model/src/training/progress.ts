/** Where a training stands: everything but tensors, as JSON. */
import { Means, type Sums } from './means.ts'
import type { BatchInfo, EpochResult } from './options.ts'

/** The epoch that is being trained. */
interface CurrentEpoch {
  epoch: number
  /** Batches of the data that were trained on. */
  batches: number
  /** Steps that were made of them. */
  steps: number
  means: Means
  seconds: number
  /** Of the last step. */
  learningRate: number
}

export interface ProgressJson {
  step: number
  stepsPerEpoch: number | null
  firstLoss: number | null
  current: Omit<CurrentEpoch, 'means'> & { means: Sums }
  history: EpochResult[]
}

const emptyEpoch = (epoch: number): CurrentEpoch => ({
  epoch,
  batches: 0,
  steps: 0,
  means: new Means(),
  seconds: 0,
  learningRate: 0,
})

export class Progress {
  /** Steps of the whole training. */
  step = 0
  /** Steps in an epoch, once one has ended. */
  stepsPerEpoch: number | undefined
  /** Loss of the very first step. */
  firstLoss: number | undefined
  /** Whether there is nothing left to train. */
  ended = false
  current: CurrentEpoch = emptyEpoch(0)
  /** The epochs that have ended. */
  history: EpochResult[] = []

  addStep({ loss, samples, learningRate }: BatchInfo, correct: number, batches: number): void {
    this.firstLoss ??= loss
    this.step += 1
    this.current.means.add({ loss, correct }, samples)
    this.current.steps += 1
    this.current.batches += batches
    this.current.learningRate = learningRate
  }

  endEpoch(result: EpochResult, ended: boolean): void {
    this.history.push(result)
    this.ended = ended
    this.stepsPerEpoch = this.current.steps
    this.current = emptyEpoch(this.current.epoch + 1)
  }

  toJSON(): ProgressJson {
    const { step, stepsPerEpoch = null, firstLoss = null, current, history } = this
    return { step, stepsPerEpoch, firstLoss, current: { ...current, means: current.means.toJSON() }, history }
  }

  /** @param epochs how many there are to be now, which may be more than there were to be then */
  static from({ step, stepsPerEpoch, firstLoss, current, history }: ProgressJson, epochs: number): Progress {
    const progress = new Progress()
    progress.step = step
    progress.stepsPerEpoch = stepsPerEpoch ?? undefined
    progress.firstLoss = firstLoss ?? undefined
    progress.current = { ...current, means: new Means(current.means) }
    progress.history = history.map((result) => ({ ...result, restored: true }))
    progress.ended = history.at(-1)?.stopped === 'early' || current.epoch >= epochs
    return progress
  }
}
