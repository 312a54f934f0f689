/** A learning rate that rises to its full value and falls to almost nothing, once over the whole training. */
import { type LearningRateSchedule, byPosition } from './learning-rate-schedule.ts'
import { stepCount } from './schedule-position.ts'

export interface OneCycleSchedule {
  name: 'one-cycle'
  /** Steps in an epoch: the number of pictures divided by the batch size, rounded up. */
  stepsPerEpoch: number
  /** Share of the training in which the rate rises. Default 0.3. */
  pctStart?: number
  /** The rate begins at `1 / divFactor` of the full one. Default 25. */
  divFactor?: number
  /** It ends at `1 / (divFactor * finalDivFactor)`. Default 10,000. */
  finalDivFactor?: number
}

/** From `start` to `end` along half a cosine, `share` of the way. */
const anneal = (start: number, end: number, share: number): number =>
  end + ((start - end) / 2) * (Math.cos(Math.PI * share) + 1)

/**
 * Smith and Topin 2018 (arXiv:1708.07120) as PyTorch's OneCycleLR with cosines and two phases; the optimizer's learning rate is
 * the highest, `max_lr`. Momentum stays as it is, `cycle_momentum=False`.
 */
export function oneCycle(options: OneCycleSchedule, epochs: number): LearningRateSchedule {
  const { pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = options
  if (!(pctStart >= 0 && pctStart <= 1))
    throw new RangeError(`schedule.pctStart: expected a number from 0 to 1, got ${pctStart}`)
  for (const [name, value] of Object.entries({ divFactor, finalDivFactor })) {
    if (!(value >= 1 && value < Infinity))
      throw new RangeError(`schedule.${name}: expected a number of at least 1, got ${value}`)
  }
  const count = stepCount(options.stepsPerEpoch, "'one-cycle'")
  const first = 1 / divFactor
  const last = first / finalDivFactor
  return byPosition((at) => {
    const now = count.stepOf(at)
    const end = epochs * count.stepsIn(at) - 1
    const peak = pctStart * (end + 1) - 1
    // PyTorch divides by zero where the first step is the peak.
    if (now <= peak) return peak === 0 ? 1 : anneal(first, 1, now / peak)
    return anneal(1, last, (now - peak) / (end - peak))
  })
}
