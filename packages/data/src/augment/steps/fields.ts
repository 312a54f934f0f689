/** Checks of the fields of a step, and draws from their ranges. */
import type { Random } from '../../random.ts'
import { fillModes } from '../fill-mode.ts'

/** A fixed number, or a range from which a number is drawn uniformly. */
export type Amount = number | readonly [low: number, high: number]

/** Throws a RangeError where `value` cannot stand in the field `name`. */
export type Check = (name: string, value: unknown) => void

/** One number, uniform in the range; it takes one number from the stream, for a fixed amount as well. */
export function drawAmount(amount: Amount | undefined, otherwise: number, random: Random): number {
  const [low, high] = typeof amount === 'number' ? [amount, amount] : (amount ?? [otherwise, otherwise])
  return random.uniform(low, high)
}

/** A finite number or two in order, all from `least` to `most`; with `above`, not `least` itself. */
export function amountOf(least: number = -Infinity, most: number = Infinity, above: boolean = false): Check {
  const bounds = describeBounds(least, most, above)
  const fits = (v: unknown): boolean =>
    typeof v === 'number' && Number.isFinite(v) && v <= most && (above ? v > least : v >= least)
  return (name, value) => {
    const [low, high] = (Array.isArray(value) ? value : [value, value]) as [number, number]
    if ((Array.isArray(value) && value.length !== 2) || !fits(low) || !fits(high) || low > high)
      throw new RangeError(`${name}: ${show(value)} given, expected a number or [low, high]${bounds}`)
  }
}

/** A probability. */
export const probability: Check = (name: string, value: unknown): void => {
  if (!(typeof value === 'number' && value >= 0 && value <= 1))
    throw new RangeError(`${name}: ${show(value)} given, expected a probability from 0 to 1`)
}

/** A finite number. */
export const finite: Check = (name: string, value: unknown): void => {
  if (!(typeof value === 'number' && Number.isFinite(value)))
    throw new RangeError(`${name}: ${show(value)} given, expected a finite number`)
}

/** One of some words. */
export function oneOfThe(words: readonly unknown[]): Check {
  return (name, value) => {
    if (!words.includes(value))
      throw new RangeError(`${name}: ${show(value)} given, expected ${words.map(show).join(' or ')}`)
  }
}

/** `{ x?, y? }`, both checked alike. */
export function axes(check: Check): Check {
  return (name, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new RangeError(`${name}: ${show(value)} given, expected an object with x and y`)
    for (const [axis, amount] of Object.entries(value)) {
      if (axis !== 'x' && axis !== 'y') throw new RangeError(`${name}.${axis}: unknown field, expected only x, y`)
      if (amount !== undefined) check(`${name}.${axis}`, amount)
    }
  }
}

/** Two whole numbers of 1 to 64: columns and rows. */
export const grid: Check = (name: string, value: unknown): void => {
  if (!(Array.isArray(value) && value.length === 2 && value.every((n: unknown) => isCount(n))))
    throw new RangeError(`${name}: ${show(value)} given, expected [columns, rows], whole numbers from 1 to 64`)
}

export const fillFields: Record<string, Check> = { fill: oneOfThe(fillModes), fillValue: finite }

export const show = (value: unknown): string => JSON.stringify(value) ?? String(value)

function describeBounds(least: number, most: number, above: boolean): string {
  const low = least === -Infinity ? '' : above ? ` above ${least}` : ` of at least ${least}`
  return `${low}${most === Infinity ? '' : `${low === '' ? '' : ' and'} of at most ${most}`}`
}

const isCount = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= 1 && (n as number) <= 64
