import { expect, it } from 'vitest'

it('exports this and nothing else', async () => {
  expect(Object.keys(await import('./index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "accuracyFigure",
      "architectureFigure",
      "calibrationFigure",
      "captionedOverlay",
      "confusionFigure",
      "figures",
      "htmlReport",
      "lossFigure",
      "rocFigure",
    ]
  `)
  expect(Object.keys(await import('./node/index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "svgToPng",
    ]
  `)
})
