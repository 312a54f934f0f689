/** Stores must not give values of another release: what comes out of decoding and preprocessing is tied to `preparedVersion`. */
import { createHash } from 'node:crypto'

import { expect, it } from 'vitest'

import { decodeImage } from '../decode/decode-image.ts'
import { goldenDicom, goldenFormats, goldenPngAndJpeg } from '../decode/golden.test-support.ts'
import { preprocess } from '../preprocess/preprocess.ts'
import type { PreprocessSpec } from '../preprocess/spec.ts'
import { preparedVersion } from './store.ts'

const specs: PreprocessSpec[] = [
  { version: 1, width: 20, height: 24, channels: 3, fit: 'pad', scaling: 'unit' },
  { version: 1, width: 24, height: 20, channels: 1, fit: 'crop', scaling: 'standardise' },
  {
    version: 2,
    width: 16,
    height: 16,
    channels: 1,
    fit: 'stretch',
    scaling: 'min-max',
    window: [1, 99],
    clahe: { tiles: [2, 2], clipLimit: 2 },
  },
]

it('makes the same values of the same files as when preparedVersion was last raised', async () => {
  const hash = createHash('sha256')
  for (const { bytes, options } of [...goldenPngAndJpeg, ...goldenDicom, ...goldenFormats]) {
    const raster = await decodeImage(bytes, options)
    for (const spec of specs) hash.update(preprocess(raster, spec))
  }
  // Where this differs and no release has the version below yet, put the new digest here; otherwise raise preparedVersion as well.
  expect([preparedVersion, hash.digest('hex').slice(0, 16)]).toEqual([1, '24dd4da5bfba4f13'])
})
