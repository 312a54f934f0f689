/** Where in a training a step stands. */
import { requireCount } from '../check-number.ts'

export interface SchedulePosition {
  /** 0-based */
  epoch: number
  /** 0-based, over the whole training */
  step: number
  /** The step within its epoch, 0-based. */
  batch: number
  /** Steps in an epoch, known once one has ended. */
  stepsPerEpoch: number | undefined
}

/** Turns epochs into steps. */
export interface StepCount {
  stepsIn(at: SchedulePosition): number
  /** The step of the whole training, each epoch beginning where it has to, whatever the number of steps before. */
  stepOf(at: SchedulePosition): number
}

/**
 * Schedules that go on from step to step over epochs have to know from the first step how many steps an epoch has. Where the
 * epochs turn out to have another number of them, that number is taken.
 *
 * @param told the option `stepsPerEpoch`
 * @param user what needs it, for the message
 * @throws RangeError without it
 */
export function stepCount(told: number | undefined, user: string): StepCount {
  if (told === undefined) {
    throw new RangeError(
      `schedule.stepsPerEpoch: ${user} needs the number of steps in an epoch, which is the number of pictures divided by ` +
        'the batch size, rounded up; got undefined',
    )
  }
  requireCount('schedule.stepsPerEpoch', told, 1)
  const stepsIn = (at: SchedulePosition): number => at.stepsPerEpoch ?? told
  return {
    stepsIn,
    stepOf: (at) => at.epoch * stepsIn(at) + Math.min(at.batch, stepsIn(at) - 1),
  }
}
