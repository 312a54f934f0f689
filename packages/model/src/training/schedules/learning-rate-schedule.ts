/** What every schedule can do. */
import type { EpochResult } from '../options.ts'
import type { SchedulePosition } from './schedule-position.ts'

/** Plain JSON. */
export type ScheduleState = Readonly<Record<string, number | null>>

export interface LearningRateSchedule {
  /** What the learning rate of a step is multiplied by, 0 to 1. */
  factor(at: SchedulePosition): number
  /** Takes note of an epoch that has ended. */
  observe?(result: EpochResult): void
  /** What a later process needs to go on. */
  state(): ScheduleState
  restore(state: ScheduleState): void
}

/** A schedule that depends on nothing but the position. */
export const byPosition = (factor: LearningRateSchedule['factor']): LearningRateSchedule => ({
  factor,
  state: () => ({}),
  restore: () => {},
})
