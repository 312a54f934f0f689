import { describe, expect, it } from 'vitest'

import { figures } from '../figures.ts'
import { darkPalette, palette } from '../palette.ts'
import type { RunData } from '../run-data.ts'
import { evaluate, sampleRun } from '../sample-run.test-support.ts'
import { contrast, readXml } from '../sample-svg.test-support.ts'
import { htmlReport } from './html-report.ts'

/** The report as XML: void elements closed, names of single attributes left as they are. */
function asXml(html: string): string {
  return html
    .replace('<!doctype html>', '')
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<(meta|img)([^>]*)>/g, '<$1$2/>')
}

function textOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\s\u00a0]+/g, ' ')
}

const run = sampleRun()
const html = htmlReport(run, figures(run))
const elements = readXml(asXml(html))

describe('htmlReport', () => {
  it('is one file: no script, no request', () => {
    expect(html).not.toMatch(/<script|<link|<iframe|<object|@import|\son\w+=/i)
    const sources = elements.flatMap(({ attributes }) =>
      ['src', 'href', 'xlink:href', 'srcset', 'data']
        .map((name) => attributes[name])
        .filter((value) => value !== undefined),
    )
    for (const source of sources) expect(source).toMatch(/^(data:image\/png;base64,|#|\.\/)/)
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//)
    expect(html).toContain("default-src 'none'")
  })
  it('says prominently and again at the end that it is not for diagnosis', () => {
    expect(html.match(/Not for diagnosis\./g)!.length).toBeGreaterThanOrEqual(2)
    expect(html.indexOf('Not for diagnosis.</strong>')).toBeLessThan(html.indexOf('<main'))
  })
  it('sums up with n, accuracy and interval per split', () => {
    expect(textOf(html)).toContain(
      'Split val: 56 of 60 pictures right (30 covid, 30 normal); accuracy 93.3 % (84.1 % to 97.4 %), AUC 0.987 (0.947 to 1.000).',
    )
    expect(textOf(html)).toContain('Split train: 219 of 224 pictures right')
  })
  it('names skipped pictures, notes, warnings, sources, backend and files', () => {
    for (const part of [
      'val/normal/broken.png',
      'corrupt: the PNG ends within its pixels',
      '3 patients stand in train and in val.',
      'val: the interval of the AUC rests on 60 pictures',
      'kermany (children)',
      'the native backend is installed',
      'webgpu: no GPU adapter was found',
      'optimizer.learningRate',
      'figures/roc.svg',
      '1.8 MiB',
    ]) {
      expect(textOf(html)).toContain(part)
    }
  })
  it('tells the pointing game beside chance', () => {
    expect(textOf(html)).toContain('in 41 of 50 pictures: 82.0 % (69.2 % to 90.2 %). Chance would give 9.3 %')
  })
  it('shows wrong predictions first, told apart by words', () => {
    const shown = [...html.matchAll(/Grad-CAM overlay of ([^.]*\.png)/g)].map(([, id]) => id)
    expect(shown).toEqual(['val/normal/b.png', 'val/covid/a.png', 'val/covid/c.png'])
    expect(textOf(html)).toMatch(/Wrong predictions \(1\).*✗ Wrong.*Correct predictions \(2\).*✓ Correct/)
  })
  it('has a row for every estimate that some split has, and none for others', () => {
    for (const part of [
      'average precision – 0.983 0.934 to 0.997',
      'Matthews correlation – 0.867 0.733 to 0.967',
      'Cohen’s kappa – 0.866 ',
      'positive likelihood ratio – infinite from 4.000 up',
      'assumed share of positives – 5.0 %',
      'precision there – 0.587 0.174 to 0.907',
      'negative predictive value there – 0.995 0.984 to 0.998',
      'negative likelihood ratio – 0.103 0.035 to 0.304',
      'log loss – 0.241 ',
      'calibration slope – 1.610 0.970 to 2.440',
      'calibration intercept – -0.004 -0.820 to 0.810',
      'expected calibration error – 0.137 ',
    ]) {
      expect(textOf(html)).toContain(part)
    }
    expect(textOf(html)).not.toMatch(/Jaccard|maximum calibration error/)
  })
  it('prefers the calibration error with an interval', () => {
    const test = {
      ...run.metrics['val']!,
      expectedCalibrationError: { value: 0.14, low: 0.1, high: 0.2 },
      jaccard: Number.NaN,
    }
    const page = textOf(htmlReport({ ...run, metrics: { test } }))
    expect(page).toContain('expected calibration error 0.140 0.100 to 0.200')
    expect(page).toContain('Jaccard index not defined')
  })
  it('explains the figures of the numbers and has their data', () => {
    for (const part of [
      'Precision and recall',
      'AP is average precision',
      'Average precision val: 0.983 (0.934 to 0.997), share of positives 0.500.',
      'The shaded area is where the true sensitivity',
      'Decision curve: val',
      'at 0.2, one hit is worth four false alarms',
      'Treat none is 0.',
      'It holds where 5.0 % are positive.',
      'A slope below 1 means scores too near 0 and 1',
      'AUC by subgroup: val',
      'source only covid 10 10 not defined',
      'Specificity by subgroup: val',
    ]) {
      expect(textOf(html)).toContain(part)
    }
  })
  it('is the same every time', () => {
    expect(htmlReport(sampleRun())).toBe(html)
  })
})

describe('accessibility', () => {
  it('has a language, a title, landmarks and a skip link that leads somewhere', () => {
    const names = elements.map(({ name }) => name)
    for (const landmark of ['header', 'nav', 'main', 'footer'])
      expect(names.filter((name) => name === landmark)).toHaveLength(1)
    expect(elements[0]!.attributes['lang']).toBe('en')
    expect(elements.find(({ name }) => name === 'title')!.text).toContain('COVID-19 on chest X-rays')
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    const anchors = elements.flatMap(({ attributes }) =>
      attributes['href']?.startsWith('#') ? [attributes['href'].slice(1)] : [],
    )
    expect(anchors[0]).toBe('content')
    for (const name of [...anchors, ...elements.flatMap(({ attributes }) => attributes['aria-labelledby'] ?? [])])
      expect(ids).toContain(name)
  })
  it('has headings in order', () => {
    const levels = elements.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []))
    expect(levels[0]).toBe(1)
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    levels.slice(1).forEach((level, i) => expect(level).toBeLessThanOrEqual(levels[i]! + 1))
  })
  it('has words for every picture and a table for every figure', () => {
    for (const { attributes } of elements.filter(({ name }) => name === 'img'))
      expect(attributes['alt']).toMatch(/Heat for class covid, score 0\.\d{3}/)
    const svgs = elements.filter(({ name }) => name === 'svg')
    for (const { attributes } of svgs)
      expect([attributes['role'], (attributes['aria-label'] ?? '').length > 20]).toEqual(['img', true])
    expect(elements.filter(({ name }) => name === 'details')).toHaveLength(svgs.length)
    expect(
      elements
        .filter(({ name }) => name === 'th')
        .every(({ attributes }) => ['row', 'col'].includes(attributes['scope']!)),
    ).toBe(true)
  })
  it('keeps a contrast of 4.5 for text, light and dark', () => {
    for (const colors of [palette, darkPalette]) {
      for (const name of ['ink', 'muted', 'blue', 'orange', 'green', 'purple'] as const)
        expect(contrast(colors[name], colors.surface), name).toBeGreaterThanOrEqual(4.5)
    }
    // Page, notice and verdicts, as the style sheet names them: light first, then dark.
    for (const index of [0, 1]) {
      for (const name of ['ink', 'muted', 'link', 'wrong', 'right'])
        expect(contrast(cssValue(name, index), cssValue('page', index)), name).toBeGreaterThanOrEqual(4.5)
      expect(contrast(cssValue('warn-ink', index), cssValue('warn-bg', index))).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('untrusted and missing data', () => {
  const evil = `<script>alert('x')</script>"><img src=x onerror=alert(1)>`
  it('escapes every text of the run', () => {
    const split = {
      ...evaluate(4, 4, 0.1, [evil]),
      confusionMatrix: {
        labels: [evil, evil],
        counts: [
          [4, 0],
          [1, 3],
        ],
      },
    }
    const hostile: RunData = {
      ...run,
      name: evil,
      title: evil,
      createdAt: evil,
      config: { [evil]: evil, nested: { [evil]: [evil] } },
      environment: { [evil]: evil },
      backend: { name: evil, reason: evil, version: evil, device: evil, passedOver: [{ name: evil, reason: evil }] },
      metrics: { [evil]: split },
      bySource: { [evil]: split },
      network: { layers: [{ name: evil, type: evil, outputShape: [1], parameters: 0 }], parameters: 0 },
      explanations: [
        {
          id: evil,
          png: new Uint8Array([1]),
          label: evil,
          predicted: 'x',
          targetClass: evil,
          probability: 0.5,
          note: evil,
          split: evil,
        },
      ],
      skipped: [{ id: evil, reason: evil }],
      notes: [evil],
      pointingGame: { ...run.pointingGame!, note: evil },
      files: [{ path: `javascript:${evil}`, description: evil }],
    }
    const page = htmlReport(hostile)
    expect(page).not.toContain('<script')
    expect(page).not.toContain('<img src=x')
    const read = readXml(asXml(page))
    expect(read.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on'))).toEqual(
      [],
    )
    expect(
      read.flatMap(({ attributes }) => attributes['href'] ?? []).filter((href) => !/^(#|\.\/)/.test(href)),
    ).toEqual([])
  })
  it('shows NaN and point intervals as "not defined"', () => {
    const nothing = { value: Number.NaN, low: Number.NaN, high: Number.NaN }
    const test = { ...evaluate(4, 4, 0.1), auc: nothing, f1: Number.NaN, precision: { value: 1, low: 1, high: 1 } }
    const page = textOf(htmlReport({ ...run, metrics: { test } }))
    expect(page).toContain('AUC not defined')
    expect(page).toContain('precision 1.000 interval not defined')
    expect(page).not.toMatch(/NaN|undefined|\[object/)
  })
  it('has an empty state for everything', () => {
    const bare: RunData = {
      name: 'r',
      title: 'R',
      createdAt: 'today',
      config: {},
      environment: {},
      history: [],
      metrics: {},
      explanations: [],
      skipped: [],
      notes: [],
    }
    const page = htmlReport(bare)
    readXml(asXml(page))
    for (const part of [
      'No split was evaluated',
      'No epochs were recorded',
      'No picture was explained',
      'None recorded.',
      'No list of files',
    ])
      expect(page).toContain(part)
    expect(page).not.toContain('Read this first')
    expect(textOf(page)).not.toMatch(/NaN|undefined/)
  })
  it('takes figures that it does not know', () => {
    const page = htmlReport(run, { 'lung <heat>': '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>' })
    expect(page).toContain('lung &lt;heat&gt;</h3><svg')
    expect(page).not.toContain('<?xml')
  })
})

/** Value of a CSS variable: 0 light, 1 dark. */
function cssValue(name: string, index: number): string {
  return [...html.matchAll(new RegExp(`--${name}:(#[0-9a-f]{3,6})`, 'g'))][index]![1]!
}
