import { describe, expect, it } from 'vitest'

import type { Estimate, SubgroupMetrics } from './run-data.ts'
import { readXml, shownText } from './sample-svg.test-support.ts'
import { subgroupFigure } from './subgroup-figure.ts'

const nothing: Estimate = { value: Number.NaN, low: Number.NaN, high: Number.NaN }

function part(variable: string, name: string, auc: Estimate, n = 80): SubgroupMetrics {
  return { variable, name, n, positives: 31, auc, sensitivity: { value: 0.5, low: 0.4, high: 0.6 } }
}

const female = part('sex', 'female', { value: 0.9, low: 0.8, high: 0.95 })
const male = part('sex', 'male', { value: 0.75, low: 0.6, high: 0.85 }, 1234)
const overall = { n: 1314, positives: 62, estimate: { value: 0.8, low: 0.75, high: 0.85 } }

/** Middle of each point; from 266 at the left end of the axis to 386 at 1. */
function points(svg: string): number[] {
  return readXml(svg).flatMap(({ name, attributes }) => (name === 'circle' ? [Number(attributes['cx'])] : []))
}

/** Where a value stands on an axis from 0.5 to 1. */
function x(value: number): number {
  return 266 + (120 * (value - 0.5)) / 0.5
}

describe('subgroupFigure', () => {
  it('shows names, counts and numbers under their variable, and all pictures first', () => {
    const svg = subgroupFigure([female, part('source', 'A', nothing), male], { split: 'test', overall })
    const text = shownText(svg)
    expect(text[0]).toBe('AUC by subgroup: test')
    expect(text.slice(text.indexOf('all pictures')).join(' | ')).toBe(
      [
        'all pictures | 1,314 | 62 | 0.80 (0.75 to 0.85)',
        'sex',
        'female | 80 | 31 | 0.90 (0.80 to 0.95)',
        'male | 1,234 | 31 | 0.75 (0.60 to 0.85)',
        'source',
        'A | 80 | 31 | not defined',
      ].join(' | '),
    )
    expect(readXml(svg)[0]!.attributes['aria-label']).toContain(
      'AUC of all pictures 0.800 (0.750 to 0.850) of 1314; female 0.900 (0.800 to 0.950) of 80; male',
    )
  })
  it('draws points, intervals and the line of all at their place on an axis from 0.5', () => {
    const svg = subgroupFigure([female, male, part('sex', 'unknown', nothing)], { overall })
    expect(points(svg)).toEqual([x(0.9), x(0.75)])
    expect(svg).toContain(`M${x(0.8)} `)
    for (const { low, high } of [female, male].map(({ auc }) => auc!)) {
      expect(svg).toMatch(new RegExp(`d="M${x(low)} \\d+H${x(high)}m`))
    }
    // Down through all rows, dashed.
    expect(svg).toContain(`<path d="M${x(0.8)} 58V178" stroke="#b35400" stroke-width="1.5" stroke-dasharray="5 3"/>`)
  })
  it('moves the axis down for lower numbers', () => {
    const svg = subgroupFigure([part('sex', 'female', { value: 0.6, low: 0.35, high: 0.8 })])
    expect(shownText(svg)).toEqual(expect.arrayContaining(['0.2', '0.4', '0.6', '0.8', '1']))
    expect(points(svg)).toEqual([266 + 120 / 2])
  })
  it('shows the metric that is asked for', () => {
    const svg = subgroupFigure([female], { metric: 'sensitivity' })
    expect(shownText(svg)).toEqual(expect.arrayContaining(['Sensitivity by subgroup', '0.50 (0.40 to 0.60)']))
    expect(shownText(subgroupFigure([female], { metric: 'specificity' }))).toContain('not defined')
  })
  it('says so where there is no interval', () => {
    const svg = subgroupFigure([part('sex', 'female', { value: 1, low: 1, high: 1 })])
    expect(shownText(svg)).toContain('1.00 (no interval)')
    expect(points(svg)).toEqual([386])
    expect(svg).not.toContain('H386m')
  })
  it('cuts long names and escapes hostile ones', () => {
    const svg = subgroupFigure([
      part('a variable whose name is longer than the column of the names', 'x'.repeat(60), nothing),
      part('<script>', '"&<img>', nothing),
    ])
    expect(shownText(svg).filter((text) => text.includes('…'))).toHaveLength(2)
    expect(readXml(svg).map(({ name }) => name)).not.toContain('script')
    expect(shownText(svg)).toContain('"&<img>')
  })
  it('draws 25 of many, says how many it leaves out, and has an empty state', () => {
    const many = Array.from({ length: 27 }, (_, i) => part(`v${i % 3}`, `part ${i}`, female.auc!))
    expect(points(subgroupFigure(many))).toHaveLength(25)
    expect(shownText(subgroupFigure(many))).toContain('2 more subgroups are not shown.')
    expect(shownText(subgroupFigure(many.slice(1)))).toContain('1 more subgroup is not shown.')
    expect(shownText(subgroupFigure(many.slice(2))).join()).not.toContain('more')
    expect(shownText(subgroupFigure([]))).toContain('No subgroups were recorded.')
  })
})
