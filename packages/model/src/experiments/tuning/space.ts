/** The settings a search chooses from, as plain data. */
import { keyedState, nextWord } from '../../build/keyed-random.ts'

/** A value that can stand in a table. */
export type SettingValue = string | number | boolean

/** One of these. */
export interface Choice<Value extends SettingValue = SettingValue> {
  choice: readonly Value[]
}

/** A whole number between two, both included. */
export interface IntegerRange {
  integer: readonly [low: number, high: number]
}

/** A number between two. `steps`: how many a grid takes, both ends included. */
export interface UniformRange {
  uniform: readonly [low: number, high: number]
  steps?: number
}

/** A number between two positive ones, each factor of ten as likely as any other; with nine digits. */
export interface LogUniformRange {
  logUniform: readonly [low: number, high: number]
  steps?: number
}

export type Setting = Choice | IntegerRange | UniformRange | LogUniformRange

/** Settings by name. */
export type Space = Readonly<Record<string, Setting>>

/** A value for each setting of a space. */
export type Settings<S extends Space> = {
  [Name in keyof S]: S[Name] extends { choice: readonly (infer Value)[] } ? Value : number
}

/** Columns of `trialRows` beside the settings. */
const columns = new Set(['trial', 'status', 'value', 'error'])

const kinds = ['choice', 'integer', 'uniform', 'logUniform'] as const

/** @throws RangeError naming the setting that is wrong */
export function checkSpace(space: Space): void {
  if (Object.keys(space).length === 0) throw new RangeError('space: expected at least one setting, got none')
  for (const [name, setting] of Object.entries(space)) {
    const refuse = (clause: string): never => {
      throw new RangeError(`space.${name}: ${clause}`)
    }
    if (columns.has(name)) refuse('expected another name, as tables of trials have a column of this one')
    const given = kinds.filter((kind) => kind in setting)
    if (given.length !== 1) refuse(`expected one of ${kinds.join(', ')}, got ${given.join(' and ') || 'none'}`)
    if ('choice' in setting) {
      if (setting.choice.length === 0) refuse('expected at least one choice, got none')
      if (new Set(setting.choice).size < setting.choice.length) refuse('expected different choices, one is there twice')
      continue
    }
    const [low, high] = rangeOf(setting)
    if (!(low < high && Number.isFinite(high - low)))
      refuse(`expected two numbers in ascending order, got [${low}, ${high}]`)
    if ('integer' in setting && !(Number.isSafeInteger(low) && Number.isSafeInteger(high) && high - low < 2 ** 32))
      refuse(`expected two integers less than 2^32 apart, got [${low}, ${high}]`)
    if ('logUniform' in setting && !(low > 0)) refuse(`expected two positive numbers, got [${low}, ${high}]`)
    if ('steps' in setting && !(Number.isInteger(setting.steps) && setting.steps! >= 2))
      refuse(`expected steps to be an integer of at least 2, got ${setting.steps}`)
  }
}

function rangeOf(setting: Exclude<Setting, Choice>): readonly [low: number, high: number] {
  if ('integer' in setting) return setting.integer
  return 'uniform' in setting ? setting.uniform : setting.logUniform
}

/** How many values a setting has: Infinity for a number between two. */
function countOf(setting: Setting): number {
  if ('choice' in setting) return setting.choice.length
  return 'integer' in setting ? setting.integer[1] - setting.integer[0] + 1 : Infinity
}

/** How many different settings a random search can draw; Infinity where one is a number between two. */
export const sizeOf = (space: Space): number =>
  Object.values(space).reduce((product, setting) => product * countOf(setting), 1)

/** The value at a share 0 to 1 of the way; `share` 1 is reached by grids only. */
function valueAt(setting: Setting, share: number): SettingValue {
  if ('choice' in setting) return setting.choice[Math.floor(share * setting.choice.length)]!
  const [low, high] = rangeOf(setting)
  if ('integer' in setting) return low + Math.floor(share * (high - low + 1))
  if ('uniform' in setting) return share === 1 ? high : low + share * (high - low)
  // Nine digits: the last bits of a power differ between JavaScript engines, and between a trial and its repetition elsewhere.
  const value = Number((low * (high / low) ** share).toPrecision(9))
  return Math.min(high, Math.max(low, value))
}

/** Random settings; the key alone decides, and each setting's value depends on its own name only. */
export function drawSettings(space: Space, ...key: readonly number[]): Record<string, SettingValue> {
  return Object.fromEntries(
    Object.entries(space).map(([name, setting]) => {
      const share = nextWord(keyedState('tune', ...key, name)) / 2 ** 32
      return [name, valueAt(setting, share)]
    }),
  )
}

/**
 * All combinations, the last setting changing fastest.
 *
 * @throws RangeError where a number between two has no `steps`, or there are more than 100,000 combinations
 */
export function gridOf(space: Space): Record<string, SettingValue>[] {
  const axes = Object.entries(space).map(([name, setting]) => [name, gridValues(name, setting)] as const)
  const size = axes.reduce((product, [, values]) => product * values.length, 1)
  if (size > LARGEST_GRID)
    throw new RangeError(`space: expected at most ${LARGEST_GRID} combinations for a grid, got ${size}`)
  return axes.reduce<Record<string, SettingValue>[]>(
    (rows, [name, values]) =>
      rows.flatMap((row) => values.map((value) => Object.fromEntries([...Object.entries(row), [name, value]]))),
    [{}],
  )
}

const LARGEST_GRID = 100_000

function gridValues(name: string, setting: Setting): readonly SettingValue[] {
  if ('choice' in setting) return setting.choice
  const count = 'integer' in setting ? countOf(setting) : setting.steps
  if (count === undefined) throw new RangeError(`space.${name}: expected steps, as a grid needs them, got none`)
  if (count > LARGEST_GRID) throw new RangeError(`space.${name}: expected at most ${LARGEST_GRID} values, got ${count}`)
  const [low] = rangeOf(setting)
  return Array.from({ length: count }, (_, i) => ('integer' in setting ? low + i : valueAt(setting, i / (count - 1))))
}
