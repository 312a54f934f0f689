// How much each picture counts.

export interface WeightOptions {
  /**
   * How much each picture counts, finite and at least 0; scikit-learn's `sample_weight`. Default: 1 each. A picture of weight
   * 0 is as if it were not there.
   */
  weights?: ArrayLike<number> | undefined
}
