// The share of positives, where it is stated.

/** @throws RangeError unless `prevalence` is a number from 0 to 1. */
export function checkPrevalence(prevalence: number): void {
  if (!(prevalence >= 0 && prevalence <= 1)) {
    throw new RangeError(`prevalence: is ${String(prevalence)}, expected a share from 0 to 1`)
  }
}
