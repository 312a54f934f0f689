// What must hold for every accumulator: merging parts gives the whole, and nothing else is taken for a state.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccumulatorState } from './accumulator.ts'
import { fed, kinds, picture, text, type AnyAccumulator, type Kind, type Picture } from './streaming.test-support.ts'

const pictures = fc.array(picture, { maxLength: 30 })
const some = fc.array(picture, { minLength: 1, maxLength: 10 })

/** Pictures in any order, divided into any parts, which are merged in any order. */
const divided = pictures.chain((all) =>
  fc.record({
    all: fc.constant(all),
    shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
    shards: fc.array(fc.nat(3), { minLength: all.length, maxLength: all.length }),
    order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
  }),
)

function merged(kind: Kind, ...parts: AnyAccumulator[]): AnyAccumulator {
  const accumulator = kind.create()
  for (const part of parts) accumulator.merge(part.state())
  return accumulator
}

function restored({ from }: Kind, accumulator: AnyAccumulator): AnyAccumulator {
  return from(JSON.parse(text(accumulator)) as never)
}

describe.each(kinds)('$name', (kind) => {
  it('merged parts equal the whole, whatever the parts and the order', () => {
    fc.assert(
      fc.property(divided, ({ all, shuffled, shards, order }) => {
        const parts = order.map((shard) =>
          fed(
            kind,
            shuffled.filter((_, i) => shards[i] === shard),
          ),
        )
        const whole = fed(kind, all)
        expect(text(merged(kind, ...parts))).toBe(text(whole))
        expect(merged(kind, ...parts).result()).toEqual(whole.result())
      }),
      { numRuns: 80 },
    )
  })

  it('one batch equals many', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const accumulator = kind.create()
        for (const one of all) accumulator.add(kind.batch([one]))
        expect(text(accumulator)).toBe(text(fed(kind, all)))
      }),
      { numRuns: 40 },
    )
  })

  it('merging is commutative and associative, and nothing changes nothing', () => {
    fc.assert(
      fc.property(some, some, some, (...lists) => {
        const [a, b, c] = lists.map((list) => fed(kind, list)) as [AnyAccumulator, AnyAccumulator, AnyAccumulator]
        expect(text(merged(kind, a, b))).toBe(text(merged(kind, b, a)))
        expect(text(merged(kind, merged(kind, a, b), c))).toBe(text(merged(kind, a, merged(kind, b, c))))
        expect(text(merged(kind, a, kind.create()))).toBe(text(a))
        expect(text(merged(kind, kind.create(), a))).toBe(text(a))
        const before = text(a)
        a.add(kind.batch([]))
        expect(text(a)).toBe(before)
      }),
      { numRuns: 40 },
    )
    expect(text(merged(kind, kind.create(), kind.create()))).toBe(text(kind.create()))
  })

  it('JSON keeps everything, and counting goes on after it', () => {
    fc.assert(
      fc.property(pictures, some, (first, second) => {
        const accumulator = fed(kind, first)
        expect(JSON.parse(text(accumulator))).toEqual(accumulator.state())
        const again = restored(kind, accumulator)
        expect(text(again)).toBe(text(accumulator))
        expect(again.result()).toEqual(accumulator.result())
        again.add(kind.batch(second))
        expect(text(again)).toBe(text(fed(kind, [...first, ...second])))
      }),
      { numRuns: 40 },
    )
  })

  it('a state is a copy', () => {
    fc.assert(
      fc.property(some, some, (first, second) => {
        const accumulator = fed(kind, first)
        const state: unknown = accumulator.state()
        const before = JSON.stringify(state)
        accumulator.add(kind.batch(second))
        expect(JSON.stringify(state)).toBe(before)
        const other = kind.from(state as never)
        other.add(kind.batch(second))
        expect(JSON.stringify(state)).toBe(before)
      }),
      { numRuns: 40 },
    )
  })

  it('a batch or a state is taken whole or not at all', () => {
    fc.assert(
      fc.property(some, some, (first, second) => {
        const accumulator = fed(kind, first)
        const before = text(accumulator)
        expect(() => accumulator.add(kind.wrong(second))).toThrow(RangeError)
        expect(text(accumulator)).toBe(before)
        const state: unknown = fed(kind, second).state()
        for (const path of nodes(state)) {
          expect(() => accumulator.merge(replaced(state, path, null)), path.join('.')).toThrow(RangeError)
          expect(text(accumulator), path.join('.')).toBe(before)
        }
      }),
      { numRuns: 10 },
    )
  })

  it('another kind or version is refused', () => {
    const state: object = fed(kind, [example]).state()
    expect(() => kind.from({ ...state, kind: 'other' } as never)).toThrow(/^state\.kind: is 'other', expected '/)
    expect(() => kind.from({ ...state, version: 2 } as never)).toThrow(/^state\.version: is 2, expected 1$/)
    for (const other of kinds.filter((one) => stateKind(one) !== stateKind(kind))) {
      expect(() => kind.create().merge(fed(other, [example]).state())).toThrow(/^state\.kind: is /)
    }
  })

  it('numbers that no count or sum can be are refused wherever they stand', () => {
    const accumulator = fed(kind, [example, { ...example, y: 0, score: 0.3, value: 0.7, truth: 0 }])
    let refused = 0
    for (const { path, value } of leaves(accumulator.state())) {
      if (typeof value !== 'number') continue
      for (const broken of [Number.NaN, Infinity, null, '1', [], {}, undefined]) {
        expect(() => kind.from(replaced(accumulator.state(), path, broken) as never), path.join('.')).toThrow(
          RangeError,
        )
        refused++
      }
    }
    expect(refused).toBeGreaterThan(0)
  })

  it('a state in which anything was changed is refused or is that of other pictures, never a crash', () => {
    fc.assert(
      fc.property(some, fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 3 }), (list, mutations) => {
        let state: unknown = fed(kind, list).state()
        for (const [at, value] of mutations) {
          const paths = nodes(state)
          state = replaced(state, paths[at % paths.length]!, value)
        }
        let accumulator: AnyAccumulator
        try {
          accumulator = kind.from(state as never)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
          expect((error as RangeError).message).toMatch(/^(state|bins|classes|count)/)
          return
        }
        accumulator.result()
        expect(text(restored(kind, accumulator))).toBe(text(accumulator))
      }),
      { numRuns: 200 },
    )
  })

  it('anything else is no state', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (value) => {
        expect(() => kind.from(value as never)).toThrow(RangeError)
        expect(() => kind.create().merge(value as never)).toThrow(RangeError)
      }),
      { numRuns: 40 },
    )
  })
})

