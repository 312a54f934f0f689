// How much each picture counts.

export interface WeightOptions {
  /**
   * How much each picture counts, finite and at least 0; scikit-learn's `sample_weight`. Default: 1 each. A picture of weight
   * 0 is as if it were not there.
   */
  weights?: ArrayLike<number> | undefined
}

/** The mean of `values`, each counting as its weight; one of weight 0 has no say, not even NaN. */
export function weightedMean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let [sum, total] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!
    if (weight > 0) sum += weight * values[i]!
    total += weight
  }
  return sum / total
}
