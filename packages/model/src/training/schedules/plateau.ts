/** A learning rate that falls whenever a number has not improved for a while. */
import { requireCount, requireFraction, requireInnerFraction, requireNonNegative } from '../check-number.ts'
import { modeOf, monitoredValue } from '../early-stopping.ts'
import type { LearningRateSchedule } from './learning-rate-schedule.ts'
import type { WarmingUp } from './warm-up.ts'

export interface PlateauSchedule extends WarmingUp {
  name: 'plateau'
  /** As in `earlyStopping`. Default `valLoss`, or `loss` where nothing is validated. */
  monitor?: string
  /** Whether less or more is better. Default: `min` for names that end in "loss", `max` otherwise. */
  mode?: 'min' | 'max'
  /** What each fall leaves of the rate. Default 0.1. */
  factor?: number
  /** Epochs in a row without improvement that bring a fall. Default 10. */
  patience?: number
  /** An improvement has to be larger than this. Default 0.0001. */
  minDelta?: number
  /** The first epoch after a fall that counts again; 0 (default) and 1 leave out none, 3 leaves out two. */
  cooldown?: number
  /** No fall goes below this part of the full rate. Default 0. */
  minFactor?: number
}

/**
 * Keras' ReduceLROnPlateau, to the epoch. PyTorch's counts to `patience + 1`, leaves out as many epochs as its cooldown says, and, unless told
 * otherwise, takes the threshold relative to the best. A value that is not finite is no improvement.
 */
export function plateau(options: PlateauSchedule): LearningRateSchedule {
  const { monitor, factor = 0.1, patience = 10, minDelta = 1e-4, cooldown = 0, minFactor = 0 } = options
  const mode = options.mode ?? modeOf(monitor ?? 'loss')
  if (mode !== 'min' && mode !== 'max')
    throw new RangeError(`schedule.mode: expected 'min' or 'max', got '${String(mode)}'`)
  requireInnerFraction('schedule.factor', factor)
  requireCount('schedule.patience', patience, 1)
  requireNonNegative('schedule.minDelta', minDelta)
  requireCount('schedule.cooldown', cooldown, 0)
  requireFraction('schedule.minFactor', minFactor)
  const improves = (value: number, best: number): boolean =>
    mode === 'min' ? value + minDelta < best : value - minDelta > best

  let now: PlateauState = { factor: 1, best: null, wait: 0, cooldown: 0 }
  return {
    factor: () => now.factor,
    observe(result) {
      const value = monitoredValue(result, monitor ?? (result.valLoss === undefined ? 'loss' : 'valLoss'))
      now = { ...now }
      if (now.cooldown > 0) {
        now.cooldown -= 1
        now.wait = 0
      }
      if (Number.isFinite(value) && (now.best === null || improves(value, now.best))) {
        now.best = value
        now.wait = 0
      } else if (now.cooldown === 0) {
        now.wait += 1
        if (now.wait < patience || now.factor <= minFactor) return
        now.factor = Math.max(now.factor * factor, minFactor)
        now.cooldown = cooldown
        now.wait = 0
      }
    },
    state: () => now,
    restore(state) {
      now = { ...now, ...state }
    },
  }
}

type PlateauState = {
  factor: number
  best: number | null
  /** Epochs without improvement. */
  wait: number
  /** Falls by 1 with each epoch; at 0 they count. */
  cooldown: number
}
