import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { augmentationNames } from './augmentations.ts'

it('has the same names as the pipelines of albumentations', async () => {
  const source = await readFile(join(import.meta.dirname, '..', '..', 'python', 'augmentations.py'), 'utf8')
  const theirs = [...source.slice(source.indexOf('return {')).matchAll(/^ {8}"([\w-]+)": /gmu)]
  expect(theirs.map(([, name]) => name)).toEqual(augmentationNames)
})
