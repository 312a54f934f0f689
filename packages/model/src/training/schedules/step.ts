/** A learning rate that falls in steps. */
import { requireCount, requireFraction } from '../check-number.ts'
import { type LearningRateSchedule, byPosition } from './learning-rate-schedule.ts'
import type { WarmingUp } from './warm-up.ts'

export interface StepSchedule extends WarmingUp {
  name: 'step'
  /** Epochs between two falls. */
  every: number
  /** What each fall leaves of the rate. Default 0.1. */
  factor?: number
}

/** `factor ^ floor(epoch / every)`, as PyTorch's StepLR. */
export function step({ every, factor = 0.1 }: StepSchedule): LearningRateSchedule {
  requireCount('schedule.every', every, 1)
  requireFraction('schedule.factor', factor)
  return byPosition(({ epoch }) => factor ** Math.floor(epoch / every))
}
