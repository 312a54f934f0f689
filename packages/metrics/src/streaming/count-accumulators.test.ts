// The counting accumulators against the functions that take all pictures at once.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binaryCounts } from '../labels/binary-counts.ts'
import { confusionMatrix } from '../labels/confusion-matrix.ts'
import { binaryAccumulator, binaryAccumulatorFrom, type BinaryState } from './binary-accumulator.ts'
import { confusionAccumulator, confusionAccumulatorFrom, type ConfusionState } from './confusion-accumulator.ts'
import { multilabelAccumulator, multilabelAccumulatorFrom, type MultilabelState } from './multilabel-accumulator.ts'
import { fed, kinds, picture } from './streaming.test-support.ts'

const pictures = fc.array(picture, { minLength: 1, maxLength: 50 })
const kindOf = (name: string): (typeof kinds)[number] => kinds.find((kind) => kind.name === name)!

describe('confusion matrix', () => {
  const labels = ['a', 'b', 'c']

  it('is that of all pictures at once, ids sorted', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [yTrue, yPred] = [all.map(({ truth }) => truth), all.map(({ predicted }) => predicted)]
        const whole = confusionMatrix(yTrue, yPred, { labels, ids: all.map(({ id }) => id) })
        expect(fed(kindOf('confusion with ids'), all).result()).toEqual({
          ...whole,
          ids: whole.ids!.map((row) => row.map((cell) => cell.toSorted())),
        })
        expect(fed(kindOf('confusion'), all).result()).toEqual(confusionMatrix(yTrue, yPred, { labels }))
      }),
      { numRuns: 200 },
    )
  })

  it('counts nothing, one picture, and classes that never occur', () => {
    const accumulator = confusionAccumulator({ labels })
    expect(accumulator.result()).toEqual(confusionMatrix([], [], { labels }))
    accumulator.add({ yTrue: Uint8Array.of(2), yPred: Uint8Array.of(0) })
    expect(accumulator.result().counts).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [1, 0, 0],
    ])
    const one = confusionAccumulator({ labels: ['only'] })
    one.add({ yTrue: [0, 0], yPred: [0, 0] })
    expect(one.result().counts).toEqual([[2]])
  })

  it('refuses what confusionMatrix refuses', () => {
    const accumulator = confusionAccumulator({ labels })
    expect(() => accumulator.add({ yTrue: [0, 1], yPred: [0] })).toThrow('yPred: has 1 entries, expected 2')
    expect(() => accumulator.add({ yTrue: [], yPred: [0] })).toThrow(RangeError)
    expect(() => accumulator.add({ yTrue: [0], yPred: [3] })).toThrow(
      'yPred[0]: is 3, expected a class index from 0 to 2',
    )
    expect(() => accumulator.add({ yTrue: [Number.NaN], yPred: [0] })).toThrow('yTrue[0]: is NaN')
    expect(() => accumulator.add({ yTrue: [0], yPred: [0], ids: ['x'] })).toThrow('ids: is given, expected none')
    expect(() => confusionAccumulator({ labels: [] })).toThrow('labels: is empty')
    expect(() => confusionAccumulator({ labels: ['a', 'a'] })).toThrow("labels: has 'a' twice")
    const keeping = confusionAccumulator({ labels, keepIds: true })
    expect(() => keeping.add({ yTrue: [0], yPred: [0] })).toThrow('ids: is missing, expected an id for each picture')
    expect(() => keeping.add({ yTrue: [0], yPred: [0], ids: [] })).toThrow('ids: has 0 entries, expected 1')
    expect(() => keeping.add({ yTrue: [0], yPred: [0], ids: [7 as never] })).toThrow('ids[0]: is 7, expected the id')
  })

  it('refuses states of other labels, other sizes, impossible counts, and ids that do not fit', () => {
    const state: ConfusionState = { kind: 'confusion', version: 1, labels, counts: [[1, 0, 0], [0, 0, 0], [0, 0, 0]] } // prettier-ignore
    const accumulator = confusionAccumulator({ labels: ['a', 'c', 'b'] })
    expect(() => accumulator.merge(state)).toThrow(
      'state.labels: is [a, b, c], expected [a, c, b] as in this accumulator',
    )
    expect(() => confusionAccumulator({ labels: ['a'] }).merge(state)).toThrow(/^state\.labels: is /)
    const from = (change: object): unknown => confusionAccumulatorFrom({ ...state, ...change })
    expect(() => from({ counts: [[1, 0, 0]] })).toThrow('state.counts: has 1 entries, expected 3')
    expect(() => from({ counts: [[1, 0], [0, 0], [0, 0]] })).toThrow('state.counts[0]: has 2 entries, expected 3') // prettier-ignore
    expect(() => from({ counts: [[-1, 0, 0], [0, 0, 0], [0, 0, 0]] })).toThrow('state.counts[0][0]: is -1, expected a whole number') // prettier-ignore
    expect(() => from({ counts: [[2 ** 53, 0, 0], [0, 0, 0], [0, 0, 0]] })).toThrow(RangeError) // prettier-ignore
    expect(() => from({ labels: ['a', 'b', 'b'] })).toThrow("state.labels: has 'b' twice")
    expect(() => from({ labels: ['a', 'b', 3] })).toThrow('state.labels[2]: is 3, expected the name of a class')
    const cells = [[['x'], [], []], [[], [], []], [[], [], []]] // prettier-ignore
    expect(confusionAccumulatorFrom({ ...state, ids: cells }).result().ids).toEqual(cells)
    expect(() => from({ ids: [[[], [], []], [[], [], []], [[], [], []]] })).toThrow('state.ids[0][0]: has 0 entries, expected 1') // prettier-ignore
    expect(() => confusionAccumulator({ labels, keepIds: true }).merge(state)).toThrow('state.ids: is missing')
    expect(() => confusionAccumulator({ labels }).merge({ ...state, ids: cells })).toThrow('state.ids: is given')
  })

  it('stops where counts would no longer be whole numbers', () => {
    const most: ConfusionState = { kind: 'confusion', version: 1, labels: ['a'], counts: [[Number.MAX_SAFE_INTEGER]] }
    const accumulator = confusionAccumulatorFrom(most)
    expect(accumulator.result().counts).toEqual([[Number.MAX_SAFE_INTEGER]])
    expect(() => accumulator.add({ yTrue: [0], yPred: [0] })).toThrow(/rises to 9007199254740992/)
    expect(() => accumulator.merge(most)).toThrow(/rises to /)
    expect(accumulator.result().counts).toEqual([[Number.MAX_SAFE_INTEGER]])
  })
})

