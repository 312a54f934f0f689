import { expect, it } from 'vitest'
import * as evaluate from './evaluate/index.ts'
import * as main from './index.ts'

it('exports these names', () => {
  expect(Object.keys(main).sort()).toMatchInlineSnapshot(`
    [
      "GradCamError",
      "colormap",
      "colormapNames",
      "createExplainer",
      "gradCam",
      "listLayers",
      "normaliseMap",
      "overlay",
      "resizeMap",
    ]
  `)
  expect(Object.keys(evaluate).sort()).toMatchInlineSnapshot(`
    [
      "energyInside",
      "pointingGame",
    ]
  `)
})
