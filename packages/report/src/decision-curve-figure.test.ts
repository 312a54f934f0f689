import { describe, expect, it } from 'vitest'

import { decisionCurveFigure } from './decision-curve-figure.ts'
import { palette } from './palette.ts'
import { netBenefits, scoresOf } from './sample-run.test-support.ts'
import { pathsOf, readXml, shownText } from './sample-svg.test-support.ts'
import { svgToPng } from './node/svg-to-png.ts'

const { yTrue, yScore } = scoresOf(30, 30, 0.14)
const points = netBenefits(yTrue, yScore)

/** Pixels of the numbers on an axis whose labels are in steps. */
function heightsOf(corners: readonly (readonly number[])[]): number[] {
  return corners.map(([, y]) => y!)
}

describe('decisionCurveFigure', () => {
  it('names the three choices, both axes and the threshold', () => {
    const text = shownText(decisionCurveFigure(points, { split: 'val', threshold: 0.5 }))
    expect(text).toEqual(
      expect.arrayContaining([
        'Decision curve: val',
        'model',
        'treat all',
        'treat none',
        'threshold 0.5',
        'threshold probability',
        'net benefit per picture',
      ]),
    )
    expect(shownText(decisionCurveFigure(points)).join()).not.toContain('threshold 0.5')
  })
  it('counts for the description where the model is best', () => {
    const three = [
      { threshold: 0.1, netBenefit: 0.4, treatAll: 0.45 },
      { threshold: 0.3, netBenefit: 0.35, treatAll: 0.3 },
      { threshold: 0.6, netBenefit: -0.1, treatAll: -0.5 },
    ]
    expect(readXml(decisionCurveFigure(three))[0]!.attributes['aria-label']).toBe(
      'Decision curve. The model has more net benefit than treating all and treating none at 1 of 3 threshold probabilities. Model 0.400 at 0.1 and -0.100 at 0.6.',
    )
  })
  // Highest benefit 0.5: steps of 0.1 from -0.1 to 0.5 over 300 pixels from 344 up to 44.
  it('draws the lines, and cuts them one step below zero', () => {
    const three = [
      { threshold: 0, netBenefit: 0.5, treatAll: 0.5 },
      { threshold: 0.5, netBenefit: 0.25, treatAll: 0 },
      { threshold: 1, netBenefit: 0, treatAll: -10 },
    ]
    const svg = decisionCurveFigure(three)
    expect(heightsOf(pathsOf(svg, palette.blue)[0]!)).toEqual([44, 169, 294])
    const all = pathsOf(svg, palette.orange)[0]!
    expect(heightsOf(all)).toEqual([44, 294, 344])
    // It falls by 10 over half the width and leaves after a hundredth of it.
    const [left, middle, right] = [all[0]![0]!, all[1]![0]!, all[2]![0]!]
    expect((right - middle) / (middle - left)).toBeCloseTo(0.01, 2)
  })
  it('comes back into the figure where the model does', () => {
    const dip = [0.2, -5, -5, 0.2].map((netBenefit, i) => ({ threshold: i / 4, netBenefit, treatAll: 0.1 }))
    expect(pathsOf(decisionCurveFigure(dip), palette.blue).map(heightsOf)).toEqual([
      [44, 344],
      [344, 44],
    ])
  })
  it('shows the range that it is given', () => {
    const svg = decisionCurveFigure(points, { range: [0.1, 0.3], threshold: 0.5 })
    expect(shownText(svg)).toEqual(expect.arrayContaining(['0.1', '0.3']))
    expect(shownText(svg)).not.toContain('0.8')
    expect(shownText(svg)).not.toContain('threshold 0.5')
    expect(readXml(svg)[0]!.attributes['aria-label']).toContain('of 5 threshold probabilities')
    for (const range of [
      [0.3, 0.1],
      [0, 1.1],
      [Number.NaN, 1],
    ] as const)
      expect(() => decisionCurveFigure(points, { range })).toThrow('range: expected two rising numbers from 0 to 1')
  })
  it('draws gaps, no positives, all positives, and nothing', () => {
    const gap = points.with(5, { ...points[5]!, netBenefit: Number.NaN })
    expect(decisionCurveFigure(gap)).not.toContain('NaN')
    expect(pathsOf(decisionCurveFigure(gap), palette.blue)).toHaveLength(2)
    for (const label of [0, 1]) {
      const svg = decisionCurveFigure(
        netBenefits(
          yTrue.map(() => label),
          yScore,
          1000,
        ),
      )
      // A renderer refuses coordinates far outside, such as those of a benefit of -999.
      expect(svgToPng(svg, { width: 100 }).length).toBeGreaterThan(100)
    }
    expect(shownText(decisionCurveFigure([]))).toContain('No net benefit was recorded.')
  })
})