describe('binary counts', () => {
  it('are those of all pictures at once', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [yTrue, yPred] = [all.map(({ y }) => y), all.map(({ decision }) => decision)]
        expect(fed(kindOf('binary'), all).result()).toEqual(binaryCounts(yTrue, yPred))
      }),
      { numRuns: 200 },
    )
  })

  it('are 0 of nothing, and refuse what is no decision or no count', () => {
    const nothing = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 }
    const accumulator = binaryAccumulator()
    expect(accumulator.result()).toEqual(nothing)
    expect(() => accumulator.add({ yTrue: [0.5], yPred: [0] })).toThrow('yTrue[0]: is 0.5, expected 0')
    expect(() => accumulator.add({ yTrue: [0], yPred: [Number.NaN] })).toThrow('yPred[0]: is NaN, expected 0')
    expect(() => accumulator.add({ yTrue: [0], yPred: [] })).toThrow('yPred: has 0 entries, expected 1')
    expect(accumulator.result()).toEqual(nothing)
    const state: BinaryState = { kind: 'binary', version: 1, ...nothing }
    expect(() => binaryAccumulatorFrom({ ...state, trueNegatives: 1.5 })).toThrow(
      'state.trueNegatives: is 1.5, expected',
    )
    expect(() => binaryAccumulatorFrom({ ...state, truePositives: -1 })).toThrow('state.truePositives: is -1, expected')
  })
})

describe('multilabel counts', () => {
  it('are the binary counts of each label, and the pictures that are right throughout', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const column = (label: number, rows: 'findings' | 'found'): number[] => all.map((one) => one[rows][label]!)
        expect(fed(kindOf('multilabel'), all).result()).toEqual({
          labels: ['opacity', 'effusion'],
          pictures: all.length,
          exactMatches: all.filter(({ findings, found }) => findings.join() === found.join()).length,
          counts: [0, 1].map((label) => binaryCounts(column(label, 'findings'), column(label, 'found'))),
        })
      }),
      { numRuns: 200 },
    )
  })

  it('refuse rows that do not fit and states that contradict themselves', () => {
    const accumulator = multilabelAccumulator({ labels: ['a', 'b'] })
    expect(() => accumulator.add({ yTrue: [[1, 0]], yPred: [[1]] })).toThrow('yPred[0]: has 1 entries, expected 2')
    expect(() => accumulator.add({ yTrue: [[1, 2]], yPred: [[1, 1]] })).toThrow('yTrue[0][1]: is 2, expected 0')
    expect(() => accumulator.add({ yTrue: [[1, 1]], yPred: [] })).toThrow('yPred: has 0 entries, expected 1')
    expect(() => accumulator.add({ yTrue: [[1, 1]], yPred: [undefined as never] })).toThrow('yPred[0]: has no entries')
    expect(() => multilabelAccumulator({ labels: [] })).toThrow('labels: is empty')
    accumulator.add({ yTrue: [[1, 0]], yPred: [[1, 1]] })
    const state = accumulator.state()
    const from = (change: Partial<MultilabelState>): unknown => multilabelAccumulatorFrom({ ...state, ...change })
    expect(() => from({ pictures: 2 })).toThrow('state.counts[0]: add up to 1, expected state.pictures, 2')
    expect(() => from({ exactMatches: 1 })).toThrow('state.exactMatches: is 1, expected at most 0')
    expect(() => from({ counts: [] })).toThrow('state.counts: has 0 entries, expected 2')
    expect(() => multilabelAccumulator({ labels: ['b', 'a'] }).merge(state)).toThrow(
      'state.labels: is [a, b], expected',
    )
  })
})
