import { expect, it } from 'vitest'

it('exports what it promises', async () => {
  expect(Object.keys(await import('./index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "ConvlensDataError",
      "DecodeError",
      "applyAugmentation",
      "assertRaster",
      "augment",
      "bySplit",
      "classCounts",
      "createCache",
      "createDataset",
      "createRandom",
      "decodeImage",
      "detectFormat",
      "drawPhantom",
      "filter",
      "findLeaks",
      "identityAugmentation",
      "loader",
      "phantoms",
      "preprocess",
      "sampleAugmentation",
      "seedAugmentation",
      "split",
      "subset",
      "validatePreprocessSpec",
      "xrayAugmentation",
    ]
  `)
  expect(Object.keys(await import('./node/index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "fromFolder",
      "fromManifest",
    ]
  `)
  expect(Object.keys(await import('./browser/index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "fromFiles",
    ]
  `)
})
