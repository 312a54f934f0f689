// What must hold for any ranking, and what is refused.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrapInterval } from '../intervals/bootstrap.ts'
import { averagePrecision } from './average-precision.ts'
import { bootstrapAuc, bootstrapAveragePrecision } from './bootstrap-auc.ts'
import { detCurve } from './det.ts'
import { multiclassAveragePrecision, multiclassRocAuc } from './multiclass.ts'
import { multilabelAveragePrecision, multilabelRocAuc } from './multilabel.ts'
import { precisionRecallCurve } from './precision-recall.ts'
import { rocAuc, rocCurve } from './roc.ts'
import { topKAccuracy } from './top-k.ts'
import { drawnAuc, drawnAveragePrecision, rankUnits } from './weighted-auc.ts'

interface Picture {
  y: number
  s: number
  weight: number
  unit: number
}

// Few scores, so that ties are common.
const pictures = fc
  .array(fc.record({ y: fc.nat(1), s: fc.integer({ min: -5, max: 5 }), weight: fc.nat(3), unit: fc.nat(4) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((all) => new Set(all.filter(({ weight }) => weight > 0).map(({ y }) => y)).size === 2)

const y = (all: Picture[]): number[] => all.map((picture) => picture.y)
const s = (all: Picture[]): number[] => all.map((picture) => picture.s / 10)
const w = (all: Picture[]): number[] => all.map(({ weight }) => weight)
const repeated = (all: Picture[], times: (picture: Picture) => number): Picture[] =>
  all.flatMap((picture) => Array.from({ length: times(picture) }, () => picture))

describe('any ranking', () => {
  it('a weight is as many pictures', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [weights, each] = [w(all), repeated(all, ({ weight }) => weight)]
        for (const metric of [rocAuc, averagePrecision]) {
          expect(metric(y(all), s(all), { weights })).toBeCloseTo(metric(y(each), s(each)), 12)
        }
        for (const curve of [rocCurve, precisionRecallCurve, detCurve]) {
          for (const dropIntermediate of [false, true]) {
            expect(curve(y(all), s(all), { weights, dropIntermediate })).toEqual(
              curve(y(each), s(each), { dropIntermediate }),
            )
          }
        }
      }),
    )
  })

  it('all weights times three change nothing', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [weights, tripled] = [w(all), w(all).map((weight) => 3 * weight)]
        for (const maxFpr of [0.2, 1]) {
          const auc = rocAuc(y(all), s(all), { weights, maxFpr })
          expect(rocAuc(y(all), s(all), { weights: tripled, maxFpr })).toBeCloseTo(auc, 12)
        }
      }),
    )
  })

  it('partial AUC: of 1 it is the whole one, perfect is 1, in bounds, and only the order counts', () => {
    fc.assert(
      fc.property(pictures, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, maxFpr) => {
        const [labels, scores] = [y(all), s(all)]
        expect(rocAuc(labels, labels, { maxFpr })).toBeCloseTo(1, 12)
        expect(
          rocAuc(
            labels,
            labels.map(() => 0.5),
            { maxFpr },
          ),
        ).toBeCloseTo(0.5, 12)
        const part = rocAuc(labels, scores, { maxFpr })
        // Nothing of the area at all: (1 - least / (most - least)) / 2.
        const none = (1 - maxFpr / 2 / (1 - maxFpr / 2)) / 2
        expect(part).toBeGreaterThanOrEqual(none - 1e-12)
        expect(part).toBeLessThanOrEqual(1 + 1e-12)
        const stretched = scores.map((score) => score ** 3 + 2)
        expect(rocAuc(labels, stretched, { maxFpr })).toBe(part)
        expect(rocAuc(labels, scores, { maxFpr: 1 - 1e-13 })).toBeCloseTo(rocAuc(labels, scores), 9)
      }),
    )
  })

  it('average precision is the sum of steps below the precision-recall curve', () => {
    fc.assert(
      fc.property(pictures, fc.boolean(), (all, dropIntermediate) => {
        const { precision, recall, thresholds } = precisionRecallCurve(y(all), s(all), { dropIntermediate })
        expect(precision.length).toBe(thresholds.length + 1)
        const sum = recall.slice(1).reduce((total, r, i) => total + (recall[i]! - r) * precision[i]!, 0)
        if (!dropIntermediate) expect(sum).toBeCloseTo(averagePrecision(y(all), s(all)), 12)
        expect([recall[0], recall.at(-1), precision.at(-1)]).toEqual([1, 0, 1])
        expect(recall).toEqual(recall.toSorted((a, b) => b - a))
      }),
    )
  })

  it('every point of DET is one of ROC, and the corners of ROC enclose the same area', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const roc = rocCurve(y(all), s(all))
        const det = detCurve(y(all), s(all))
        det.thresholds.forEach((threshold, i) => {
          const at = roc.thresholds.indexOf(threshold)
          expect(det.fpr[i]).toBe(roc.fpr[at])
          expect(det.fnr[i]).toBeCloseTo(1 - roc.tpr[at]!, 12)
        })
        expect([det.fnr[0], det.fpr.at(-1)]).toEqual([0, 0])
        const corners = rocCurve(y(all), s(all), { dropIntermediate: true })
        const area = corners.fpr.reduce(
          (sum, x, i) =>
            i === 0 ? 0 : sum + ((x - corners.fpr[i - 1]!) * (corners.tpr[i]! + corners.tpr[i - 1]!)) / 2,
          0,
        )
        expect(area).toBeCloseTo(rocAuc(y(all), s(all)), 12)
        expect(corners.fpr.length).toBeLessThanOrEqual(roc.fpr.length)
      }),
    )
  })
})

