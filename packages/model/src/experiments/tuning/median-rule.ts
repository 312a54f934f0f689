/** Which trials are not worth finishing. */

/** When a trial is ended early. */
export interface PruningOptions {
  /** The median rule of Google Vizier (Golovin et al. 2017, section 3.2.2). */
  rule: 'median'
  /**
   * Trials that run before anything is compared, and then in each further round; default 5. A trial is compared with those of
   * earlier rounds only, so that what is ended does not depend on which process was faster. Keep it at or above `concurrency`: a
   * round waits for its last trial.
   */
  round?: number
  /** Reports a trial may make before it can be ended; default 1. */
  warmUp?: number
}

/** @throws RangeError naming the option that is wrong */
export function checkPruning({ rule, round, warmUp }: PruningOptions): void {
  if (rule !== 'median') throw new RangeError(`pruning.rule: expected 'median', got '${String(rule)}'`)
  for (const [name, value, least] of [
    ['round', round, 1],
    ['warmUp', warmUp, 0],
  ] as const) {
    if (value !== undefined && !(Number.isInteger(value) && value >= least))
      throw new RangeError(`pruning.${name}: expected an integer of at least ${least}, got ${value}`)
  }
}

/**
 * Whether a trial's best report so far is strictly worse than the median of the means of the others' reports up to the same
 * number. Others that reported less often are left out; without any, false.
 *
 * @param reports of the trial; smaller is better
 * @param others reports of trials that were finished
 */
export function isWorseThanMedian(reports: readonly number[], others: readonly (readonly number[])[]): boolean {
  const count = reports.length
  const means = others
    .filter((other) => other.length >= count)
    .map((other) => other.slice(0, count).reduce((sum, value) => sum + value, 0) / count)
    .sort((a, b) => a - b)
  if (means.length === 0 || count === 0) return false
  const middle = means.length >> 1
  const median = means.length % 2 === 1 ? means[middle]! : (means[middle - 1]! + means[middle]!) / 2
  return Math.min(...reports) > median
}
