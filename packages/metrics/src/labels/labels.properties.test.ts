// What must hold for any hard decisions: order, names and weights of pictures, and how the numbers hang together.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { averageRate, precisionRecallFScore } from './average-rates.ts'
import { binaryCounts, sumOfCounts, type BinaryCounts } from './binary-counts.ts'
import { cohenKappa, matthewsCorrelation } from './class-agreement.ts'
import { confusionMatrix } from './confusion-matrix.ts'
import { ratesOfCounts } from './count-rates.ts'
import { accuracy, balancedAccuracy, f1, fBeta, jaccard, precision, sensitivity } from './label-metrics.ts'
import { multiclassCounts, ratesOfMatrix } from './matrix-rates.ts'
import { exactMatch, hammingLoss, multilabelCounts, multilabelScores } from './multilabel.ts'
import { predictiveValuesAt } from './predictive-values.ts'

const CLASSES = 4
const labels = ['a', 'b', 'c', 'd']

interface Picture {
  y: number
  d: number
  weight: number
}

function picturesOf(classes: number): fc.Arbitrary<Picture[]> {
  const index = fc.integer({ min: 0, max: classes - 1 })
  return fc.array(fc.record({ y: index, d: index, weight: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 30,
  })
}
const two = picturesOf(2)
const four = picturesOf(CLASSES)

const truth = (all: Picture[]): number[] => all.map(({ y }) => y)
const decided = (all: Picture[]): number[] => all.map(({ d }) => d)

const countsOf = (all: Picture[]): BinaryCounts => binaryCounts(truth(all), decided(all))

/** A few pictures with three labels each. */
const row = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 3, maxLength: 3 })
const rows = fc.array(fc.tuple(row, row), { minLength: 1, maxLength: 20 })

/** Pictures and labels in the opposite order. */
const turned = (all: number[][]): number[][] => all.map((labelled) => labelled.toReversed()).toReversed()

/** Every number of any classes, to compare by. */
function numbers(all: Picture[], weights?: number[]): number[] {
  const [y, d] = [truth(all), decided(all)]
  const matrix = confusionMatrix(y, d, { labels, ...(weights && { weights }) })
  const counts = multiclassCounts(matrix)
  const rates = ratesOfMatrix(matrix)
  const { fScore, support } = precisionRecallFScore(counts, { average: 'macro' })
  const specificity = averageRate(counts, 'specificity', { average: 'weighted' })
  return [
    rates.accuracy,
    rates.balancedAccuracy,
    rates.matthewsCorrelation,
    rates.cohenKappa,
    fScore,
    specificity,
    support,
  ]
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length)
  found.forEach((value, i) => {
    if (Number.isNaN(expected[i]!)) expect(value, `entry ${i}`).toBeNaN()
    else expect(value, `entry ${i}`).toBeCloseTo(expected[i]!, 12)
  })
}

describe('any number of classes', () => {
  it('the order of pictures does not matter', () => {
    fc.assert(
      fc.property(
        four.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => expectClose(numbers(shuffled), numbers(all)),
      ),
    )
  })

  it('nor do the names of the classes', () => {
    fc.assert(
      fc.property(four, fc.shuffledSubarray([0, 1, 2, 3], { minLength: CLASSES }), (all, names) => {
        const renamed = all.map((picture) => Object.assign({}, picture, { y: names[picture.y]!, d: names[picture.d]! }))
        expectClose(numbers(renamed), numbers(all))
      }),
    )
  })

  it('a weight of w is w such pictures', () => {
    fc.assert(
      fc.property(four, (all) => {
        const repeated = all.flatMap((picture) => Array.from({ length: picture.weight }, () => picture))
        const weights = all.map(({ weight }) => weight)
        expectClose(numbers(all, weights), numbers(repeated))
        const [y, d] = [truth(all), decided(all)]
        expectClose(
          [accuracy(y, d, { weights }), balancedAccuracy(y, d, { weights }), matthewsCorrelation(y, d, { weights })],
          [accuracy, balancedAccuracy, matthewsCorrelation].map((of) => of(truth(repeated), decided(repeated))),
        )
      }),
    )
  })

  it('bounds; truth and prediction may change places; full agreement is 1', () => {
    fc.assert(
      fc.property(four, (all) => {
        const [y, d] = [truth(all), decided(all)]
        const several = new Set(y).size > 1
        const mcc = matthewsCorrelation(y, d)
        expect(Math.abs(mcc)).toBeLessThanOrEqual(1)
        expect(matthewsCorrelation(d, y)).toBe(mcc)
        expect(matthewsCorrelation(y, y)).toBe(several ? 1 : 0)
        for (const weights of ['none', 'linear', 'quadratic'] as const) {
          const kappa = cohenKappa(y, d, { weights })
          if (Number.isNaN(kappa)) expect(new Set([...y, ...d]).size).toBe(1)
          else expect(kappa).toBeGreaterThanOrEqual(-1)
          expect(kappa > 1).toBe(false)
          expectClose([cohenKappa(d, y, { weights })], [kappa])
          expect(cohenKappa(y, y, { weights })).toBe(several ? 1 : NaN)
        }
        const adjusted = balancedAccuracy(y, d, { adjusted: true })
        if (several) expect(adjusted).toBeLessThanOrEqual(1)
        else expect(adjusted).toBeNaN()
      }),
    )
  })

  it('weighted kappa knows distances, neither where the scale begins nor its direction', () => {
    fc.assert(
      fc.property(four, fc.constantFrom('linear', 'quadratic' as const), (all, weights) => {
        const [y, d] = [truth(all), decided(all)]
        const kappa = cohenKappa(y, d, { weights })
        for (const moved of [(k: number) => k + 7, (k: number) => 3 - k, (k: number) => 1000 * k]) {
          expectClose([cohenKappa(y.map(moved), d.map(moved), { weights })], [kappa])
        }
      }),
    )
  })

  it('the micro average is the accuracy; the cells of every class are all pictures', () => {
    fc.assert(
      fc.property(four, (all) => {
        const counts = multiclassCounts(confusionMatrix(truth(all), decided(all), { labels }))
        const micro = precisionRecallFScore(counts, { average: 'micro' })
        const right = accuracy(truth(all), decided(all))
        expectClose([micro.precision, micro.recall, micro.fScore, micro.support], [right, right, right, all.length])
        for (const cells of counts) expect(ratesOfCounts(cells).n).toBe(all.length)
      }),
    )
  })
})

