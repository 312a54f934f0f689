// Decimals as Python prints them.

/** The most that `toFixed` gives: enough to see whether a number lies exactly between two others. */
export const MOST_DIGITS = 100

/** A number as Python prints it: halves go to the even digit (0.125 -> 0.12, where `toFixed` says 0.13). */
export function fixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan'
  const text = value.toFixed(digits)
  const exact = value.toFixed(MOST_DIGITS)
  const cut = exact.indexOf('.') + 1 + digits
  const tie = /^50*$/.test(exact.slice(cut))
  const down = exact.slice(0, digits === 0 ? cut - 1 : cut)
  return tie && Number(down.at(-1)) % 2 === 0 ? down : text
}
