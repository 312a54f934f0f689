/** A learning rate that falls along half a cosine. */
import { requireFraction } from '../check-number.ts'
import { type LearningRateSchedule, byPosition } from './learning-rate-schedule.ts'
import { stepCount } from './schedule-position.ts'
import type { WarmingUp } from './warm-up.ts'

export interface CosineSchedule extends WarmingUp {
  name: 'cosine'
  /** What would be left of the rate after the last epoch. Default 0. */
  minFactor?: number
  /** Whether the rate falls between epochs (default) or with every step, which needs `stepsPerEpoch`. */
  per?: 'epoch' | 'step'
}

/**
 * `min + (1 - min) * (1 + cos(pi * t / T)) / 2` with t of T epochs or steps over (Loshchilov and Hutter 2017, arXiv:1608.03983,
 * without restarts), as PyTorch's CosineAnnealingLR and Keras' CosineDecay.
 */
export function cosine(options: CosineSchedule, epochs: number): LearningRateSchedule {
  const { minFactor = 0, per = 'epoch', stepsPerEpoch } = options
  requireFraction('schedule.minFactor', minFactor)
  const fall = (t: number, end: number): number =>
    minFactor + (1 - minFactor) * ((1 + Math.cos((Math.PI * t) / end)) / 2)
  if (per === 'epoch') return byPosition(({ epoch }) => fall(epoch, epochs))
  if (per !== 'step') throw new RangeError(`schedule.per: expected 'epoch' or 'step', got '${String(per)}'`)
  const count = stepCount(stepsPerEpoch, "a cosine per 'step'")
  return byPosition((at) => fall(count.stepOf(at), epochs * count.stepsIn(at)))
}