describe('drawn pictures', () => {
  it('count as often as their unit was drawn', () => {
    const counts = fc.array(fc.nat(3), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(pictures, counts, (all, drawn) => {
        const ranked = rankUnits(
          y(all),
          s(all),
          all.map(({ unit }) => unit),
        )
        const auc = drawnAuc(ranked, Int32Array.from(drawn))
        const precision = drawnAveragePrecision(ranked, Int32Array.from(drawn))
        const each = repeated(all, ({ unit }) => drawn[unit]!)
        if (each.length === 0) {
          expect([auc, precision]).toEqual([NaN, NaN])
          return
        }
        expect(auc).toBe(rocAuc(y(each), s(each)))
        const expected = averagePrecision(y(each), s(each))
        if (Number.isNaN(expected)) expect(precision).toBeNaN()
        else expect(precision).toBeCloseTo(expected, 12)
      }),
    )
  })

  it('give the interval that a bootstrap of the metric gives, to the bit', () => {
    fc.assert(
      fc.property(pictures, fc.boolean(), fc.nat(1000), (all, byPatient, seed) => {
        const options = {
          seed,
          resamples: 60,
          confidence: 0.9,
          ...(byPatient && { groups: all.map(({ unit }) => unit) }),
        }
        const [labels, scores] = [y(all), s(all)]
        const of =
          (metric: typeof rocAuc) =>
          (at: Int32Array): number =>
            metric(
              Array.from(at, (i) => labels[i]!),
              Array.from(at, (i) => scores[i]!),
            )
        const slow = bootstrapInterval(of(rocAuc), { ...options, n: all.length })
        expect(bootstrapAuc(labels, scores, options)).toEqual(slow)
        const slowPrecision = bootstrapInterval(of(averagePrecision), { ...options, n: all.length })
        const fast = bootstrapAveragePrecision(labels, scores, options)
        expect(fast.low).toBeCloseTo(slowPrecision.low, 12)
        expect(fast.high).toBeCloseTo(slowPrecision.high, 12)
        expect(fast.value).toBeCloseTo(slowPrecision.value, 12)
        expect(fast.dropped).toBe(slowPrecision.dropped)
      }),
      { numRuns: 40 },
    )
  })

  it('of one class have no AUC', () => {
    const { value, low, high, dropped } = bootstrapAuc([1, 1], [0.1, 0.2], { resamples: 10 })
    expect([value, low, high, dropped]).toEqual([NaN, -Infinity, Infinity, 10])
  })
})

