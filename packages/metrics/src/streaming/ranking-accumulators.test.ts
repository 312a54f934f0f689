// Ranking by batches: the exact accumulator against the functions, the sketch against its own promise.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { averagePrecision } from '../scores/average-precision.ts'
import { rocAuc, rocCurve } from '../scores/roc.ts'
import { aucSketch, aucSketchFrom } from './auc-sketch.ts'
import { binEdges, binOf } from './probability-bins.ts'
import { rankingAccumulator, rankingAccumulatorFrom, type RankingState } from './ranking-accumulator.ts'
import { aucBounds, averagePrecisionBounds } from './step-counts.ts'
import { probability, uniform } from './streaming.test-support.ts'

const label = fc.integer({ min: 0, max: 1 })
const scores = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  probability,
)
const batchesOf = (score: fc.Arbitrary<number>): fc.Arbitrary<{ yTrue: number[]; yScore: number[] }> =>
  fc
    .array(fc.tuple(label, score), { minLength: 1, maxLength: 60 })
    .map((all) => ({ yTrue: all.map(([y]) => y), yScore: all.map(([, s]) => s) }))

/** All pairs, one by one: nothing in common with the code. */
function pairwise({ yTrue, yScore }: { yTrue: number[]; yScore: number[] }): number {
  let [won, pairs] = [0, 0]
  for (const [i, p] of yScore.entries()) {
    for (const [j, n] of yScore.entries()) {
      if (yTrue[i] !== 1 || yTrue[j] !== 0) continue
      pairs++
      won += p > n ? 1 : p === n ? 0.5 : 0
    }
  }
  return won / pairs
}

const quotient = (a: bigint, b: bigint): number => Number((a << 80n) / b) / 2 ** 80

