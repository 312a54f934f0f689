/** Means over random choices of cells. */

/**
 * Mean of `f(i)` where i is the number of cells inside, when `drawn` of `total` cells are drawn at random and `inside`
 * of the `total` are inside. The probabilities go from the most likely i outwards, each by its ratio to the one before:
 * `P(i + 1) / P(i) = (inside - i)(drawn - i) / ((i + 1)(total - inside - drawn + i + 1))`; nothing overflows.
 */
export function hypergeometricMean(total: number, inside: number, drawn: number, f: (i: number) => number): number {
  const rest = total - inside - drawn
  const low = Math.max(0, -rest)
  const high = Math.min(drawn, inside)
  const mode = Math.min(Math.max(Math.floor(((drawn + 1) * (inside + 1)) / (total + 2)), low), high)
  let weights = 1
  let sum = f(mode)
  for (let i = mode, weight = 1; i < high && weight > 0; i++) {
    weight *= ((inside - i) * (drawn - i)) / ((i + 1) * (rest + i + 1))
    weights += weight
    sum += weight * f(i + 1)
  }
  for (let i = mode, weight = 1; i > low && weight > 0; i--) {
    weight *= (i * (rest + i)) / ((inside - i + 1) * (drawn - i + 1))
    weights += weight
    sum += weight * f(i - 1)
  }
  return sum / weights
}
