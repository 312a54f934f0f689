/** How the learning rate goes over a training. */
import { requireCount } from '../check-number.ts'
import { type CosineSchedule, cosine } from './cosine.ts'
import { type LearningRateSchedule, byPosition } from './learning-rate-schedule.ts'
import { type OneCycleSchedule, oneCycle } from './one-cycle.ts'
import { type PlateauSchedule, plateau } from './plateau.ts'
import { type StepSchedule, step } from './step.ts'
import { type WarmingUp, withWarmUp } from './warm-up.ts'

export type { LearningRateSchedule, ScheduleState } from './learning-rate-schedule.ts'
export type { SchedulePosition } from './schedule-position.ts'

export interface ConstantSchedule extends WarmingUp {
  name: 'constant'
}

export type ScheduleOptions = ConstantSchedule | StepSchedule | CosineSchedule | OneCycleSchedule | PlateauSchedule

/**
 * A name, or a name with its settings: `'cosine'`, `{ name: 'cosine', warmUp: { steps: 20 } }`, `{ name: 'step', every: 10 }`,
 * `{ name: 'one-cycle', stepsPerEpoch: 25 }`, `{ name: 'plateau', patience: 5 }`.
 */
export type Schedule = 'constant' | 'cosine' | ScheduleOptions

/**
 * What the learning rate of each step is multiplied by.
 *
 * @param schedule `'constant'` where undefined
 * @throws RangeError naming the option that is wrong, or `stepsPerEpoch` where it is needed and missing
 * @example
 * ```ts
 * const schedule = createSchedule({ name: 'cosine', warmUp: { steps: 2 } }, { epochs: 2 })
 * console.log(schedule.factor({ epoch: 0, step: 0, batch: 0, stepsPerEpoch: undefined })) // 0.5
 * console.log(schedule.factor({ epoch: 1, step: 9, batch: 0, stepsPerEpoch: 9 })) // 0.5
 * ```
 */
export function createSchedule(schedule: Schedule | undefined, { epochs }: { epochs: number }): LearningRateSchedule {
  requireCount('epochs', epochs, 1)
  const options: ScheduleOptions = typeof schedule === 'object' ? schedule : { name: schedule ?? 'constant' }
  const base = withoutWarmUp(options, epochs)
  const { warmUp, stepsPerEpoch } = options as ConstantSchedule
  if (warmUp === undefined) return base
  if (options.name === 'one-cycle')
    throw new RangeError("schedule.warmUp: 'one-cycle' rises by itself over its pctStart; expected none")
  return withWarmUp(base, warmUp, stepsPerEpoch)
}

function withoutWarmUp(options: ScheduleOptions, epochs: number): LearningRateSchedule {
  switch (options?.name) {
    case 'constant':
      return byPosition(() => 1)
    case 'step':
      return step(options)
    case 'cosine':
      return cosine(options, epochs)
    case 'one-cycle':
      return oneCycle(options, epochs)
    case 'plateau':
      return plateau(options)
    default: {
      const names = "'constant', 'step', 'cosine', 'one-cycle' or 'plateau'"
      throw new RangeError(`schedule.name: expected ${names}, got '${String((options as { name?: unknown })?.name)}'`)
    }
  }
}