describe('exact ranking', () => {
  it('is that of all pictures at once, to the bit', () => {
    fc.assert(
      fc.property(batchesOf(scores), (batch) => {
        const accumulator = rankingAccumulator()
        accumulator.add(batch)
        const { auc, averagePrecision: ap, rocCurve: curve, positives, negatives } = accumulator.result()
        expect(auc).toBe(pairwise(batch))
        expect(auc).toBe(rocAuc(batch.yTrue, batch.yScore))
        expect(ap).toBe(averagePrecision(batch.yTrue, batch.yScore))
        const whole = rocCurve(batch.yTrue, batch.yScore)
        expect([...curve.fpr]).toEqual([...whole.fpr])
        expect([...curve.tpr]).toEqual([...whole.tpr])
        // Where 0 and -0 are tied, either may be the threshold.
        expect(curve.thresholds.map((t) => t + 0)).toEqual(Array.from(whole.thresholds, (t) => t + 0))
        expect([positives, positives + negatives]).toEqual([batch.yTrue.reduce((a, b) => a + b), batch.yTrue.length])
      }),
      { numRuns: 200 },
    )
  })

  it('is the same for many pictures, more than are sorted at a time', () => {
    const random = uniform(7)
    const yTrue = Array.from({ length: 30_000 }, () => Number(random() < 0.3))
    for (const digits of [1e2, 1e9]) {
      const yScore = yTrue.map((y) => Math.round((random() + y / 4) * digits) / digits)
      const accumulator = rankingAccumulator()
      for (let i = 0; i < yTrue.length; i += 700) {
        accumulator.add({ yTrue: yTrue.slice(i, i + 700), yScore: Float64Array.from(yScore.slice(i, i + 700)) })
      }
      const result = accumulator.result()
      expect(result.auc).toBe(rocAuc(yTrue, yScore))
      expect(result.averagePrecision).toBe(averagePrecision(yTrue, yScore))
      expect(accumulator.state().scores).toEqual([...new Set(yScore)].sort((a, b) => b - a))
    }
  })

  it.each([
    ['nothing', [], [], Number.NaN, Number.NaN],
    ['one positive', [1], [0.5], Number.NaN, 1],
    ['one negative', [0], [0.5], Number.NaN, Number.NaN],
    ['positives only', [1, 1], [0.5, 0.1], Number.NaN, 1],
    ['negatives only', [0, 0], [0.5, 0.1], Number.NaN, Number.NaN],
    ['all scores equal', [0, 1, 0, 1], [3, 3, 3, 3], 0.5, 0.5],
    ['perfect', [0, 1], [1, 2], 1, 1],
    ['all wrong', [1, 0], [1, 2], 0, 0.5],
    ['0 and -0, which tie', [1, 0], [-0, 0], 0.5, 0.5],
    ['the largest and the least double', [1, 0], [Number.MAX_VALUE, -Number.MAX_VALUE], 1, 1],
  ])('of %s', (_, yTrue, yScore, auc, ap) => {
    const accumulator = rankingAccumulator()
    accumulator.add({ yTrue, yScore })
    const result = rankingAccumulatorFrom(JSON.parse(JSON.stringify(accumulator.state())) as RankingState).result()
    expect(result).toMatchObject({ auc, averagePrecision: ap })
    expect(result.rocCurve).toEqual(
      yTrue.length > 0 ? rocCurve(yTrue, yScore) : { fpr: [Number.NaN], tpr: [Number.NaN], thresholds: [Infinity] },
    )
  })

  it('writes -0 as 0, so that JSON changes nothing', () => {
    const accumulator = rankingAccumulator()
    accumulator.add({ yTrue: [1], yScore: [-0] })
    expect(Object.is(accumulator.state().scores[0], 0)).toBe(true)
    accumulator.merge({ ...accumulator.state(), scores: [-0] })
    expect(accumulator.state()).toMatchObject({ scores: [0], positives: [2] })
  })

  it('refuses what has no rank', () => {
    const accumulator = rankingAccumulator()
    expect(() => accumulator.add({ yTrue: [1], yScore: [Number.NaN] })).toThrow('yScore[0]: is NaN, expected a finite')
    expect(() => accumulator.add({ yTrue: [1], yScore: [Infinity] })).toThrow(
      'yScore[0]: is Infinity, expected a finite',
    )
    expect(() => accumulator.add({ yTrue: [2], yScore: [1] })).toThrow('yTrue[0]: is 2, expected 0')
    expect(() => accumulator.add({ yTrue: [1, 0], yScore: [1] })).toThrow('yScore: has 1 entries, expected 2')
  })

  it('refuses states out of order or without pictures', () => {
    const state: RankingState = { kind: 'ranking', version: 1, scores: [2, 1], positives: [1, 0], negatives: [0, 3] }
    const from = (change: Partial<RankingState>): unknown => rankingAccumulatorFrom({ ...state, ...change })
    expect(rankingAccumulatorFrom(state).state()).toEqual(state)
    expect(() => from({ scores: [1, 2] })).toThrow('state.scores[1]: is 2, expected less than the score before, 1')
    expect(() => from({ scores: [1, 1] })).toThrow('state.scores[1]: is 1, expected less than the score before, 1')
    expect(() => from({ scores: [0, -0] })).toThrow('state.scores[1]: is 0, expected less than the score before, 0')
    expect(() => from({ positives: [0, 0] })).toThrow('state.scores[0]: has no picture')
    expect(() => from({ negatives: [1] })).toThrow('state.negatives: has 1 entries, expected 2')
    expect(() => from({ negatives: [0, 2 ** 53 - 1] })).toThrow(/rises to 9007199254740992/)
  })
})

