/** The built-in classifier still knows the phantoms that are drawn today. */
import { useBackend } from '@convlens/backend/node'
import { loader, phantoms } from '@convlens/data'
import { predict } from '@convlens/model'
import { loadClassifier } from '@convlens/model/node'
import { expect, it } from 'vitest'
import { builtInFolder } from './in-node.ts'

/** Remake it with `make-classifier` where this fails: the drawing of phantoms was changed after it was trained. */
it('answers at least 85 of 100 phantoms right that it never saw', async () => {
  await useBackend('wasm')
  const { model, preprocess, provenance } = await loadClassifier(builtInFolder)
  expect(provenance['data']).toBe('phantom')
  const unseen = phantoms({ count: 100, size: 128, seed: 20_201 })
  const { probabilities, yTrue } = await predict(model, loader(unseen, { preprocess, batchSize: 20 }))
  const right = yTrue.filter((y, i) => (probabilities[2 * i]! >= 0.5 ? 0 : 1) === y)
  expect(right.length).toBeGreaterThanOrEqual(85)
})