const example: Picture = {
  id: 'x',
  source: 'rsna',
  y: 1,
  decision: 1,
  score: 0.6,
  truth: 1,
  predicted: 2,
  row: [0.5, 0.25, 0.25],
  findings: [1, 0],
  found: [1, 1],
  value: 0.1,
}

const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(Number.NaN, Infinity, -0, -1, 0.5, 2 ** 53, 2 ** 53 - 1, 1e308, 5e-324, undefined, '__proto__'),
  fc.constantFrom<unknown>([], {}, [[]], [0], [1], { toString: 1 }, { length: 3 }),
  fc.double(),
  fc.nat(5),
)

const stateKind = (kind: Kind): string => (kind.create().state() as AccumulatorState).kind

type Path = (string | number)[]

/** Every place in a state, the state itself left out. */
function nodes(value: unknown, path: Path = []): Path[] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => nodes(inner, [...path, key]))
      : []
  return path.length > 0 ? [path, ...below] : below.length > 0 ? below : [['kind']]
}

function leaves(state: unknown): { path: Path; value: unknown }[] {
  return nodes(state)
    .map((path) => ({ path, value: path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], state) }))
    .filter(({ value }) => typeof value !== 'object')
}

/** A copy with another value at the path. */
function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by
  if (Array.isArray(value)) return value.map((inner, i) => (i === Number(key) ? replaced(inner, rest, by) : inner))
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]),
  )
}
