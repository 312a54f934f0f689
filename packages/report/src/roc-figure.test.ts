import { describe, expect, it } from 'vitest'

import { figures } from './figures.ts'
import { palette } from './palette.ts'
import { rocFigure } from './roc-figure.ts'
import type { RocCurve } from './roc-figure.ts'
import { evaluate, sampleRun } from './sample-run.test-support.ts'
import { pathsOf, readXml, shownText } from './sample-svg.test-support.ts'
import type { ReadElement } from './sample-svg.test-support.ts'
import { plain } from './text.ts'

describe('rocFigure', () => {
  const split = evaluate(30, 30, 0.14)
  it('shows AUC, interval and chance', () => {
    const svg = rocFigure([{ name: 'val', roc: split.roc!, auc: { value: 0.98, low: 0.941, high: 0.996 } }])
    expect(shownText(svg)).toEqual(
      expect.arrayContaining([
        'val: AUC 0.980 (0.941 to 0.996)',
        'chance: AUC 0.5',
        'false positive rate (1 − specificity)',
        'true positive rate (sensitivity)',
      ]),
    )
  })
  it('says so where the interval or the curve is not defined', () => {
    expect(shownText(rocFigure([{ name: 'val', roc: split.roc!, auc: { value: 1, low: 1, high: 1 } }]))).toContain(
      'val: AUC 1.000 (interval not defined)',
    )
    expect(shownText(rocFigure([]))[1]).toMatch(/^Not defined/)
  })
  it('leaves out splits of one class', () => {
    const one = {
      ...split,
      roc: { fpr: [0, Number.NaN], tpr: [0, 1], thresholds: [Number.POSITIVE_INFINITY, 0.5] },
      auc: { value: Number.NaN, low: Number.NaN, high: Number.NaN },
    }
    expect(shownText(figures({ ...sampleRun(), metrics: { test: one } })['roc']!)[1]).toMatch(/^Not defined/)
  })
})

/** The shaded areas. */
function areas(svg: string): ReadElement[] {
  return readXml(svg).filter(({ name }) => name === 'polygon')
}

describe('the band', () => {
  const roc = { fpr: [0, 0.5, 1], tpr: [0, 0.5, 1], thresholds: [Number.POSITIVE_INFINITY, 0.4, 0.1] }
  const auc = { value: 0.5, low: 0.3, high: 0.7 }
  const band = { fpr: [0, 0.5, 0.7, 1], low: [0, 0.25, Number.NaN, 0.75], high: [0.5, 0.75, 0.8, 1] }
  // The plot is 380 by 320 pixels, its lower left corner at (62, 364).
  it('is the area between low and high, without points that are no numbers', () => {
    const svg = rocFigure([{ name: 'val', roc: { ...roc, band }, auc }])
    expect(areas(svg).map(({ attributes }) => attributes['points'])).toEqual([
      '62 204 252 124 442 44 442 124 252 284 62 364',
    ])
    expect(pathsOf(svg, palette.blue)).toEqual([
      [
        [62, 364],
        [252, 204],
        [442, 44],
      ],
    ])
  })
  it('is named in legend and description with its confidence', () => {
    const said = '90\u00a0% interval of the sensitivity, point by point'
    const svg = rocFigure([{ name: 'val', roc: { ...roc, band }, auc, confidence: 0.9 }])
    expect(shownText(svg)).toContain(said)
    expect(readXml(svg)[0]!.attributes['aria-label']).toContain(`Shaded areas: ${plain(said)}.`)
    expect(shownText(rocFigure([{ name: 'val', roc, auc }])).join()).not.toContain('interval of')
  })
  it('has one entry for the bands of several curves', () => {
    const curve = { roc: { ...roc, band }, auc }
    const svg = rocFigure([
      { ...curve, name: 'train' },
      { ...curve, name: 'val' },
    ])
    expect(areas(svg).map(({ attributes }) => attributes['fill'])).toEqual([palette.blue, palette.orange])
    expect(shownText(svg).filter((text) => text.includes('point by point'))).toHaveLength(1)
  })
  it('is left out where it has no two points, and refused where it does not fit', () => {
    const one = { fpr: [0, 1], low: [0, Number.NaN], high: [1, 1] }
    const svg = rocFigure([{ name: 'val', roc: { ...roc, band: one }, auc }])
    expect(areas(svg)).toEqual([])
    expect(shownText(svg).join()).not.toContain('point by point')
    expect(() => rocFigure([{ name: 'val', roc: { ...roc, band: { ...one, low: [0] } }, auc }])).toThrow(
      "band: expected a low and a high for each of the 2 false positive rates of 'val', got 1 and 2",
    )
  })
})

describe('one class against the rest', () => {
  const { roc } = evaluate(30, 30, 0.14)
  const curves = ['covid', 'normal', 'bacterial pneumonia', 'tuberculosis of the whole of the lung, healed'].map(
    (name): RocCurve => ({ name, roc: roc!, auc: { value: 0.9, low: 0.8, high: 0.95 } }),
  )
  it('takes four classes, a title and a name', () => {
    const svg = rocFigure(curves, { title: 'ROC curves, one class against the rest', name: 'roc-classes' })
    expect(shownText(svg)).toEqual(
      expect.arrayContaining([
        'ROC curves, one class against the rest',
        'bacterial pneumonia: AUC 0.900 (0.800 to 0.950)',
        expect.stringMatching(/^tuber.*…/),
      ]),
    )
    const dashes = readXml(svg).flatMap(({ attributes: { 'stroke-width': width, 'stroke-dasharray': dash } }) =>
      width === '2.2' ? [dash ?? 'solid'] : [],
    )
    expect(new Set(dashes).size).toBe(4)
  })
  it('draws the others where a class has no pictures', () => {
    const missing = { fpr: [0, 0.5, 1], tpr: [Number.NaN, Number.NaN, Number.NaN], thresholds: [1, 0.5, 0] }
    const nothing = { value: Number.NaN, low: Number.NaN, high: Number.NaN }
    const svg = rocFigure([{ name: 'covid', roc: missing, auc: nothing }, curves[1]!])
    expect(shownText(svg)).toEqual(
      expect.arrayContaining(['covid: AUC not defined', 'normal: AUC 0.900 (0.800 to 0.950)']),
    )
    expect(svg).not.toContain('NaN')
    expect([pathsOf(svg, palette.blue).length, pathsOf(svg, palette.orange).length]).toEqual([0, 1])
  })
  it('refuses more, and says what to do', () => {
    expect(() => rocFigure([...curves, curves[0]!])).toThrow(
      'curves: expected at most 4, as more cannot be told apart, got 5; choose which ones to draw',
    )
  })
})
