import { expect, it } from 'vitest'

it('exports this and nothing else', async () => {
  expect(Object.keys(await import('./index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "accuracyFigure",
      "architectureFigure",
      "calibrationFigure",
      "captionedOverlay",
      "confusionFigure",
      "decisionCurveFigure",
      "figures",
      "htmlReport",
      "lossFigure",
      "metricsFigures",
      "precisionRecallFigure",
      "rocFigure",
      "subgroupFigure",
    ]
  `)
  expect(Object.keys(await import('./node/index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "svgToPng",
    ]
  `)
})
