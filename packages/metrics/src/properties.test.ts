// What must hold for any predictions: bounds, symmetries, and intervals that never claim certainty.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accuracy,
  aucInterval,
  averagePrecision,
  calibrationCurve,
  confusionMatrix,
  evaluateBinary,
  f1,
  normaliseConfusionMatrix,
  predictedLabels,
  recall,
  rocAuc,
  rocCurve,
  sensitivity,
  specificity,
  wilsonInterval,
} from './index.ts'

interface Picture {
  y: number
  s: number
  group: number
}

// Tenths, so that ties and bin edges are common.
const pictures: fc.Arbitrary<Picture[]> = fc.array(
  fc.record({ y: fc.integer({ min: 0, max: 1 }), s: fc.integer({ min: 0, max: 10 }), group: fc.nat(5) }),
  { minLength: 1, maxLength: 40 },
)
const bothClasses = pictures.filter((all) => new Set(all.map(({ y }) => y)).size === 2)

const labels = (all: Picture[]): number[] => all.map(({ y }) => y)
const scores = (all: Picture[]): number[] => all.map(({ s }) => s / 10)

describe('ranking', () => {
  it('AUC is the share of pairs won, ties one half', () => {
    fc.assert(
      fc.property(bothClasses, (all) => {
        const pairs = all
          .filter(({ y }) => y === 1)
          .flatMap((p) => all.filter(({ y }) => y === 0).map((n) => [p.s, n.s]))
        const won = pairs.reduce((sum, [p, n]) => sum + (p! > n! ? 1 : p === n ? 0.5 : 0), 0)
        expect(rocAuc(labels(all), scores(all))).toBeCloseTo(won / pairs.length, 12)
      }),
    )
  })

  it('AUC is the area under the ROC curve', () => {
    fc.assert(
      fc.property(bothClasses, (all) => {
        const { fpr, tpr, thresholds } = rocCurve(labels(all), scores(all))
        const area = fpr.reduce(
          (sum, x, i) => (i === 0 ? 0 : sum + ((x - fpr[i - 1]!) * (tpr[i]! + tpr[i - 1]!)) / 2),
          0,
        )
        expect(area).toBeCloseTo(rocAuc(labels(all), scores(all)), 12)
        expect([fpr[0], tpr[0], fpr.at(-1), tpr.at(-1)]).toEqual([0, 0, 1, 1])
        expect(thresholds.length).toBe(new Set(scores(all)).size + 1)
      }),
    )
  })

  it('each ROC point is what its threshold does', () => {
    fc.assert(
      fc.property(bothClasses, (all) => {
        const { fpr, tpr, thresholds } = rocCurve(labels(all), scores(all))
        thresholds.slice(1).forEach((threshold, i) => {
          const decisions = predictedLabels(scores(all), threshold)
          expect(tpr[i + 1]).toBeCloseTo(sensitivity(labels(all), decisions), 12)
          expect(1 - fpr[i + 1]!).toBeCloseTo(specificity(labels(all), decisions), 12)
        })
      }),
    )
  })

  it('only the order of scores counts, and classes mirror', () => {
    fc.assert(
      fc.property(bothClasses, (all) => {
        const [y, s] = [labels(all), scores(all)]
        const auc = rocAuc(y, s)
        const stretched = s.map((x) => Math.exp(3 * x))
        expect(rocAuc(y, stretched)).toBe(auc)
        expect(averagePrecision(y, stretched)).toBe(averagePrecision(y, s))
        const mirrored = y.map((x) => 1 - x)
        expect(rocAuc(mirrored, s)).toBeCloseTo(1 - auc, 12)
        const [interval, mirror] = [aucInterval(y, s), aucInterval(mirrored, s)]
        expect(mirror.low).toBeCloseTo(1 - interval.high, 10)
        expect(mirror.high).toBeCloseTo(1 - interval.low, 10)
      }),
    )
  })

  it('the order of pictures does not count', () => {
    fc.assert(
      fc.property(bothClasses, (all) => {
        const back = all.toReversed()
        expect(aucInterval(labels(back), scores(back))).toEqual(aucInterval(labels(all), scores(all)))
        expect(averagePrecision(labels(back), scores(back))).toBe(averagePrecision(labels(all), scores(all)))
      }),
    )
  })

  it('average precision lies between what the worst and the best order give', () => {
    fc.assert(
      fc.property(bothClasses, (all) => {
        const worst = averagePrecision(
          labels(all),
          labels(all).map((y) => 1 - y),
        )
        const ap = averagePrecision(labels(all), scores(all))
        expect(ap).toBeGreaterThan(0)
        expect(ap).toBeLessThanOrEqual(1)
        // Equal scores are one step, so the worst grouping is all positives in one step after all negatives.
        expect(worst).toBeCloseTo(labels(all).filter((y) => y === 1).length / all.length, 12)
      }),
    )
  })
})

