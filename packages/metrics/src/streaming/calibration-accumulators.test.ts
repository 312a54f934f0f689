// Calibration by batches against the functions that take all pictures at once.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationCurve, expectedCalibrationError } from '../probabilities/calibration.ts'
import {
  calibrationAccumulator,
  calibrationAccumulatorFrom,
  calibrationErrorAccumulator,
  calibrationErrorAccumulatorFrom,
  type CalibrationState,
} from './calibration-accumulators.ts'
import { picture } from './streaming.test-support.ts'

const batches = fc
  .array(picture, { minLength: 1, maxLength: 50 })
  .map((all) => ({ yTrue: all.map(({ y }) => y), yScore: all.map(({ score }) => score) }))
const bins = fc.integer({ min: 1, max: 30 })

describe('calibration', () => {
  it('curve is that of all pictures at once', () => {
    fc.assert(
      fc.property(batches, bins, (batch, count) => {
        const accumulator = calibrationAccumulator({ bins: count, confidence: 0.9 })
        accumulator.add(batch)
        const expected = calibrationCurve(batch.yTrue, batch.yScore, { bins: count, confidence: 0.9 })
        const received = accumulator.result()
        // Sums of the function round at every step.
        const ours = received.map((bin, i) => ({ ...bin, meanScore: expected[i]?.meanScore }))
        expect(ours).toEqual(expected)
        for (const [i, { meanScore }] of received.entries()) {
          expect(Math.abs(meanScore - expected[i]!.meanScore)).toBeLessThanOrEqual(1e-14)
        }
        const again = calibrationAccumulatorFrom(accumulator.state(), { confidence: 0.9 })
        expect(again.result()).toEqual(received)
      }),
      { numRuns: 200 },
    )
  })

  it('errors are those of all pictures at once', () => {
    fc.assert(
      fc.property(batches, bins, fc.constantFrom('positive' as const, 'top-label' as const), (batch, count, of) => {
        const accumulator = calibrationErrorAccumulator({ of, bins: count })
        accumulator.add(batch)
        const { count: n, expected, maximum } = accumulator.result()
        expect(n).toBe(batch.yTrue.length)
        const whole = expectedCalibrationError(batch.yTrue, batch.yScore, { of, bins: count })
        expect(Math.abs(expected - whole)).toBeLessThanOrEqual(1e-14)
        expect(maximum).toBeGreaterThanOrEqual(expected - 1e-14)
        if (of !== 'positive') return
        const curve = calibrationCurve(batch.yTrue, batch.yScore, { bins: count })
        const worst = Math.max(...curve.map(({ meanScore, observed }) => Math.abs(meanScore - observed.value)))
        expect(Math.abs(maximum - worst)).toBeLessThanOrEqual(1e-14)
      }),
      { numRuns: 200 },
    )
  })

  it('has the value that torchmetrics gives on the fixture of 8 pictures', () => {
    const batch = { yTrue: [0, 0, 1, 1, 1, 0, 1, 0], yScore: [0.1, 0.4, 0.4, 0.35, 0.8, 0.8, 0.9, 0.4] }
    const error = calibrationErrorAccumulator({ of: 'positive' })
    error.add(batch)
    expect(error.result().expected).toBeCloseTo(0.20625, 12)
    const topLabel = calibrationErrorAccumulator({ of: 'top-label' })
    topLabel.add(batch)
    expect(topLabel.result().expected).toBeCloseTo(0.15625, 12)
  })

  it('of nothing is no bin and NaN; of one picture, its own', () => {
    expect(calibrationAccumulator().result()).toEqual([])
    const error = calibrationErrorAccumulator({ of: 'positive' })
    expect(error.result()).toEqual({ count: 0, expected: Number.NaN, maximum: Number.NaN })
    error.add({ yTrue: [1], yScore: [1] })
    expect(error.result()).toEqual({ count: 1, expected: 0, maximum: 0 })
  })

  it('refuses what the functions refuse', () => {
    const accumulator = calibrationAccumulator()
    expect(() => accumulator.add({ yTrue: [1], yScore: [2] })).toThrow('yScore[0]: is 2, expected a probability')
    expect(() => accumulator.add({ yTrue: [3], yScore: [1] })).toThrow('yTrue[0]: is 3, expected 0')
    expect(() => accumulator.add({ yTrue: [1, 1], yScore: [1] })).toThrow('yScore: has 1 entries, expected 2')
    expect(() => calibrationAccumulator({ bins: 0 })).toThrow('bins: is 0')
    expect(() => calibrationAccumulator({ bins: 1e9 })).toThrow('bins: is 1000000000, expected at most 1048576')
    expect(() => calibrationAccumulator({ confidence: 1 })).toThrow('confidence: is 1')
    expect(() => calibrationErrorAccumulator({ of: 'both' as never })).toThrow("of: is 'both', expected 'positive' or")
  })

  it('refuses states of other bins or of sums that the bins cannot have', () => {
    const state: CalibrationState = {
      kind: 'calibration',
      version: 1,
      counts: [2, 1],
      hits: [0, 1],
      sums: [[0.5], [0.75]],
    }
    const from = (change: Partial<CalibrationState>): unknown => calibrationAccumulatorFrom({ ...state, ...change })
    expect(calibrationAccumulatorFrom(state).state()).toEqual(state)
    expect(() => from({ sums: [[1.25], [0.75]] })).toThrow('state.sums[0]: is 1.25, expected a sum from 0 to 1')
    expect(() => from({ sums: [[0.5], [0.25]] })).toThrow('state.sums[1]: is 0.25, expected a sum from 0.5 to 1')
    expect(() => from({ sums: [[0.5], []] })).toThrow('state.sums[1]: is 0, expected a sum from 0.5 to 1')
    expect(() => from({ hits: [3, 1] })).toThrow('state.hits[0]: is 3, expected at most 2')
    expect(() => from({ hits: [0] })).toThrow('state.hits: has 1 entries, expected 2')
    expect(() => from({ counts: [], hits: [], sums: [] })).toThrow('bins: is 0')
    expect(() => calibrationAccumulator().merge(state)).toThrow('state.counts: has 2 entries, expected 10')
    const error = calibrationErrorAccumulator({ of: 'positive', bins: 2 }).state()
    const other = calibrationErrorAccumulator({ of: 'top-label', bins: 2 })
    expect(() => other.merge(error)).toThrow("state.of: is 'positive', expected 'top-label' as in this accumulator")
    expect(() => calibrationErrorAccumulatorFrom({ ...error, of: 'x' as never })).toThrow("state.of: is 'x', expected")
  })
})
