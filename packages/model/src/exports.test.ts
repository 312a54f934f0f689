import { expect, it } from 'vitest'

it('exports these names and no others', async () => {
  expect(Object.keys(await import('./index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "BundleError",
      "TrainingError",
      "buildCnn",
      "bundleFiles",
      "countMultiplications",
      "networkDiagram",
      "parseClassifier",
      "predict",
      "presetNames",
      "presetSpec",
      "serialiseClassifier",
      "train",
    ]
  `)
  expect(Object.keys(await import('./node/index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "loadClassifier",
      "saveClassifier",
    ]
  `)
  expect(Object.keys(await import('./browser/index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "loadClassifier",
      "saveClassifier",
    ]
  `)
})