describe('sketch', () => {
  const options = fc.record({
    bins: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(4096)),
    spacing: fc.constantFrom('linear' as const, 'logit' as const),
  })

  it('holds the exact AUC and average precision between its bounds', () => {
    fc.assert(
      fc.property(batchesOf(probability), options, (batch, option) => {
        const sketch = aucSketch(option)
        sketch.add(batch)
        const { auc, averagePrecision: ap } = sketch.result()
        const [exact, exactAp] = [pairwise(batch), averagePrecision(batch.yTrue, batch.yScore)]
        if (Number.isNaN(exact)) expect(auc).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN })
        else {
          expect(auc.low).toBeLessThanOrEqual(exact)
          expect(auc.high).toBeGreaterThanOrEqual(exact)
          expect(auc.low).toBeLessThanOrEqual(auc.value)
          expect(auc.high).toBeGreaterThanOrEqual(auc.value)
          expect([auc.low >= 0, auc.high <= 1]).toEqual([true, true])
        }
        if (Number.isNaN(exactAp)) expect(ap).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN })
        else {
          expect(ap.low).toBeLessThanOrEqual(exactAp + 1e-14)
          expect(ap.high).toBeGreaterThanOrEqual(exactAp - 1e-14)
          expect(ap.low).toBeLessThanOrEqual(ap.value)
          expect(ap.high).toBeGreaterThanOrEqual(ap.value)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('is as wide as the pairs within bins say', () => {
    fc.assert(
      fc.property(batchesOf(probability), fc.integer({ min: 1, max: 40 }), (batch, bins) => {
        const sketch = aucSketch({ bins })
        sketch.add(batch)
        const { auc, positives, negatives } = sketch.result()
        const state = sketch.state()
        const within = state.positives.reduce((sum, p, bin) => sum + p * state.negatives[bin]!, 0)
        fc.pre(positives > 0 && negatives > 0)
        const half = within / (2 * positives * negatives)
        expect(auc.value - auc.low).toBeCloseTo(half, 13)
        expect(auc.high - auc.value).toBeCloseTo(half, 13)
      }),
      { numRuns: 200 },
    )
  })

  it('has bounds that some order of the scores reaches', () => {
    // Bin 0 holds n p p, bin 1 holds n p: the best and the worst scores that these counts can have.
    const counts = { yTrue: [0, 1, 1, 0, 1], bin: [0, 0, 0, 1, 1] }
    const reached = (within: number[]): { auc: number; ap: number } => {
      const yScore = counts.bin.map((bin, i) => bin / 2 + within[i]! / 10)
      return { auc: rocAuc(counts.yTrue, yScore), ap: averagePrecision(counts.yTrue, yScore) }
    }
    const sketch = aucSketch({ bins: 2 })
    sketch.add({ yTrue: counts.yTrue, yScore: counts.bin.map((bin) => bin / 2) })
    const [worst, best, tied] = [reached([3, 2, 1, 3, 2]), reached([1, 2, 2, 1, 2]), reached([0, 0, 0, 0, 0])]
    expect(sketch.result().auc).toEqual({ value: tied.auc, low: worst.auc, high: best.auc })
    const { value, low, high } = sketch.result().averagePrecision
    expect(value).toBeCloseTo(tied.ap, 14)
    expect(low).toBeCloseTo(worst.ap, 14)
    expect(high).toBeCloseTo(best.ap, 14)
  })

  it('has a lower bound of average precision that is at most 1e-5 too low', () => {
    for (const [p, n] of [
      [1000, 1000],
      [100_000, 30_000],
      [5000, 1_000_000],
      [1_000_000, 2],
    ] as const) {
      // prettier-ignore
      let sum = 0
      for (let x = 1; x <= p; x++) sum += x / (x + n)
      const { low } = averagePrecisionBounds({ positives: [p], negatives: [n] })
      expect(low).toBeLessThanOrEqual(sum / p + 1e-12)
      expect(low).toBeGreaterThan(sum / p - 1e-5)
    }
  })

  it('gives points of the exact ROC curve', () => {
    fc.assert(
      fc.property(batchesOf(probability), options, (batch, option) => {
        const sketch = aucSketch(option)
        sketch.add(batch)
        const { fpr, tpr, thresholds } = sketch.result().rocCurve
        for (const [i, threshold] of thresholds.entries()) {
          const share = (y: number): number => {
            const own = batch.yScore.filter((_, at) => batch.yTrue[at] === y)
            return own.filter((score) => score >= threshold).length / own.length
          }
          expect([fpr[i], tpr[i]]).toEqual([share(0), share(1)])
        }
        expect(fpr.at(-1)! + tpr.at(-1)!).toEqual(batch.yTrue.includes(0) && batch.yTrue.includes(1) ? 2 : Number.NaN)
      }),
      { numRuns: 200 },
    )
  })

  it('stays exact where pairs are more than a double can count', () => {
    // 9e16 pairs: won are those of the first step's positives with the second step's negatives, tied those of a step.
    const steps = { positives: [200_000_001, 100_000_000], negatives: [100_000_000, 200_000_001] }
    const [p, n] = [300_000_001n, 300_000_001n]
    const won = 200_000_001n * 200_000_001n
    const tied = 200_000_001n * 100_000_000n + 100_000_000n * 200_000_001n
    const { low, value, high } = aucBounds(steps)
    expect(Math.abs(low - quotient(won, p * n))).toBeLessThanOrEqual(2.3e-16)
    expect(Math.abs(value - quotient(2n * won + tied, 2n * p * n))).toBeLessThanOrEqual(2.3e-16)
    expect(Math.abs(high - quotient(won + tied, p * n))).toBeLessThanOrEqual(2.3e-16)
    // The same shares in fewer pictures go the other way.
    const small = aucBounds({ positives: [2, 1], negatives: [1, 2] })
    const large = aucBounds({ positives: [2e8, 1e8], negatives: [1e8, 2e8] })
    for (const side of ['low', 'value', 'high'] as const) expect(large[side]).toBeCloseTo(small[side], 15)
  })

  it('has edges that rise, mirror each other and come out the same everywhere', () => {
    for (const bins of [1, 2, 3, 10, 33, 4096, 2 ** 20]) {
      for (const spacing of ['linear', 'logit'] as const) {
        const edges = binEdges(bins, spacing)
        expect([edges.length, edges[0]]).toEqual([bins, 0])
        for (let i = 1; i < bins; i++) if (!(edges[i]! > edges[i - 1]! && edges[i]! < 1)) expect.fail(`${bins} ${i}`)
      }
    }
    const edges = binEdges(64, 'logit')
    // One bin for each doubling of the odds: p = 2^t / (1 + 2^t).
    for (let t = -31; t <= 31; t++) expect(edges[32 + t]).toBeCloseTo(1 / (1 + 2 ** -t), 15)
    // 1.5 / 2^33 and 1 - that, as any machine with doubles computes them.
    expect(binEdges(128, 'logit')[1]).toBe((1.5 * 2 ** -32) / (1 + 1.5 * 2 ** -32))
    expect(binEdges(128, 'logit')[127]).toBe(1 - binEdges(128, 'logit')[1]!)
    expect([...binEdges(4, 'linear')]).toEqual([0, 0.25, 0.5, 0.75])
  })

  it('puts every probability into the bin that holds it', () => {
    fc.assert(
      fc.property(probability, options, (p, { bins, spacing }) => {
        const edges = binEdges(bins, spacing)
        const bin = binOf(edges, p)
        expect(edges[bin]).toBeLessThanOrEqual(p)
        expect(edges[bin + 1] ?? Infinity).toBeGreaterThan(p)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses what is no probability, and bins and states that do not fit', () => {
    const sketch = aucSketch({ bins: 2 })
    expect(() => sketch.add({ yTrue: [1], yScore: [1.1] })).toThrow('yScore[0]: is 1.1, expected a probability')
    expect(() => sketch.add({ yTrue: [1], yScore: [Number.NaN] })).toThrow('yScore[0]: is NaN, expected a probability')
    expect(() => sketch.add({ yTrue: [1], yScore: [] })).toThrow('yScore: has 0 entries, expected 1')
    expect(() => aucSketch({ bins: 0 })).toThrow('bins: is 0')
    expect(() => aucSketch({ bins: 2 ** 20 + 1 })).toThrow('bins: is 1048577, expected at most 1048576')
    expect(() => aucSketch({ spacing: 'log' as never })).toThrow("spacing: is 'log', expected 'linear' or 'logit'")
    const state = sketch.state()
    expect(() => aucSketch({ bins: 3 }).merge(state)).toThrow('state.positives: has 2 entries, expected 3')
    expect(() => aucSketch({ bins: 2, spacing: 'linear' }).merge(state)).toThrow("state.spacing: is 'logit', expected")
    expect(() => aucSketchFrom({ ...state, negatives: [0, -1] })).toThrow('state.negatives[1]: is -1, expected a whole')
    expect(() => aucSketchFrom({ ...state, spacing: 'x' as never })).toThrow("state.spacing: is 'x', expected 'linear'")
  })
})