describe('counting', () => {
  it('the matrix holds every picture; its normalisations sum to 1', () => {
    const classes = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 50 })
    fc.assert(
      fc.property(classes, (pairs) => {
        const [yTrue, yPred] = [pairs.map(([t]) => t), pairs.map(([, p]) => p)]
        const ids = pairs.map((_, i) => `id${i}`)
        const matrix = confusionMatrix(yTrue, yPred, { labels: ['a', 'b', 'c'], ids })
        expect(matrix.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(pairs.length)
        expect(matrix.ids!.flat(2).sort()).toEqual(ids.sort())
        expect(matrix.ids!.map((row) => row.map((cell) => cell.length))).toEqual(matrix.counts)
        for (const row of normaliseConfusionMatrix(matrix, 'true')) {
          const sum = row.reduce((total, share) => total + share, 0)
          expect(sum === 0 || Math.abs(sum - 1) < 1e-12).toBe(true)
        }
      }),
    )
  })

  it('accuracy is the mean of sensitivity and specificity, weighted by their pictures; F1 lies between its parts', () => {
    fc.assert(
      fc.property(bothClasses, (all) => {
        const [y, d] = [labels(all), predictedLabels(scores(all))]
        const positives = y.filter((x) => x === 1).length
        const mean = (sensitivity(y, d) * positives + specificity(y, d) * (y.length - positives)) / y.length
        expect(accuracy(y, d)).toBeCloseTo(mean, 12)
        expect(recall(y, d)).toBe(sensitivity(y, d))
        expect(f1(y, d)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('calibration bins hold every picture once, with its score inside', () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 1, max: 30 }), (all, bins) => {
        const curve = calibrationCurve(labels(all), scores(all), { bins })
        expect(curve.reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
        for (const { from, to, count } of curve) {
          const inside = scores(all).filter((s) => s >= from && (s < to || to === 1))
          expect(inside.length).toBe(count)
        }
      }),
    )
  })
})

describe('intervals', () => {
  it('Wilson: within 0..1, around the value, never without width, wider with more confidence, mirrored', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const k = Math.round(share * n)
        const { value, low, high } = wilsonInterval(k, n)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low <= value && value <= high && low < high).toBe(true)
        const wider = wilsonInterval(k, n, 0.99)
        expect(wider.low <= low && wider.high >= high).toBe(true)
        expect(wilsonInterval(n - k, n).high).toBeCloseTo(1 - low, 12)
      }),
    )
  })

  it('an AUC interval holds its value, stays in 0..1 and has width', () => {
    fc.assert(
      fc.property(bothClasses, fc.constantFrom('logit', 'plain'), (all, scale) => {
        const { value, low, high } = aucInterval(labels(all), scores(all), { scale: scale as 'logit' })
        expect(low >= 0 && low <= value && value <= high && high <= 1 && low < high).toBe(true)
      }),
    )
  })

  it.each(['pictures', 'patients'])(
    'evaluateBinary over %s: every number in its interval, none without width',
    (unit) => {
      fc.assert(
        fc.property(pictures, (all) => {
          const result = evaluateBinary({
            yTrue: labels(all),
            yScore: scores(all),
            resamples: 50,
            ...(unit === 'patients' && { groups: all.map(({ group }) => group) }),
          })
          for (const name of [
            'accuracy',
            'balancedAccuracy',
            'sensitivity',
            'specificity',
            'precision',
            'negativePredictiveValue',
            'f1',
            'auc',
            'averagePrecision',
            'brier',
          ] as const) {
            const { value, low, high } = result[name]
            const inside = Number.isNaN(value) || (low <= value && value <= high)
            expect(low >= 0 && high <= 1 && low < high && inside, `${name} ${JSON.stringify(result[name])}`).toBe(true)
          }
        }),
      )
    },
  )
})
