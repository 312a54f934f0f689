/** Grad-CAM itself under the randomisation check, on a network trained for it. */
import { expect, it } from 'vitest'
import { activate } from '../backends.test-support.ts'
import { createExplainer } from '../explainer.ts'
import { energyInside } from './energy-inside.ts'
import { randomisationCheck } from './randomisation-check.ts'
import { stripes, stripesNetwork, trainOnStripes } from './stripes.test-support.ts'

it('passes on a trained network, and is no better than random weights before', async () => {
  await activate('wasm')
  const model = stripesNetwork(2)
  const { x, masks } = stripes(8, 78, 1)
  const explainer = createExplainer(model)
  const check = () =>
    randomisationCheck({
      model,
      explain: async () => (await explainer.explainBatch(x, { target: { class: 1 } })).map(({ map }) => map),
      score: (map, index) => energyInside(map, masks[index]!).share ?? 0,
    })
  expect((await check()).verdict).toBe('no better than random weights')
  expect(await trainOnStripes(model)).toBeGreaterThan(0.9)
  expect((await check()).verdict).toBe('passes')
})
