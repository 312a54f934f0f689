// Means over pictures that may count differently.

/** The mean of `values`, each counting as its weight. */
export function weightedMean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let [sum, total] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!
    sum += weight * values[i]!
    total += weight
  }
  return sum / total
}
