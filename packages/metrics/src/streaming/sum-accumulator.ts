// What the mean, the log loss and the Brier score share: a count and an exact sum.
import type { Accumulator } from './accumulator.ts'
import { addExactly, readSum, rounded, sumParts } from './exact-sum.ts'
import { checkedTotal, checkSame, readCount, readState } from './state-checks.ts'

export interface SumState<Kind extends string> {
  kind: Kind
  version: 1
  count: number
  /** The exact sum: the double nearest to it, then the double nearest to what is left, and so on. */
  sum: number[]
}

/** The mean of what was counted. */
export interface StreamedMean {
  /** How many pictures the mean rests on. */
  count: number
  /** The exact sum, rounded once, by the count; NaN where nothing was counted. */
  mean: number
}

export interface SumOptions<Kind extends string, Settings, Input> {
  kind: Kind
  /** Stands in the state, and must be the same in states that are merged. */
  settings: Settings
  /** The term of each picture; throws a RangeError for what is wrong. */
  termsOf: (batch: Input) => ArrayLike<number>
  /** No term lies outside these two. */
  least: number
  most: number
}

export function sumAccumulator<Kind extends string, Settings extends Record<string, number>, Input>({
  kind,
  settings,
  termsOf,
  least,
  most,
}: SumOptions<Kind, Settings, Input>): Accumulator<Input, StreamedMean, SumState<Kind> & Settings> {
  let count = 0
  const partials: number[] = []
  return {
    add(batch) {
      const terms = termsOf(batch)
      count = checkedTotal(count, terms.length)
      for (let i = 0; i < terms.length; i++) addExactly(partials, terms[i]!)
    },
    merge(state) {
      const fields = readState(state, kind)
      for (const [name, setting] of Object.entries(settings)) checkSame(name, fields[name], setting)
      const more = readCount('state.count', fields['count'])
      const sum = readSum('state.sum', fields['sum'], least * more, most * more)
      count = checkedTotal(count, more)
      for (const partial of sum) addExactly(partials, partial)
    },
    state: () => ({ kind, version: 1, ...settings, count, sum: sumParts(partials) }),
    result: () => ({ count, mean: count === 0 ? Number.NaN : rounded(partials) / count }),
  }
}
