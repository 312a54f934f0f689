// What 0 / 0 is: a precision without any positive prediction has no value of its own.

/** The value of a ratio whose denominator is 0. scikit-learn's `zero_division`; its default is 0, as here. */
export type ZeroDivision = 0 | 1 | typeof Number.NaN

export interface ZeroDivisionOptions {
  /** The value where the denominator is 0: 0 (the default), 1 or NaN. */
  zeroDivision?: ZeroDivision
}

/** `numerator / denominator`, or `zeroDivision` where the denominator is 0. */
export function ratio(numerator: number, denominator: number, zeroDivision: ZeroDivision): number {
  return denominator === 0 ? zeroDivision : numerator / denominator
}
