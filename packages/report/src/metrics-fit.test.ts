/** What `@convlens/metrics` returns goes into a run as it is. */
import { evaluateBinary } from '@convlens/metrics'
import { describe, expect, it } from 'vitest'

import { figures } from './figures.ts'
import { htmlReport } from './html/html-report.ts'
import type { RunData } from './run-data.ts'
import { sampleRun, scoresOf } from './sample-run.test-support.ts'
import { readXml, shownText } from './sample-svg.test-support.ts'

const labels = ['covid', 'normal'] as const

describe('evaluateBinary', () => {
  const test = evaluateBinary({ ...scoresOf(30, 30, 0.14), labels })
  const run: RunData = { ...sampleRun(), metrics: { test } }
  it('gives every figure of a split', () => {
    const drawn = figures(run)
    for (const svg of Object.values(drawn)) readXml(svg)
    expect(shownText(drawn['confusion-matrix']!)).toEqual(expect.arrayContaining(['29', '1', '3', '27']))
    expect(shownText(drawn['roc']!)).toContain(
      `test: AUC ${test.auc.value.toFixed(3)} (${test.auc.low.toFixed(3)} to ${test.auc.high.toFixed(3)})`,
    )
    expect(drawn['calibration']).toBeDefined()
  })
  it('gives every row of the table', () => {
    const page = htmlReport(run)
    for (const row of ['balanced accuracy', 'negative predictive value', 'average precision', 'Brier score', 'F1']) {
      expect(page).toContain(row)
    }
  })
  it('gives the figures of every further number', () => {
    const { yTrue, yScore } = scoresOf(30, 30, 0.14)
    const sexes = yTrue.map((_, i) => (i % 2 === 0 ? 'female' : 'male'))
    const full = evaluateBinary({ yTrue, yScore, labels, prevalence: 0.05, rocBand: true, subgroups: { sex: sexes } })
    const drawn = figures({ ...run, metrics: { test: full } })
    const { value, low, high } = full.averagePrecision
    expect(shownText(drawn['precision-recall']!)).toContain(
      `test: AP ${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`,
    )
    expect(shownText(drawn['roc']!)).toContain('95\u00a0% interval of the sensitivity, point by point')
    expect(shownText(drawn['calibration']!)).toContainEqual(
      expect.stringMatching(/^slope \d.*, intercept .*, ECE 0\.\d{3}$/),
    )
    expect(shownText(drawn['decision-curve']!)).toContain('treat all')
    expect(shownText(drawn['subgroups-auc']!)).toEqual(expect.arrayContaining(['female', 'male', '30']))
    const page = htmlReport({ ...run, metrics: { test: full } }, drawn)
    for (const row of ['Matthews correlation', 'positive likelihood ratio', 'log loss', 'precision there']) {
      expect(page).toContain(row)
    }
  })
  it('may be of one class, of one picture, or read back from JSON', () => {
    const one = evaluateBinary({ yTrue: [1], yScore: [0.3], labels })
    for (const metrics of [{ one }, { one: JSON.parse(JSON.stringify(one)) as typeof one }]) {
      const page = htmlReport({ ...run, metrics })
      expect(page).toContain('AUC not defined')
      expect(page.replace(/<style>[\s\S]*?<\/style>/, '')).not.toMatch(/NaN|>undefined<|>null</)
    }
  })
})