describe('several classes', () => {
  const rows = fc
    .array(fc.record({ label: fc.nat(2), row: fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4)) }), {
      minLength: 3,
      maxLength: 30,
    })
    .filter((all) => new Set(all.map(({ label }) => label)).size === 3)
    .map((all) =>
      all.map(({ label, row }) => {
        const scores = row.map((value) => value + 1)
        const total = scores.reduce((sum, value) => sum + value, 0)
        return { label, row: scores.map((value) => value / total) }
      }),
    )

  it('relabelling changes no mean', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const turned = all.map(({ label, row }) => ({ label: (label + 1) % 3, row: [row[2]!, row[0]!, row[1]!] }))
        for (const average of ['macro', 'weighted', 'micro'] as const) {
          const value = (those: typeof all): number[] => {
            const [labels, scores] = [those.map(({ label }) => label), those.map(({ row }) => row)]
            return [
              multiclassRocAuc(labels, scores, { average }),
              average === 'micro' ? 0 : multiclassRocAuc(labels, scores, { average, multiClass: 'ovo' }),
              multiclassAveragePrecision(labels, scores, { average }),
            ]
          }
          const [before, after] = [value(all), value(turned)]
          before.forEach((number, i) => expect(after[i]).toBeCloseTo(number, 12))
        }
      }),
    )
  })

  it('of two classes it is the binary AUC', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const scores = s(all).map((score) => (score + 1) / 2)
        const both = scores.map((score) => [1 - score, score])
        for (const multiClass of ['ovr', 'ovo'] as const) {
          expect(multiclassRocAuc(y(all), both, { multiClass })).toBeCloseTo(rocAuc(y(all), scores), 12)
        }
        expect(multiclassAveragePrecision(y(all), both, { average: 'none' })[1]).toBe(averagePrecision(y(all), scores))
      }),
    )
  })

  it('as labels, each class against all others is one label', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const [labels, scores] = [all.map(({ label }) => label), all.map(({ row }) => row)]
        const onehot = labels.map((label) => [0, 1, 2].map((j) => Number(j === label)))
        expect(multilabelRocAuc(onehot, scores)).toBe(multiclassRocAuc(labels, scores))
        expect(multilabelAveragePrecision(onehot, scores)).toBe(multiclassAveragePrecision(labels, scores))
      }),
    )
  })

  it('a class without pictures has no AUC, and no say in pairs', () => {
    const scores = [
      [0.5, 0.3, 0.2],
      [0.2, 0.6, 0.2],
    ]
    expect(multiclassRocAuc([0, 1], scores, { average: 'none' })).toEqual([1, 1, NaN])
    expect(multiclassRocAuc([0, 1], scores)).toBeNaN()
    expect(multiclassRocAuc([0, 1], scores, { average: 'weighted' })).toBe(1)
    expect(multiclassRocAuc([0, 1], scores, { multiClass: 'ovo' })).toBe(1)
    expect(multiclassRocAuc([0, 0], scores, { multiClass: 'ovo' })).toBeNaN()
  })

  it('top k: all of them is everything, more is never worse, of equal scores the higher index comes first', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const [labels, scores] = [all.map(({ label }) => label), all.map(({ row }) => row)]
        const top = [1, 2, 3, 4].map((k) => topKAccuracy(labels, scores, { k }))
        expect(top).toEqual(top.toSorted((a, b) => a - b))
        expect(top.slice(2)).toEqual([1, 1])
      }),
    )
    expect([0, 1, 2].map((label) => topKAccuracy([label], [[1, 1, 1]], { k: 1 }))).toEqual([0, 0, 1])
    expect([0, 1, 2].map((label) => topKAccuracy([label], [[1, 1, 1]]))).toEqual([0, 1, 1])
  })

  it('what the comments show', () => {
    const probabilities = [
      [0.7, 0.2, 0.1],
      [0.3, 0.4, 0.3],
      [0.2, 0.5, 0.3],
      [0.1, 0.8, 0.1],
    ]
    expect(multiclassRocAuc([0, 1, 2, 1], probabilities)).toBeCloseTo(0.8611111111111112, 12)
    const two = [
      [0.7, 0.3],
      [0.6, 0.4],
      [0.8, 0.2],
    ]
    expect(multiclassAveragePrecision([0, 1, 1], two, { average: 'none' })).toEqual([0.5, 0.8333333333333333])
    const labels = [
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 0],
    ]
    const scores = [
      [0.9, 0.2],
      [0.4, 0.7],
      [0.3, 0.6],
      [0.1, 0.5],
    ]
    expect(multilabelRocAuc(labels, scores)).toBe(0.875)
    expect(multilabelAveragePrecision(labels.slice(0, 3), scores.slice(0, 3))).toBeCloseTo(0.9166666666666666, 12)
    const ranked = [
      [0.5, 0.2, 0.2],
      [0.3, 0.4, 0.2],
      [0.2, 0.4, 0.3],
      [0.7, 0.2, 0.1],
    ]
    expect(topKAccuracy([0, 1, 2, 2], ranked)).toBe(0.75)
    expect(detCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toEqual({
      fpr: [0.5, 0.5, 0],
      fnr: [0, 0.5, 0.5],
      thresholds: [0.35, 0.4, 0.8],
    })
    expect(
      bootstrapAuc([0, 0, 1, 1, 0, 1], [0.1, 0.4, 0.35, 0.8, 0.2, 0.7], { groups: [1, 1, 2, 2, 3, 4], seed: 7 }),
    ).toEqual({ value: 8 / 9, low: 0.75, high: 1, dropped: 259, resamples: 2000, units: 4, method: 'percentile' })
  })
})

