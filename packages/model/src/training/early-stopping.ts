/** Stops when a number has not improved for a while, and puts the best weights back. */
import { type Tensor, dispose, keep, tidy } from '@tensorflow/tfjs-core'

import type { NamedWeight } from '../weights/named-weights.ts'
import { type TensorValues, readTensors, toTensors } from '../weights/tensor-values.ts'
import type { EpochResult } from './options.ts'

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
   * Leaves the model with the weights of its best epoch, however training ends: early, after the last epoch, aborted, by an error
   * or by a `break`. Default true.
   */
  restoreBest?: boolean
}

/** Whether less or more of a number is better, where nothing else is said. */
export const modeOf = (monitor: string): 'min' | 'max' => (/loss$/i.test(monitor) ? 'min' : 'max')

/** The number of an epoch that has this name; NaN where it has none. */
export function monitoredValue(result: EpochResult, monitor: string): number {
  return result.valMetrics[monitor] ?? result[monitor as 'loss'] ?? Number.NaN
}

/** What a later process needs to go on. */
export interface EarlyStoppingState {
  best: { epoch: number; value: number } | null
  weights: TensorValues
}

interface Best {
  epoch: number
  value: number
  /** By the name of the weight; empty where they are not to be restored. */
  weights: Record<string, Tensor>
}

export class EarlyStopping {
  readonly #weights: readonly NamedWeight[]
  readonly #options: Required<EarlyStoppingOptions>
  #best: Best | undefined

  /** @param weights all of the model, moving statistics included */
  constructor(weights: readonly NamedWeight[], options: EarlyStoppingOptions) {
    const { monitor, patience, minDelta = 0, restoreBest = true } = options
    const mode = options.mode ?? modeOf(monitor)
    if (!Number.isInteger(patience) || patience < 0) {
      throw new RangeError(`earlyStopping.patience: expected an integer of at least 0, got ${patience}`)
    }
    if (!(minDelta >= 0))
      throw new RangeError(`earlyStopping.minDelta: expected a number of at least 0, got ${minDelta}`)
    if (mode !== 'min' && mode !== 'max')
      throw new RangeError(`earlyStopping.mode: expected 'min' or 'max', got '${String(mode)}'`)
    this.#weights = weights
    this.#options = { monitor, patience, mode, minDelta, restoreBest }
  }

  /** Epoch of the best value so far. */
  get bestEpoch(): number | undefined {
    return this.#best?.epoch
  }

  /** Whether there are weights to put back. */
  get restores(): boolean {
    return this.#options.restoreBest && this.#best !== undefined
  }

  /** Takes note of an epoch; true where training should end. NaN is no improvement. */
  observe(result: EpochResult): boolean {
    const { monitor, mode, minDelta, patience } = this.#options
    const value = monitoredValue(result, monitor)
    const gain = this.#best === undefined ? Infinity : (value - this.#best.value) * (mode === 'max' ? 1 : -1)
    if (gain > minDelta && !Number.isNaN(value)) {
      const weights = this.#snapshot()
      this.dispose()
      this.#best = { epoch: result.epoch, value, weights }
    }
    const waited = result.epoch - (this.#best?.epoch ?? -1)
    return waited > 0 && waited >= patience
  }

  /** Copies of all weights. Cheap: tfjs replaces the data of a weight and never changes it. */
  #snapshot(): Record<string, Tensor> {
    if (!this.#options.restoreBest) return {}
    return tidy(() =>
      Object.fromEntries(this.#weights.map(({ name, variable }) => [name, keep(variable.clone())] as const)),
    )
  }

  /** Puts the best weights back, if that is wanted and there are any. */
  restoreBest(): void {
    if (!this.restores) return
    const { weights } = this.#best!
    for (const { name, variable } of this.#weights) tidy(() => variable.assign(weights[name]!.clone()))
  }

  async state(): Promise<EarlyStoppingState> {
    if (this.#best === undefined) return { best: null, weights: {} }
    const { epoch, value, weights } = this.#best
    return { best: { epoch, value }, weights: await readTensors(weights) }
  }

  /** Goes on where another one was. */
  restore({ best, weights }: EarlyStoppingState): void {
    this.dispose()
    this.#best = best === null ? undefined : { ...best, weights: toTensors(weights) }
  }

  dispose(): void {
    if (this.#best !== undefined) dispose(this.#best.weights)
    this.#best = undefined
  }
}
