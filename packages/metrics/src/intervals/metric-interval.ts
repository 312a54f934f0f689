// The bootstrap interval of a metric of true labels and predictions.
import { bootstrapInterval, type BootstrapEstimate, type BootstrapOptions } from './bootstrap.ts'
import { checkLengths } from '../shared/checks.ts'
import { pick } from '../shared/pick.ts'

/** A number from the truth and the predictions of the same pictures: any metric of this package. */
export type Metric<Truth, Prediction> = (yTrue: Truth[], predictions: Prediction[]) => number

/**
 * The value of any metric with its bootstrap interval: by patient with `groups`, bias-corrected with `method: 'bca'`, each
 * class as often as there is with `strata: yTrue`. See {@link bootstrapInterval} for the options and their limits.
 *
 * @param metric such as `rocAuc`, `matthewsCorrelation`, `(y, p) => fBeta(y, p, 2)`
 * @param yTrue the truth of each picture, as the metric takes it
 * @param predictions a decision, a score or a row for each picture, as the metric takes it
 * @throws RangeError for different lengths, and whatever the metric or {@link bootstrapInterval} refuses
 * @example
 * metricInterval(rocAuc, yTrue, yScore, { groups: patients, method: 'bca', seed: 7 })
 */
export function metricInterval<Truth, Prediction>(
  metric: Metric<Truth, Prediction>,
  yTrue: ArrayLike<Truth>,
  predictions: ArrayLike<Prediction>,
  options: Omit<BootstrapOptions, 'n'> = {},
): BootstrapEstimate {
  const n = checkLengths({ yTrue, predictions })
  return bootstrapInterval((at) => metric(pick(yTrue, at), pick(predictions, at)), { ...options, n })
}
