import { describe, expect, it } from 'vitest'

import { confusionFigure, shades, textOn } from './confusion-figure.ts'
import { accuracyFigure, lossFigure } from './curve-figures.ts'
import { calibrationFigure } from './calibration-figure.ts'
import { evaluationFigures } from './evaluation-plan.ts'
import { figures, metricsFigures } from './figures.ts'
import { architectureFigure } from './architecture-figure.ts'
import { palette } from './palette.ts'
import { evaluate, evaluateFully, sampleRun } from './sample-run.test-support.ts'
import { contrast, readXml, shownText } from './sample-svg.test-support.ts'

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
      'precision-recall',
      'calibration',
      'decision-curve',
      'subgroups-auc',
      'subgroups-sensitivity',
      'subgroups-specificity',
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

describe('metricsFigures', () => {
  it('draws one evaluation as a run of one split does', () => {
    const test = evaluateFully(30, 30, 0.14)
    const drawn = metricsFigures(test, 'hospital B')
    expect(drawn).toEqual(figures({ ...sampleRun(), history: [], network: undefined, metrics: { 'hospital B': test } }))
    expect(Object.keys(drawn)).toHaveLength(8)
    expect(shownText(drawn['decision-curve']!)).toContain('Decision curve: hospital B')
  })
  it('leaves out what was not measured', () => {
    const { calibration: _, ...split } = evaluate(4, 4, 0.1)
    expect(Object.keys(metricsFigures({ ...split, subgroups: [] }))).toEqual(['confusion-matrix', 'roc'])
  })
  it('draws what JSON leaves of an evaluation of one class', () => {
    const nothing = { value: Number.NaN, low: Number.NaN, high: Number.NaN }
    const full = evaluateFully(6, 6, 0.14)
    const one = {
      ...full,
      positives: 0,
      auc: nothing,
      averagePrecision: nothing,
      roc: { ...full.roc!, tpr: Array.from(full.roc!.tpr, () => Number.NaN) },
      precisionRecall: { ...full.precisionRecall!, recall: Array.from(full.precisionRecall!.recall, () => Number.NaN) },
      decisionCurve: [{ threshold: 0.5, netBenefit: Number.NaN, treatAll: Number.NaN }],
      calibrationSummary: { slope: nothing, intercept: nothing, expectedCalibrationError: Number.NaN },
      subgroups: [{ variable: 'sex', name: 'female', n: 6, positives: 0, auc: nothing }],
    }
    const drawn = metricsFigures(JSON.parse(JSON.stringify(one)) as typeof one)
    expect(Object.keys(drawn)).toEqual(['confusion-matrix', 'roc', 'precision-recall', 'calibration', 'decision-curve'])
    expect(shownText(drawn['roc']!)[1]).toMatch(/^Not defined/)
    expect(shownText(drawn['precision-recall']!)[1]).toMatch(/^Not defined/)
    expect(shownText(drawn['decision-curve']!)).toContain('No net benefit was recorded.')
    expect(shownText(drawn['calibration']!)).toContain('slope not defined, intercept not defined, ECE not defined')
    for (const svg of Object.values(drawn)) {
      readXml(svg)
      expect(svg).not.toMatch(/NaN|undefined|null/)
    }
  })
  it('draws the headline alone where there are more curves than can be told apart, and says so', () => {
    const split = evaluateFully(6, 6, 0.14)
    const metrics = { a: split, b: split, c: split, test: split, e: split }
    const plan = evaluationFigures({ metrics })
    for (const name of ['roc', 'precision-recall']) {
      const { caption, draw } = plan.find((planned) => planned.name === name)!
      expect(caption).toContain('Of 5 splits only test is drawn: more than 4 curves cannot be told apart.')
      expect(shownText(draw()).filter((text) => /^(?!chance).*: A(?:P|UC) \d/.test(text))).toEqual([
        expect.stringMatching(/^test: /),
      ])
    }
  })
  it('keeps the tables of long curves short', () => {
    const long = Array.from({ length: 1001 }, (_, i) => i / 1000)
    const split = {
      ...evaluateFully(6, 6, 0.14),
      precisionRecall: { precision: long, recall: long.map((x) => 1 - x), thresholds: long.slice(1) },
    }
    const { rows, note } = evaluationFigures({ metrics: { test: split } })
      .find(({ name }) => name === 'precision-recall')!
      .table()
    expect(rows).toHaveLength(101)
    expect(rows.at(-1)).toEqual(['test', '0.001', '0.999', '1'])
    expect(note).toContain('Every 10th of 1,000 points.')
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
  it('gives ten classes cells that hold four digits, and long names room', () => {
    const labels = Array.from({ length: 10 }, (_, i) => `bacterial pneumonia number ${i}`)
    const svg = confusionFigure({ labels, counts: labels.map(() => labels.map(() => 1234)) })
    expect(shownText(svg).filter((text) => text === '1234')).toHaveLength(100)
    expect(shownText(svg).filter((text) => /^bacter.*…/.test(text))).toHaveLength(20)
    // As many across as the grid is wide: 588 - 128 - 20 pixels.
    const cells = readXml(svg).flatMap(({ attributes: { d = '', stroke } }) =>
      stroke === palette.muted ? (/^M(\S+) \S+l(\S+) 0/.exec(d)?.slice(1).map(Number) ?? []) : [],
    )
    expect(cells).toHaveLength(200)
    for (const width of cells.filter((_, i) => i % 2 === 1)) expect(width).toBeGreaterThanOrEqual(43)
  })
  it('keeps a contrast of 4.5 between text and shade for every share', () => {
    const [from, to] = shades.map((shade) => [1, 3, 5].map((i) => Number.parseInt(shade.slice(i, i + 2), 16)))
    for (let share = 0; share <= 1; share += 0.01) {
      const mixed = from!.map((value, i) => Math.round(value + (to![i]! - value) * share))
      const hex = `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
      expect(contrast(textOn(share), hex), `share ${share}`).toBeGreaterThanOrEqual(4.5)
    }
  })
  it('refuses counts that do not fit the labels', () => {
    expect(() => confusionFigure({ labels: ['a', 'b'], counts: [[1]] })).toThrow('counts: expected 2 rows of 2 counts')
  })
})

describe('calibrationFigure', () => {
  it('shows the count of every filled bin', () => {
    const svg = calibrationFigure(sampleRun().metrics['val']!.calibration!)
    expect(shownText(svg)).toEqual(
      expect.arrayContaining(['12', '9', 'observed share of positives', 'pictures', 'perfect']),
    )
  })
  it('prints slope, intercept and calibration error where they are given', () => {
    const { calibration, calibrationSummary: summary } = sampleRun().metrics['val']!
    const svg = calibrationFigure(calibration!, { summary })
    const line = 'slope 1.61 (0.97 to 2.44), intercept 0.00 (-0.82 to 0.81), ECE 0.137'
    expect(shownText(svg)).toContain(line)
    expect(readXml(svg)[0]!.attributes['aria-label']).toContain(`Calibration. ${line}. 60 scores`)
    expect(shownText(calibrationFigure(calibration!)).join()).not.toMatch(/slope|undefined/)
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