describe('two classes', () => {
  it('turned round, sensitivity becomes specificity, precision the negative predictive value', () => {
    fc.assert(
      fc.property(two, (all) => {
        const rates = ratesOfCounts(binaryCounts(truth(all), decided(all)))
        const opposite = ratesOfCounts(
          binaryCounts(
            truth(all).map((y) => 1 - y),
            decided(all).map((d) => 1 - d),
          ),
        )
        expectClose(
          [
            opposite.sensitivity,
            opposite.precision,
            opposite.matthewsCorrelation,
            opposite.cohenKappa,
            opposite.youdenIndex,
          ],
          [
            rates.specificity,
            rates.negativePredictiveValue,
            rates.matthewsCorrelation,
            rates.cohenKappa,
            rates.youdenIndex,
          ],
        )
        expectClose([opposite.diagnosticOddsRatio], [rates.diagnosticOddsRatio])
      }),
    )
  })

  it('how the rates hang together', () => {
    fc.assert(
      fc.property(two, fc.double({ min: 0, max: 50, noNaN: true }), (all, beta) => {
        const [y, d] = [truth(all), decided(all)]
        const [p, r, f, j] = [precision(y, d), sensitivity(y, d), f1(y, d), jaccard(y, d)]
        expect(j).toBeCloseTo(f / (2 - f), 12)
        expect(fBeta(y, d, { beta: 0 })).toBe(p)
        expect(fBeta(y, d, { beta: Infinity })).toBe(r)
        expect(fBeta(y, d, { beta })).toBeGreaterThanOrEqual(Math.min(p, r) - 1e-12)
        expect(fBeta(y, d, { beta })).toBeLessThanOrEqual(Math.max(p, r) + 1e-12)
        const rates = ratesOfCounts(binaryCounts(y, d))
        const odds = rates.positiveLikelihoodRatio / rates.negativeLikelihoodRatio
        if (odds > 0 && Number.isFinite(odds)) expect(odds / rates.diagnosticOddsRatio).toBeCloseTo(1, 12)
      }),
    )
  })

  it('counts of parts add up to the counts of the whole', () => {
    fc.assert(
      fc.property(two, two, (a, b) => {
        expect(sumOfCounts([countsOf(a), countsOf(b)])).toEqual(countsOf([...a, ...b]))
      }),
    )
  })

  it('predictive values at the prevalence of the pictures are theirs, and rise and fall with it', () => {
    fc.assert(
      fc.property(two, fc.double({ min: 0, max: 1, noNaN: true }), (all, other) => {
        const rates = ratesOfCounts(binaryCounts(truth(all), decided(all)))
        const { sensitivity: found, specificity: spared, prevalence, youdenIndex } = rates
        const here = predictiveValuesAt({ sensitivity: found, specificity: spared, prevalence })
        expectClose(Object.values(here), [rates.precision, rates.negativePredictiveValue])
        // Where a decision says something, an alarm says more where more are ill.
        if (youdenIndex > 0 && other > prevalence && rates.precision > 0) {
          const there = predictiveValuesAt({ sensitivity: found, specificity: spared, prevalence: other })
          expect(there.positivePredictiveValue).toBeGreaterThanOrEqual(here.positivePredictiveValue - 1e-12)
          expect(there.negativePredictiveValue).toBeLessThanOrEqual(here.negativePredictiveValue + 1e-12)
        }
      }),
    )
  })
})

describe('several labels', () => {
  it('one label each is multiclass', () => {
    fc.assert(
      fc.property(four, (all) => {
        const oneHot = (values: number[]): number[][] =>
          values.map((k) => labels.map((_, label) => Number(label === k)))
        const [y, d] = [oneHot(truth(all)), oneHot(decided(all))]
        const counts = multiclassCounts(confusionMatrix(truth(all), decided(all), { labels }))
        expect(multilabelCounts(y, d)).toEqual(counts)
        expect(exactMatch(y, d)).toBe(accuracy(truth(all), decided(all)))
        const { fScore, support } = multilabelScores(y, d, { average: 'samples' })
        expectClose([fScore, support], [accuracy(truth(all), decided(all)), all.length])
      }),
    )
  })

  it('exact match, Hamming loss and the order of pictures and labels', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const [y, d] = [pairs.map(([t]) => t), pairs.map(([, p]) => p)]
        expect(exactMatch(y, d)).toBeLessThanOrEqual(1 - hammingLoss(y, d) + 1e-12)
        const wrong = y.flatMap((labelled, i) => labelled.filter((value, k) => value !== d[i]![k])).length
        expect(hammingLoss(y, d)).toBeCloseTo(wrong / (3 * y.length), 14)
        for (const average of ['micro', 'macro', 'weighted', 'samples'] as const) {
          expectClose(
            Object.values(multilabelScores(turned(y), turned(d), { average })),
            Object.values(multilabelScores(y, d, { average })),
          )
        }
      }),
    )
  })
})
