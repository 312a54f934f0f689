/** Checks of numeric options. Each message names the option, what was expected and what came. */

/** @throws RangeError unless `value` is above 0 and finite */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name}: expected a positive number, got ${value}`)
}

/** @throws RangeError unless `value` is 0 or more, and finite */
export function requireNonNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name}: expected a number of at least 0, got ${value}`)
}

/** @throws RangeError unless 0 <= `value` < 1 */
export function requireFraction(name: string, value: number): void {
  if (!(value >= 0 && value < 1))
    throw new RangeError(`${name}: expected a number from 0 up to, not including, 1, got ${value}`)
}

/** @throws RangeError unless 0 < `value` < 1 */
export function requireInnerFraction(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${name}: expected a number between 0 and 1, got ${value}`)
}

/** @throws RangeError unless `value` is an integer of at least `least` */
export function requireCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name}: expected an integer of at least ${least}, got ${value}`)
}
