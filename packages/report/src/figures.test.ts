import { describe, expect, it } from 'vitest'

import { confusionFigure } from './confusion-figure.ts'
import { accuracyFigure, lossFigure } from './curve-figures.ts'
import { calibrationFigure } from './calibration-figure.ts'
import { figures } from './figures.ts'
import { architectureFigure } from './architecture-figure.ts'
import { rocFigure } from './roc-figure.ts'
import { evaluate, sampleRun } from './sample-run.test-support.ts'
import { readXml, shownText } from './sample-svg.test-support.ts'

const hostile = '<script>alert(1)</script> & "x" \u0000\ud800'

describe('figures', () => {
  const drawn = figures(sampleRun())
  it('has one of each', () => {
    expect(Object.keys(drawn)).toEqual([
      'accuracy',
      'loss',
      'confusion-matrix',
      'confusion-matrix-train',
      'roc',
      'calibration',
      'architecture',
    ])
  })
  it.each(Object.entries(drawn))(
    '%s is well-formed, named for screen readers, and asks for nothing outside itself',
    (_, svg) => {
      const elements = readXml(svg)
      expect(elements[0]!.name).toBe('svg')
      expect(elements[0]!.attributes['role']).toBe('img')
      expect(elements[0]!.attributes['aria-label']!.length).toBeGreaterThan(20)
      expect(elements.map(({ name }) => name)).not.toContain('style')
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|url\((?!#)|NaN|undefined|Infinity|zr\d/,
      )
    },
  )
  it('is the same every time', () => {
    expect(figures(sampleRun())).toEqual(drawn)
  })
  it('uses each id once over all figures of a page', () => {
    const ids = Object.values(drawn).flatMap((svg) => [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))
    expect(ids.length).toBeGreaterThan(0)
    expect(new Set(ids).size).toBe(ids.length)
  })
  it('leaves out what has no data', () => {
    expect(figures({ ...sampleRun(), history: [], metrics: {}, network: undefined })).toEqual({})
  })
  it('keeps splits apart whose names make the same file name, and lets none out of its folder', () => {
    const split = evaluate(4, 4, 0.1)
    const names = Object.keys(
      figures({ ...sampleRun(), metrics: { 'a/b': split, 'a b': split, '../../etc': split, test: split } }),
    )
    expect(names.filter((name) => name.startsWith('confusion'))).toEqual([
      'confusion-matrix',
      'confusion-matrix-a-b',
      'confusion-matrix-a-b-3',
      'confusion-matrix-etc',
    ])
  })
  it('escapes hostile names wherever they appear', () => {
    const split = evaluate(4, 4, 0.1)
    const metrics = {
      [hostile]: { ...split, confusionMatrix: { ...split.confusionMatrix, labels: [hostile, hostile] } },
    }
    const network = { layers: [{ name: hostile, type: hostile, outputShape: [null, 2], parameters: 6 }], parameters: 6 }
    for (const svg of Object.values(figures({ ...sampleRun(), metrics, network }))) {
      expect(readXml(svg).map(({ name }) => name)).not.toContain('script')
    }
  })
})

describe('accuracy and loss', () => {
  it('names both curves and the axes', () => {
    expect(shownText(accuracyFigure(sampleRun().history))).toEqual(
      expect.arrayContaining(['training', 'validation', 'epoch', 'accuracy', '0.5', '1']),
    )
  })
  it('says that there is nothing to see', () => {
    expect(shownText(lossFigure([]))).toContain('No epochs were recorded.')
    expect(shownText(accuracyFigure([{ epoch: 0, loss: 1, accuracy: Number.NaN }]))).toContain(
      'No accuracy was recorded.',
    )
  })
  it('draws one epoch, and a training without validation', () => {
    const text = shownText(lossFigure([{ epoch: 3, loss: 0.4, accuracy: 0.8 }]))
    expect(text).toContain('3')
    expect(text).not.toContain('validation')
  })
  it('draws a gap where a value is not a number', () => {
    const history = [1, Number.NaN, 0.5, 0.4].map((loss, epoch) => ({ epoch, loss, accuracy: 1 }))
    expect(lossFigure(history)).not.toContain('NaN')
  })
})

describe('confusionFigure', () => {
  it('shows counts, row percentages and both axes', () => {
    const svg = confusionFigure({
      labels: ['covid', 'normal'],
      counts: [
        [30, 0],
        [2, 28],
      ],
    })
    expect(shownText(svg)).toEqual(
      expect.arrayContaining([
        '30',
        '0',
        '2',
        '28',
        '100.0\u00a0%',
        '0.0\u00a0%',
        '6.7\u00a0%',
        '93.3\u00a0%',
        'predicted',
        'true',
        'n = 30',
      ]),
    )
    expect(readXml(svg)[0]!.attributes['aria-label']).toContain(
      '58 of 60 right. true covid: 30 predicted covid, 0 predicted normal',
    )
  })
  it('keeps classes apart whose shortened labels are equal', () => {
    const labels = ['a-very-long-class-name-number-1-of-all-classes', 'a-very-long-class-name-number-2-of-all-classes']
    expect(
      shownText(
        confusionFigure({
          labels,
          counts: [
            [5, 1],
            [2, 7],
          ],
        }),
      ),
    ).toEqual(expect.arrayContaining(['5', '1', '2', '7']))
  })
  it('marks a row without pictures', () => {
    const text = shownText(
      confusionFigure({
        labels: ['a', 'b'],
        counts: [
          [0, 0],
          [1, 3],
        ],
      }),
    )
    expect(text.filter((t) => t === 'no pictures')).toHaveLength(2)
  })
  it('draws one class, eight classes, and none', () => {
    expect(shownText(uniform(1))).toContain('100.0\u00a0%')
    expect(shownText(uniform(8)).filter((t) => t === '8')).toHaveLength(64)
    expect(shownText(uniform(0))).toContain('No pictures were counted.')
  })
  it('refuses counts that do not fit the labels', () => {
    expect(() => confusionFigure({ labels: ['a', 'b'], counts: [[1]] })).toThrow('counts: expected 2 rows of 2 counts')
  })
})

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

describe('calibrationFigure', () => {
  it('shows the count of every filled bin', () => {
    const svg = calibrationFigure(sampleRun().metrics['val']!.calibration!)
    expect(shownText(svg)).toEqual(
      expect.arrayContaining(['12', '9', 'observed share of positives', 'pictures', 'perfect']),
    )
  })
  it('has an empty state', () => {
    expect(shownText(calibrationFigure([]))).toContain('No scores were recorded.')
  })
})

describe('architectureFigure', () => {
  it('lists every layer of covid-seed with shape and parameters, and the explained one', () => {
    const text = shownText(architectureFigure(sampleRun().network!))
    expect(text).toEqual(
      expect.arrayContaining([
        '474,754 parameters · 1,890,000,000 multiplications a picture',
        'conv1',
        '222 × 222 × 32',
        '896',
        '24 × 24 × 64',
        'Conv2D · Grad-CAM',
        '4096',
        '262,208',
        '258',
      ]),
    )
  })
  it('copes with unknown extents, one layer, and none', () => {
    expect(
      shownText(
        architectureFigure({
          layers: [{ name: 'in', type: 'InputLayer', outputShape: [null, null, null, 3], parameters: 0 }],
          parameters: 0,
        }),
      ),
    ).toContain('? × ? × 3')
    expect(shownText(architectureFigure({ layers: [], parameters: 0 }))).toContain('No layers were recorded.')
  })
})

/** A confusion matrix of `k` classes, `k` in every cell. */
function uniform(k: number): string {
  return confusionFigure({
    labels: Array.from({ length: k }, (_, i) => `c${i}`),
    counts: Array.from({ length: k }, () => Array(k).fill(k)),
  })
}
