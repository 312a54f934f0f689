// By how much two models differ on the same pictures, in any metric.
import { bootstrapInterval, type BootstrapEstimate, type BootstrapOptions } from '../intervals/bootstrap.ts'
import { checkLengths } from '../shared/checks.ts'
import type { Metric } from '../intervals/metric-interval.ts'
import { pick } from '../shared/pick.ts'

/**
 * The difference of a metric between two models on the same pictures, first minus second, with its paired bootstrap
 * interval: both models are measured on the same drawn patients, so what makes a resample hard for both cancels. Options
 * as in {@link bootstrapInterval}: `groups`, `strata`, `method`.
 *
 * @param metric such as `rocAuc`, `f1`, `brierScore`
 * @param first a decision, a score or a row for each picture
 * @throws RangeError for different lengths, and whatever the metric or {@link bootstrapInterval} refuses
 * @example
 * differenceInterval(rocAuc, yTrue, scoresOfNew, scoresOfOld, { groups: patients, seed: 7 })
 */
export function differenceInterval<Truth, Prediction>(
  metric: Metric<Truth, Prediction>,
  yTrue: ArrayLike<Truth>,
  first: ArrayLike<Prediction>,
  second: ArrayLike<Prediction>,
  options: Omit<BootstrapOptions, 'n'> = {},
): BootstrapEstimate {
  const n = checkLengths({ yTrue, first, second })
  return bootstrapInterval(
    (at) => {
      const truth = pick(yTrue, at)
      return metric(truth, pick(first, at)) - metric(truth, pick(second, at))
    },
    { ...options, n },
  )
}
