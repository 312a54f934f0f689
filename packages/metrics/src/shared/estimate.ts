// A number with the interval that belongs to it.

/** A measured number and its confidence interval. `value` is NaN where there is nothing to measure. */
export interface Estimate {
  value: number
  low: number
  high: number
}