describe('of a single class', () => {
  it('DET has the one rate that there is', () => {
    expect(detCurve([0, 0], [0.2, 0.3])).toEqual({ fpr: [0], fnr: [NaN], thresholds: [Infinity] })
    expect(detCurve([1, 1], [0.2, 0.3])).toEqual({ fpr: [NaN], fnr: [0], thresholds: [0.2] })
  })
})

describe('refused', () => {
  const binaries = {
    rocCurve,
    rocAuc,
    averagePrecision,
    precisionRecallCurve,
    detCurve,
    bootstrapAuc,
    bootstrapAveragePrecision,
  }

  it.each(Object.entries(binaries))('by %s', (_, metric) => {
    expect(() => metric([], [])).toThrow(new RangeError('yTrue: is empty, expected at least one entry'))
    expect(() => metric([0, 1], [0.5])).toThrow('yScore: has 1 entries, expected 2, as many as yTrue')
    expect(() => metric([0, 2], [0.5, 0.6])).toThrow('yTrue[1]: is 2, expected 0 (negative) or 1 (positive)')
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const scores of [[0.5, bad], Float64Array.of(0.5, bad), Float32Array.of(0.5, bad)]) {
        expect(() => metric([0, 1], scores)).toThrow(`yScore[1]: is ${bad}, expected a finite number`)
      }
    }
    expect(() => metric([0, 1], ['1', 2] as unknown as number[])).toThrow("yScore[0]: is '1', expected a finite number")
  })

  it.each([rocCurve, rocAuc, averagePrecision, precisionRecallCurve, detCurve])('weights, by %o', (metric) => {
    const weigh = (weights: number[]) => () => metric([0, 1], [0.1, 0.2], { weights })
    expect(weigh([1])).toThrow('weights: has 1 entries, expected 2')
    expect(weigh([1, -1])).toThrow('weights[1]: is -1')
    expect(weigh([1, NaN])).toThrow('weights[1]: is NaN')
    expect(weigh([0, 0])).toThrow('weights: are all 0')
  })

  it('options', () => {
    for (const maxFpr of [0, -1, 1.1, NaN]) {
      expect(() => rocAuc([0, 1], [0, 1], { maxFpr })).toThrow(`maxFpr: is ${maxFpr}, expected a rate above 0`)
    }
    const rows = [
      [0.2, 0.8],
      [0.7, 0.3],
    ]
    const average = 'samples' as 'macro'
    expect(() => multiclassRocAuc([0, 1], rows, { average })).toThrow(
      "average: is 'samples', expected 'macro', 'weighted', 'micro' or 'none'",
    )
    expect(() => multiclassRocAuc([0, 1], rows, { multiClass: 'ovo', average: 'micro' })).toThrow(
      "average: is 'micro', expected 'macro' or 'weighted'",
    )
    expect(() => multiclassRocAuc([0, 1], rows, { multiClass: 'ovo', weights: [1, 1] })).toThrow('weights: are given')
    expect(() => multiclassRocAuc([0, 1], rows, { multiClass: 'all' as 'ovo' })).toThrow("multiClass: is 'all'")
    expect(() => topKAccuracy([0, 1], rows, { k: 0 })).toThrow('k: is 0, expected a whole number of at least 1')
    expect(() => bootstrapAuc([0, 1], [0, 1], { resamples: 1.5 })).toThrow('resamples: is 1.5')
    expect(() => bootstrapAuc([0, 1], [0, 1], { groups: ['a'] })).toThrow('groups: has 1 entries')
    expect(() => bootstrapAuc([0, 1], [0, 1], { confidence: 1 })).toThrow('confidence: is 1')
  })

  it('rows', () => {
    const rows = [
      [0.2, 0.8],
      [0.7, 0.3],
    ]
    for (const metric of [multiclassRocAuc, multiclassAveragePrecision, topKAccuracy]) {
      expect(() => metric([], [])).toThrow('yTrue: is empty')
      expect(() => metric([0, 2], rows)).toThrow('yTrue[1]: is 2, expected a class index from 0 to 1')
      expect(() => metric([0, 1], [[1], [1]])).toThrow('yScore[0]: has 1 entries, expected at least 2')
      expect(() => metric([0, 1], [rows[0]!, [0.5, 0.3, 0.2]])).toThrow('yScore[1]: has 3 entries, expected 2')
      expect(() => metric([0, 1], [rows[0]!, [NaN, 1]])).toThrow('yScore[1][0]: is NaN, expected a finite number')
      expect(() => metric([0, 1], rows, { weights: [1, -1] })).toThrow('weights[1]: is -1')
    }
    expect(() => multiclassRocAuc([0, 1], [rows[0]!, [0.7, 0.4]])).toThrow('yScore[1]: sums to 1.1')
    for (const metric of [multilabelRocAuc, multilabelAveragePrecision]) {
      expect(() => metric([], [])).toThrow('yTrue: is empty')
      expect(() => metric([[0, 1]], [[0.1, 0.2, 0.3]])).toThrow('yScore: has rows of 3 entries, expected 2')
      expect(() => metric([[0, 2]], [[0.1, 0.2]])).toThrow('yTrue[0][1]: is 2, expected 0 (absent) or 1 (present)')
      expect(() => metric([[0, 1]], [[0.1, Infinity]])).toThrow('yScore[0][1]: is Infinity')
      expect(() => metric([[0, 1]], [[0.1, 0.2]], { weights: [1, 1] })).toThrow('weights: has 2 entries, expected 1')
      expect(() => metric([[0, 1]], [[0.1, 0.2]], { average: 'all' as 'macro' })).toThrow("average: is 'all'")
    }
  })
})
