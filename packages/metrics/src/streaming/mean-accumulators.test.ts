// Mean, log loss and Brier score against the functions that take all pictures at once.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brierScore, multiclassBrierScore } from '../probabilities/brier.ts'
import { logLoss } from '../probabilities/log-loss.ts'
import {
  brierAccumulator,
  brierAccumulatorFrom,
  logLossAccumulator,
  logLossAccumulatorFrom,
} from './loss-accumulators.ts'
import { meanAccumulator, meanAccumulatorFrom } from './mean-accumulator.ts'
import { fed, kinds, picture } from './streaming.test-support.ts'
import type { StreamedMean } from './sum-accumulator.ts'

const pictures = fc.array(picture, { minLength: 1, maxLength: 50 })
const meanOf = (name: string, all: Parameters<typeof fed>[1]): StreamedMean =>
  fed(
    kinds.find((kind) => kind.name === name)!,
    all,
  ).result() as StreamedMean

describe('losses', () => {
  it('are those of all pictures at once', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [y, score] = [all.map((one) => one.y), all.map((one) => one.score)]
        const [truth, rows] = [all.map((one) => one.truth), all.map((one) => one.row)]
        const expected: [string, number][] = [
          ['log loss', logLoss(y, score)],
          ['log loss of three', logLoss(truth, rows)],
          ['Brier', brierScore(y, score)],
          ['Brier of three', multiclassBrierScore(truth, rows)],
        ]
        for (const [name, loss] of expected) {
          const { count, mean } = meanOf(name, all)
          expect(count).toBe(all.length)
          expect(Math.abs(mean - loss), name).toBeLessThanOrEqual(1e-14 * Math.max(1, loss))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('of two classes are the same from rows', () => {
    const rows = { yTrue: [1, 0, 1], yScore: [[0.25, 0.75], [0.5, 0.5], [1, 0]] } // prettier-ignore
    const list = { yTrue: [1, 0, 1], yScore: Float32Array.of(0.75, 0.5, 0) }
    for (const create of [logLossAccumulator, brierAccumulator]) {
      const [a, b] = [create(), create()]
      a.add(rows)
      b.add(list)
      expect(a.state()).toEqual(b.state())
    }
  })

  it('have a limit: certain mistakes, in a state too', () => {
    const [loss, brier] = [logLossAccumulator(), brierAccumulator()]
    for (const accumulator of [loss, brier]) accumulator.add({ yTrue: [1, 0], yScore: [0, 1] })
    expect(loss.result().mean).toBeCloseTo(-Math.log(2 ** -52), 12)
    expect(brier.result().mean).toBe(1)
    expect(logLossAccumulatorFrom(loss.state()).result()).toEqual(loss.result())
    expect(brierAccumulatorFrom(brier.state()).result()).toEqual(brier.result())
    expect(() => brierAccumulatorFrom({ ...brier.state(), sum: [3] })).toThrow(
      'state.sum: is 3, expected a sum from 0 to 2',
    )
    expect(() => logLossAccumulatorFrom({ ...loss.state(), sum: [-1] })).toThrow(
      'state.sum: is -1, expected a sum from',
    )
    expect(() => logLossAccumulatorFrom({ ...loss.state(), count: 0 })).toThrow(/expected a sum from 0 to 0$/)
  })

  it('refuse what the functions refuse, and states of another number of classes', () => {
    for (const create of [logLossAccumulator, brierAccumulator]) {
      const two = create()
      expect(two.result()).toEqual({ count: 0, mean: Number.NaN })
      expect(() => two.add({ yTrue: [1], yScore: [1.5] })).toThrow('yScore[0]: is 1.5, expected a probability')
      expect(() => two.add({ yTrue: [1], yScore: [Number.NaN] })).toThrow('yScore[0]: is NaN, expected a probability')
      expect(() => two.add({ yTrue: [2], yScore: [1] })).toThrow('yTrue[0]: is 2, expected 0')
      expect(() => two.add({ yTrue: [1, 0], yScore: [1] })).toThrow('yScore: has 1 entries, expected 2')
      expect(() => two.add({ yTrue: [1], yScore: [[0.5, 0.25, 0.25]] })).toThrow('yScore[0]: has 3 entries, expected 2')
      const three = create({ classes: 3 })
      expect(() => three.add({ yTrue: [1], yScore: [0.5] })).toThrow('yScore[0]: is a number, expected a row of 3')
      expect(() => three.add({ yTrue: [3], yScore: [[0.5, 0.25, 0.25]] })).toThrow(
        'yTrue[0]: is 3, expected a class index',
      )
      expect(() => three.add({ yTrue: [1], yScore: [[0.5, 0.5, 0.5]] })).toThrow('yScore[0]: sums to 1.5')
      expect(() => three.merge(two.state() as never)).toThrow('state.classes: is 2, expected 3 as in this accumulator')
      expect(() => create({ classes: 1 })).toThrow('classes: is 1, expected a whole number of at least 2')
    }
  })
})

describe('mean', () => {
  it('is that of the exact sum, where a plain sum is lost', () => {
    const accumulator = meanAccumulator()
    accumulator.add({ values: [1e100, 1] })
    accumulator.add({ values: [-1e100] })
    expect(accumulator.result()).toEqual({ count: 3, mean: 1 / 3 })
    expect(accumulator.state()).toEqual({ kind: 'mean', version: 1, count: 3, sum: [1] })
  })

  it('lies between the least and the most', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const { mean } = meanOf('mean', all)
        const values = all.map(({ value }) => value)
        const slack = 1e-15 * Math.max(...values.map(Math.abs))
        expect(mean).toBeGreaterThanOrEqual(Math.min(...values) - slack)
        expect(mean).toBeLessThanOrEqual(Math.max(...values) + slack)
      }),
      { numRuns: 200 },
    )
  })

  it('refuses what cannot be summed, and never overflows', () => {
    const accumulator = meanAccumulator()
    expect(accumulator.result()).toEqual({ count: 0, mean: Number.NaN })
    expect(() => accumulator.add({ values: [1, Number.NaN] })).toThrow('values[1]: is NaN, expected a finite number')
    expect(() => accumulator.add({ values: [1, -Infinity] })).toThrow('values[1]: is -Infinity, expected a finite')
    expect(() => accumulator.add({ values: [1e300] })).toThrow(
      'values[0]: is 1e+300, expected a number of at most 2^970',
    )
    expect(accumulator.result().count).toBe(0)
    const full = meanAccumulatorFrom({ kind: 'mean', version: 1, count: 2 ** 53 - 2, sum: [2 ** 1023 - 2 ** 971] })
    full.add({ values: [2 ** 970] })
    expect(full.result().mean).toBe(2 ** 970)
    expect(() => full.add({ values: [1] })).toThrow(/rises to /)
    expect(() => meanAccumulatorFrom({ kind: 'mean', version: 1, count: 1, sum: [2 ** 971] })).toThrow(
      /^state\.sum: is /,
    )
  })
})
