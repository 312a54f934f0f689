import { describe, expect, it } from 'vitest'

import { palette } from './palette.ts'
import { precisionRecallCurves, precisionRecallFigure } from './precision-recall-figure.ts'
import type { PrecisionRecallCurve } from './precision-recall-figure.ts'
import { evaluateFully } from './sample-run.test-support.ts'
import { pathsOf, readXml, shownText } from './sample-svg.test-support.ts'

// Labels 0, 1, 0, 1 with scores 0.1, 0.4, 0.4, 0.9, by hand.
const curve: PrecisionRecallCurve = {
  name: 'test',
  precisionRecall: { precision: [0.5, 2 / 3, 1, 1], recall: [1, 1, 0.5, 0], thresholds: [0.1, 0.4, 0.9] },
  averagePrecision: { value: 0.833, low: 0.25, high: 0.99 },
  prevalence: 0.5,
  at: { threshold: 0.5, recall: 0.5, precision: 1 },
}

/** Corners of a line across the whole plot. */
function level(y: number): number[][] {
  return [
    [62, y],
    [442, y],
  ]
}

describe('precisionRecallFigure', () => {
  it('shows average precision with its interval, both axes and chance', () => {
    const svg = precisionRecallFigure([curve])
    expect(shownText(svg)).toEqual(
      expect.arrayContaining([
        'Precision and recall',
        'test: AP 0.833 (0.250 to 0.990)',
        'chance: share of positives 0.500',
        'recall (sensitivity)',
        'precision (positive predictive value)',
      ]),
    )
    expect(readXml(svg)[0]!.attributes['aria-label']).toContain(
      'test: AP 0.833 (0.250 to 0.990). Dotted lines are chance',
    )
  })
  // The plot is 380 by 320 pixels, its lower left corner at (62, 364).
  it('draws steps, level from a recall to the next lower one', () => {
    const precisionRecall = { precision: [0.5, 0.75, 0.25, 1], recall: [1, 0.75, 0.5, 0], thresholds: [0.1, 0.4, 0.9] }
    expect(pathsOf(precisionRecallFigure([{ ...curve, precisionRecall }]), palette.blue)).toEqual([
      [
        [442, 204],
        [347, 204],
        [347, 124],
        [252, 124],
        // The last point has no threshold: level to recall 0, not up to precision 1.
        [252, 284],
        [62, 284],
      ],
    ])
  })
  it('draws chance at the share of positives, one line for equal ones and one a curve for others', () => {
    const same = precisionRecallFigure([curve, { ...curve, name: 'val', prevalence: 0.5001 }])
    expect(pathsOf(same, palette.muted)).toContainEqual(level(204))
    const two = precisionRecallFigure([curve, { ...curve, name: 'val', prevalence: 0.25 }])
    expect(pathsOf(two, palette.blue)).toContainEqual(level(204))
    expect(pathsOf(two, palette.orange)).toContainEqual(level(284))
    expect(shownText(two)).toContain('chance: share of positives 0.250 to 0.500')
    const none = precisionRecallFigure([{ ...curve, prevalence: undefined }])
    expect(shownText(none).join()).not.toContain('chance')
  })
  it('says so where average precision or every curve is missing, and refuses a fifth', () => {
    const nothing = { value: Number.NaN, low: Number.NaN, high: Number.NaN }
    expect(shownText(precisionRecallFigure([{ ...curve, averagePrecision: nothing }]))).toContain(
      'test: AP not defined',
    )
    expect(shownText(precisionRecallFigure([]))).toContain('Not defined: no split has positive pictures.')
    expect(() => precisionRecallFigure([curve, curve, curve, curve, curve])).toThrow('at most 4')
  })
  it('leaves out of 30,000 points those that no eye sees', () => {
    const rising = Array.from({ length: 30_001 }, (_, i) => i / 30_000)
    const long = { precision: rising, recall: [...rising].reverse(), thresholds: rising.slice(1) }
    expect(precisionRecallFigure([{ ...curve, precisionRecall: long }]).length).toBeLessThan(60_000)
  })
})

describe('precisionRecallCurves', () => {
  const split = evaluateFully(30, 10, 0.14)
  it('takes prevalence and working point from the split', () => {
    const [found] = precisionRecallCurves({ test: split })
    expect(found!.prevalence).toBe(0.75)
    expect(found!.at).toEqual({
      threshold: 0.5,
      recall: split.sensitivity.value,
      precision: split.precision.value,
    })
  })
  it('has no working point where no picture is called positive', () => {
    const zero = { value: 0, low: 0, high: 0.1 }
    const one = { value: 1, low: 0.9, high: 1 }
    const at = (specificity: typeof one) =>
      precisionRecallCurves({ test: { ...split, sensitivity: zero, precision: zero, specificity } })[0]!.at
    expect(at(one)).toBeUndefined()
    expect(at({ ...one, value: 0.9 })).toEqual({ threshold: 0.5, recall: 0, precision: 0 })
  })
  it('leaves out splits without the curve or without positives', () => {
    const { precisionRecall, ...bare } = split
    const recall = Array.from(precisionRecall!.recall, () => Number.NaN)
    expect(
      precisionRecallCurves({
        bare,
        none: { ...split, positives: 0 },
        undefined: { ...split, precisionRecall: { ...precisionRecall!, recall } },
      }),
    ).toEqual([])
  })
})
