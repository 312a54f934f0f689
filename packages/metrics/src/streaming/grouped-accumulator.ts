// One accumulator for each subgroup (source, view, sex, age band), and one for all.
import { checkLengths } from '../shared/checks.ts'
import { pick } from '../shared/pick.ts'
import type { Accumulator, AccumulatorState } from './accumulator.ts'
import { readState, refuse } from './state-checks.ts'

/** A batch with the subgroup of each picture. */
export type GroupedBatch<Input> = Input & { subgroups: ArrayLike<string> }

export interface GroupedResult<Result> {
  all: Result
  /** By name, sorted; only subgroups that have pictures. */
  subgroups: Record<string, Result>
}

export interface GroupedState<State extends AccumulatorState> {
  kind: 'grouped'
  version: 1
  /** By name, sorted. All of them together are the state of `all`. */
  subgroups: Record<string, State>
}

export type GroupedAccumulator<Input, Result, State extends AccumulatorState> = Accumulator<
  GroupedBatch<Input>,
  GroupedResult<Result>,
  GroupedState<State>
>

/** The entries of each list that belong to each subgroup. */
function divide<Input extends object>(batch: Input, subgroups: ArrayLike<string>): Map<string, Input> {
  const members = new Map<string, number[]>()
  for (let i = 0; i < subgroups.length; i++) {
    const own = members.get(subgroups[i]!)
    if (own) own.push(i)
    else members.set(subgroups[i]!, [i])
  }
  const part = (indices: readonly number[]): Input =>
    Object.fromEntries(
      Object.entries(batch as Record<string, ArrayLike<unknown> | undefined>).flatMap(([name, list]) =>
        list === undefined ? [] : [[name, pick(list, indices)]],
      ),
    ) as Input
  return new Map(Array.from(members, ([name, indices]) => [name, part(indices)]))
}

function sorted<Value>(byName: ReadonlyMap<string, Value>): [string, Value][] {
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * The same metric for each subgroup and for all pictures together. A subgroup begins with its first picture.
 *
 * `add` takes the batch of the inner accumulator with one list more, `subgroups`: a name for each picture. (Not to be
 * confused with the `groups` of the bootstrap, which are patients.) It throws a RangeError as the inner one does, or for
 * a name that is no string.
 *
 * @param createOne makes an accumulator; called once for all and once for each subgroup
 * @example
 * const bySource = groupedAccumulator(() => binaryAccumulator())
 * bySource.add({ yTrue: [1, 1, 0], yPred: [1, 0, 0], subgroups: ['rsna', 'rsna', 'padchest'] })
 * bySource.result().subgroups['rsna']?.truePositives // 1
 * bySource.result().all.trueNegatives // 1
 */
export function groupedAccumulator<Input extends object, Result, State extends AccumulatorState>(
  createOne: () => Accumulator<Input, Result, State>,
): GroupedAccumulator<Input, Result, State> {
  const all = createOne()
  const parts = new Map<string, Accumulator<Input, Result, State>>()
  const partOf = (name: string): Accumulator<Input, Result, State> => {
    const part = parts.get(name) ?? createOne()
    parts.set(name, part)
    return part
  }
  return {
    add({ subgroups, ...rest }) {
      const batch = rest as unknown as Input
      const lists = Object.entries(batch).filter(([, list]) => list !== undefined) as [string, ArrayLike<unknown>][]
      if (lists.some(([, { length }]) => length > 0) || subgroups.length > 0) {
        checkLengths({ ...Object.fromEntries(lists), subgroups })
      }
      for (let i = 0; i < subgroups.length; i++) {
        if (typeof subgroups[i] !== 'string') refuse(`subgroups[${i}]`, subgroups[i], 'the name of a subgroup')
      }
      // Refuses what is wrong anywhere in the batch, before any part has taken its own.
      all.add(batch)
      for (const [name, own] of divide(batch, subgroups)) partOf(name).add(own)
    },
    merge(state) {
      const { subgroups } = readState(state, 'grouped')
      if (typeof subgroups !== 'object' || subgroups === null || Array.isArray(subgroups)) {
        refuse('state.subgroups', subgroups, 'a state by the name of each subgroup')
      }
      const incoming = createOne()
      for (const [name, part] of Object.entries(subgroups) as [string, State][]) {
        try {
          incoming.merge(part)
        } catch (error) {
          if (!(error instanceof RangeError)) throw error
          throw new RangeError(`state.subgroups['${name}']: ${error.message}`, { cause: error })
        }
      }
      all.merge(incoming.state())
      for (const [name, part] of Object.entries(subgroups) as [string, State][]) partOf(name).merge(part)
    },
    state: () => ({
      kind: 'grouped',
      version: 1,
      subgroups: Object.fromEntries(sorted(parts).map(([name, part]) => [name, part.state()])),
    }),
    result: () => ({
      all: all.result(),
      subgroups: Object.fromEntries(sorted(parts).map(([name, part]) => [name, part.result()])),
    }),
  }
}

/**
 * The accumulator that wrote `state`.
 *
 * @param createOne makes an empty accumulator with the settings of the inner ones
 * @throws RangeError for a state that it cannot have written
 */
export function groupedAccumulatorFrom<Input extends object, Result, State extends AccumulatorState>(
  state: GroupedState<State>,
  createOne: () => Accumulator<Input, Result, State>,
): GroupedAccumulator<Input, Result, State> {
  const accumulator = groupedAccumulator(createOne)
  accumulator.merge(state)
  return accumulator
}
