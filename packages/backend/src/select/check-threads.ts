/** Checks the option `threads`. */

/** @throws RangeError where it is not a whole number from 1 to 256 */
export function checkThreads(threads: number | undefined): number | undefined {
  if (threads === undefined || (Number.isInteger(threads) && threads >= 1 && threads <= 256)) return threads
  throw new RangeError(`threads: got ${threads}, expected a whole number from 1 to 256`)
}
