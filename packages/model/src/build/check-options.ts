/** Checks of options: every error names the parameter, what came and what was expected. */

/** A value as an error tells it. */
export const show = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))

/** @throws RangeError naming the parameter, what came and what was expected */
export function refuse(parameter: string, received: unknown, expected: string): never {
  throw new RangeError(`${parameter}: expected ${expected}, got ${show(received)}`)
}

/** An integer of at least `least`. */
export function integer(parameter: string, value: unknown, least: number): number {
  if (!Number.isInteger(value) || (value as number) < least) {
    refuse(parameter, value, least === Number.MIN_SAFE_INTEGER ? 'an integer' : `an integer of at least ${least}`)
  }
  return value as number
}

/** A share of values to drop. */
export function rate(parameter: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value < 1))
    refuse(parameter, value, 'a number from 0 up to, not including, 1')
  return value
}

/** One of some words. */
export function oneOf<T extends string>(parameter: string, value: unknown, choices: readonly T[]): T {
  if (!choices.includes(value as T)) refuse(parameter, value, choices.map((choice) => `'${choice}'`).join(' or '))
  return value as T
}

/** Refuses options that nobody reads; `where` is the path of the object, such as `blocks[0].`. */
export function knownKeys(where: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown !== undefined) throw new RangeError(`${where}${unknown}: no such option; there are ${known.join(', ')}`)
}

/** The `[height, width, channels]` of an input. */
export function pictureShape(input: unknown): [number, number, number] {
  if (!Array.isArray(input) || input.length !== 3) refuse('input', input, '[height, width, channels]')
  for (const [i, name] of ['height', 'width', 'channels'].entries()) integer(`input[${i}] (${name})`, input[i], 1)
  return [input[0], input[1], input[2]]
}
