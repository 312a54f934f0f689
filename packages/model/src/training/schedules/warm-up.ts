/** A learning rate that rises from nearly nothing over the first steps. */
import { requireCount, requirePositive } from '../check-number.ts'
import type { LearningRateSchedule } from './learning-rate-schedule.ts'
import { stepCount } from './schedule-position.ts'

/** How long; a part of an epoch is fine: `{ epochs: 0.5 }`. Epochs need `stepsPerEpoch`. */
export type WarmUp = { steps: number } | { epochs: number }

/** Settings that most schedules share. */
export interface WarmingUp {
  /** A linear rise over the first steps, which multiplies the schedule. Default none. */
  warmUp?: WarmUp
  /** Steps in an epoch: the number of pictures divided by the batch size, rounded up. Only for what goes by parts of epochs. */
  stepsPerEpoch?: number
}

/**
 * Multiplies the factors of a schedule by `min(1, (step + 1) / n)`: the first step goes at `1 / n` of the rate, the n-th at all of
 * it. The schedule beneath is not put off: a cosine ends where it ends without a warm-up. (Goyal et al. 2017, arXiv:1706.02677)
 */
export function withWarmUp(
  schedule: LearningRateSchedule,
  warmUp: WarmUp,
  stepsPerEpoch: number | undefined,
): LearningRateSchedule {
  const rise = riseOf(warmUp, stepsPerEpoch)
  return {
    factor: (at) => schedule.factor(at) * Math.min(1, rise(at)),
    observe: (result) => schedule.observe?.(result),
    state: () => schedule.state(),
    restore: (state) => schedule.restore(state),
  }
}

function riseOf(warmUp: WarmUp, stepsPerEpoch: number | undefined): LearningRateSchedule['factor'] {
  const { steps, epochs } = warmUp as { steps?: number; epochs?: number }
  if ((steps === undefined) === (epochs === undefined))
    throw new RangeError(`schedule.warmUp: expected { steps } or { epochs }, got ${JSON.stringify(warmUp)}`)
  if (steps !== undefined) {
    requireCount('schedule.warmUp.steps', steps, 1)
    return ({ step }) => (step + 1) / steps
  }
  requirePositive('schedule.warmUp.epochs', epochs!)
  const count = stepCount(stepsPerEpoch, 'a warm-up over epochs')
  return (at) => (count.stepOf(at) + 1) / (epochs! * count.stepsIn(at))
}
