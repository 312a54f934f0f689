/** Stops when a number has not improved for a while, and puts the best weights back. */
import { type Tensor, dispose, keep, tidy } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import type { EpochResult } from './train.ts'

export interface EarlyStoppingOptions {
  /** `loss`, `accuracy`, `valLoss`, `valAccuracy` or the name of one of `metrics`. */
  monitor: string
  /** Epochs in a row without improvement after which training ends. */
  patience: number
  /** Whether less or more is better. Default: `min` for names that end in "loss", `max` otherwise. */
  mode?: 'min' | 'max'
  /** An improvement has to be larger than this. Default 0. */
  minDelta?: number
  /**
   * Leaves the model with the weights of its best epoch, however training ends: early, after the last epoch, aborted or by
   * a `break`. Default true.
   */
  restoreBest?: boolean
}

/** Copies of all weights, moving statistics included. Cheap: tfjs replaces the data of a weight and never changes it. */
function snapshot(model: LayersModel): Tensor[] {
  return tidy(() => model.weights.map((weight) => keep(weight.read().clone())))
}

export class EarlyStopping {
  readonly #model: LayersModel
  readonly #options: Required<EarlyStoppingOptions>
  #best: { epoch: number; value: number; weights: Tensor[] } | undefined

  constructor(model: LayersModel, options: EarlyStoppingOptions) {
    const { monitor, patience, minDelta = 0, restoreBest = true } = options
    const mode = options.mode ?? (/loss$/i.test(monitor) ? 'min' : 'max')
    if (!Number.isInteger(patience) || patience < 0) {
      throw new RangeError(`earlyStopping.patience: expected an integer of at least 0, got ${patience}`)
    }
    if (!(minDelta >= 0))
      throw new RangeError(`earlyStopping.minDelta: expected a number of at least 0, got ${minDelta}`)
    if (mode !== 'min' && mode !== 'max')
      throw new RangeError(`earlyStopping.mode: expected 'min' or 'max', got '${String(mode)}'`)
    this.#model = model
    this.#options = { monitor, patience, mode, minDelta, restoreBest }
  }

  /** Epoch of the best value so far. */
  get bestEpoch(): number | undefined {
    return this.#best?.epoch
  }

  /** Takes note of an epoch; true where training should end. NaN is no improvement. */
  observe(result: EpochResult): boolean {
    const { monitor, mode, minDelta, patience, restoreBest } = this.#options
    const value = result.valMetrics[monitor] ?? result[monitor as 'loss'] ?? Number.NaN
    const gain = this.#best === undefined ? Infinity : (value - this.#best.value) * (mode === 'max' ? 1 : -1)
    if (gain > minDelta && !Number.isNaN(value)) {
      const weights = restoreBest ? snapshot(this.#model) : []
      dispose(this.#best?.weights ?? [])
      this.#best = { epoch: result.epoch, value, weights }
    }
    const waited = result.epoch - (this.#best?.epoch ?? -1)
    return waited > 0 && waited >= patience
  }

  /** Puts the best weights back, if that is wanted and there are any. */
  restore(): void {
    this.#best?.weights.forEach((value, i) => {
      const weight = this.#model.weights[i]!
      tidy(() => {
        weight.write(value.clone())
      })
    })
  }

  dispose(): void {
    dispose(this.#best?.weights ?? [])
    this.#best = undefined
  }
}
