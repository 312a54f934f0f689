/** The methods that look at one layer against PyTorch (golden/methods.py): three networks, five layers, two classes. */
import { describeIf, expectClose } from '@convlens/testing'
import type * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activate, backends } from './backends.test-support.ts'
import { createExplainer } from './explainer.ts'
import {
  expectGolden,
  goldenCase,
  type GoldenName,
  type GoldenNetwork,
  goldens,
} from './golden-networks.test-support.ts'
import { eigenCam } from './methods/eigen-cam.ts'
import { eigenGradCam } from './methods/eigen-grad-cam.ts'
import { gradCam } from './methods/grad-cam.ts'
import { gradCamPlusPlus } from './methods/grad-cam-plus-plus.ts'
import { hiResCam } from './methods/hi-res-cam.ts'
import { layerCam } from './methods/layer-cam.ts'
import type { LayerGradients, LayerMethod } from './methods/layer-gradients.ts'
import { xGradCam } from './methods/x-grad-cam.ts'
import type { Explanation } from './types.ts'

const methods = [gradCam, gradCamPlusPlus, hiResCam, layerCam, xGradCam, eigenCam, eigenGradCam]

// The plain JavaScript backend takes about half a minute a pass through covid-seed.
const timeout = 300_000

function expectLogits(explanations: Explanation[], { classes, logits }: GoldenNetwork, tolerance: number): void {
  const expected = classes.map((each) => logits[each]!)
  expectClose(
    explanations.map(({ info }) => info.logit),
    expected,
    tolerance,
  )
}

for (const { name: backend, missing } of backends) {
  const tolerance = backend === 'cpu' || backend === 'tensorflow' ? 1e-5 : 1e-4

  describeIf(backend, missing, `on ${backend}`, () => {
    beforeAll(() => activate(backend))

    describe.each<GoldenName>(['residual', 'mobile'])('%s', (network) => {
      const { layers, classes } = goldens[network]
      const target = classes.map((each) => ({ class: each }))
      let model: LayersModel
      let x: tf.Tensor4D
      beforeAll(() => {
        ;({ model, x } = goldenCase(network))
      })
      afterAll(() => {
        model.dispose()
        x.dispose()
      })

      describe.each(Object.keys(layers))('at %s', (layer) => {
        it.each(methods)('draws the map of $name as PyTorch does', async (method) => {
          const explanations = await createExplainer(model, { layer }).explainBatch(x, { method, target })
          expectLogits(explanations, goldens[network], tolerance)
          explanations.forEach((explanation, i) => {
            expect(explanation.info.method).toBe(method.name)
            expectGolden(explanation, layers[layer]!, method.name, i, tolerance)
          })
        })
      })
    })

    it(
      'draws the maps of covid-seed as PyTorch does, from one pass a class',
      async () => {
        const { layers, classes } = goldens['covid-seed']
        const { model, x } = goldenCase('covid-seed')
        const seen: LayerGradients[] = []
        const method: LayerMethod = {
          name: 'all of them',
          gradients: true,
          map(layer) {
            seen.push(structuredClone(layer))
            return gradCam.map(layer)
          },
        }
        const target = classes.map((each) => ({ class: each }))
        const explainer = createExplainer(model, { layer: 'conv5' })
        const explanations = await explainer.explainBatch(x, { method, target, batchSize: 1 })
        x.dispose()
        model.dispose()
        expectLogits(explanations, goldens['covid-seed'], tolerance)
        explanations.forEach(({ raw, shape }, i) => {
          expect(raw).toEqual(gradCam.map(seen[i]!))
          for (const each of methods) {
            expectGolden({ raw: each.map(seen[i]!), shape }, layers['conv5']!, each.name, i, tolerance)
          }
        })
      },
      timeout,
    )
  })
}
