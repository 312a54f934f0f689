import { expect, it } from 'vitest'
import * as evaluate from './evaluate/index.ts'
import * as main from './index.ts'

it('exports these names', () => {
  expect(Object.keys(main).sort()).toMatchInlineSnapshot(`
    [
      "GradCamError",
      "ablationCam",
      "centreSigned",
      "colormap",
      "colormapNames",
      "contourLines",
      "coolwarm",
      "createExplainer",
      "eigenCam",
      "eigenGradCam",
      "fullGrad",
      "gradCam",
      "gradCamPlusPlus",
      "heatmap",
      "hiResCam",
      "inputGradients",
      "integratedGradients",
      "layerCam",
      "legend",
      "listLayers",
      "methodByName",
      "methodNames",
      "modelMethod",
      "normaliseMap",
      "overlay",
      "resizeMap",
      "scoreCam",
      "sideBySide",
      "smoothFlips",
      "smoothGrad",
      "smoothNoise",
      "xGradCam",
    ]
  `)
  expect(Object.keys(evaluate).sort()).toMatchInlineSnapshot(`
    [
      "deletion",
      "energyInside",
      "insertion",
      "iou",
      "maxSensitivity",
      "pointingGame",
      "randomisable",
      "randomisationCheck",
      "road",
    ]
  `)
})
