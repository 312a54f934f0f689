// Subgroups: each is what its own pictures give, and all is what all give.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binaryAccumulator } from './binary-accumulator.ts'
import { confusionAccumulator } from './confusion-accumulator.ts'
import { groupedAccumulator, groupedAccumulatorFrom, type GroupedState } from './grouped-accumulator.ts'
import { meanAccumulator, type MeanState } from './mean-accumulator.ts'
import { rankingAccumulator } from './ranking-accumulator.ts'
import { picture } from './streaming.test-support.ts'

describe('subgroups', () => {
  it('are what their own pictures give', () => {
    fc.assert(
      fc.property(fc.array(picture, { minLength: 1, maxLength: 40 }), (all) => {
        const scored = (pictures: typeof all): { yTrue: number[]; yScore: number[] } => ({
          yTrue: pictures.map(({ y }) => y),
          yScore: pictures.map(({ score }) => score),
        })
        const bySource = groupedAccumulator(rankingAccumulator)
        bySource.add({ ...scored(all), subgroups: all.map(({ source }) => source) })
        const { all: total, subgroups } = bySource.result()
        const alone = (pictures: typeof all): unknown => {
          const accumulator = rankingAccumulator()
          accumulator.add(scored(pictures))
          return accumulator.result()
        }
        expect(total).toEqual(alone(all))
        const sources = [...new Set(all.map(({ source }) => source))]
        expect(Object.keys(subgroups).toSorted()).toEqual(sources.toSorted())
        for (const [source, result] of Object.entries(subgroups)) {
          expect(result).toEqual(alone(all.filter((one) => one.source === source)))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('may have any name, also in JSON', () => {
    const names = ['__proto__', 'constructor', 'toString', '', '2', '10', 'é', '\u{1f9ea}']
    const grouped = groupedAccumulator(meanAccumulator)
    grouped.add({ values: names.map((_, i) => i), subgroups: names })
    const state = JSON.parse(JSON.stringify(grouped.state())) as GroupedState<MeanState>
    const again = groupedAccumulatorFrom(state, meanAccumulator).result()
    expect(Object.keys(again.subgroups)).toHaveLength(names.length)
    for (const [i, name] of names.entries()) {
      expect(Object.getOwnPropertyDescriptor(again.subgroups, name)?.value).toEqual({ count: 1, mean: i })
    }
    expect(again.all).toEqual({ count: 8, mean: 3.5 })
  })

  it('pass on lists that may be missing, and rows', () => {
    const grouped = groupedAccumulator(() => confusionAccumulator({ labels: ['a', 'b'], keepIds: true }))
    grouped.add({ yTrue: [0, 1], yPred: Uint8Array.of(1, 1), ids: ['x', 'y'], subgroups: ['f', 'm'] })
    expect(grouped.result().subgroups['f']?.ids).toEqual([[[], ['x']], [[], []]]) // prettier-ignore
    const without = groupedAccumulator(() => confusionAccumulator({ labels: ['a', 'b'] }))
    without.add({ yTrue: [0, 1], yPred: [1, 1], ids: undefined as never, subgroups: ['f', 'm'] })
    expect(without.result().subgroups['m']?.counts).toEqual([[0, 0], [0, 1]]) // prettier-ignore
  })

  it('refuse a batch whole, naming the entry in it', () => {
    const grouped = groupedAccumulator(binaryAccumulator)
    const nothing = { all: binaryAccumulator().result(), subgroups: {} }
    expect(() => grouped.add({ yTrue: [0, 1, 2], yPred: [0, 1, 1], subgroups: ['a', 'b', 'b'] })).toThrow(
      'yTrue[2]: is 2',
    )
    expect(() => grouped.add({ yTrue: [0, 1], yPred: [0, 1], subgroups: ['a'] })).toThrow('subgroups: has 1 entries')
    expect(() => grouped.add({ yTrue: [0], yPred: [0], subgroups: [3 as never] })).toThrow(
      'subgroups[0]: is 3, expected',
    )
    expect(() => grouped.add({ yTrue: [], yPred: [], subgroups: ['a'] })).toThrow(RangeError)
    expect(grouped.result()).toEqual(nothing)
    grouped.add({ yTrue: [], yPred: [], subgroups: [] })
    expect(grouped.result()).toEqual(nothing)
  })

  it('refuse states that are not theirs, naming the subgroup', () => {
    const grouped = groupedAccumulator(meanAccumulator)
    const state: GroupedState<MeanState> = { kind: 'grouped', version: 1, subgroups: {} }
    const mean: MeanState = { kind: 'mean', version: 1, count: 1, sum: [3] }
    grouped.merge({ ...state, subgroups: { a: mean } })
    expect(() => grouped.merge({ ...state, subgroups: [mean] as never })).toThrow('state.subgroups: is a list of 1')
    expect(() => grouped.merge({ ...state, subgroups: { a: mean, b: { ...mean, count: -1 } } })).toThrow(
      "state.subgroups['b']: state.count: is -1, expected a whole number of at least 0",
    )
    const full = { ...mean, count: Number.MAX_SAFE_INTEGER }
    expect(() => grouped.merge({ ...state, subgroups: { b: full } })).toThrow(/rises to /)
    expect(grouped.result()).toEqual({ all: { count: 1, mean: 3 }, subgroups: { a: { count: 1, mean: 3 } } })
  })
})
